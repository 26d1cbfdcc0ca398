/**
 * What the exact method keeps from whom. Everything that is compared with chance has a threshold that chance passes less than once
 * in a million runs; places and streams come from the independent reader.
 */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import type { Receiver } from '../../src/methods/exact/exact-method.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import { CODER, file, flat, hideOpen, noise, photo } from './exact-cases.ts';
import type { IndependentReading } from './independent-exact.ts';
import {
  independentHeaderPlaces,
  independentPartition,
  independentReadExact,
  independentSalt,
  independentSaltPlaces,
  independentSealedHeader,
} from './independent-exact.ts';
import {
  assertChiSquare,
  assertRandomBits,
  assertUniform,
  assertWithin,
  bitsOf,
  countsOf,
} from './randomness.ts';
import { seededRandom } from './seeded-random.ts';

interface Written {
  readonly container: RgbImage;
  readonly salt: Buffer;
  readonly reading: IndependentReading;
}

/** Containers of one cover and one secret, without a passphrase: its keys are those of a public master and a fresh salt. */
async function written(cover: RgbImage, length: number, count: number, options: ExactOptions) {
  const containers: Written[] = [];
  for (let i = 0; i < count; i++) {
    const { container } = await hideOpen(cover, file(length), { distortion: 'uniform', ...options });
    const reading = independentReadExact(container.data, cover.width, cover.height);
    assert.ok(reading !== undefined);
    containers.push({ container, salt: independentSalt(container.data), reading });
  }
  return containers;
}

const COUNT = 20;

const LOADS: readonly [string, length: number, ExactOptions][] = [
  ['a full load of ternary digits', 1500, { embedding: 'ternary' }],
  ['a full load of the trellis', 1400, {}],
  ['a small load of the trellis', 150, {}],
];

for (const [name, length, options] of LOADS) {
  describe(`without the key, ${name} of the same secret`, () => {
    let containers: readonly Written[];
    before(async () => {
      containers = await written(await photo('kodim23.png', 64, 64), length, COUNT, options);
    });

    const streams: readonly [string, (each: Written) => Uint8Array][] = [
      ['salt', ({ salt }) => salt],
      ['header', ({ reading }) => reading.sealedHeader],
      ['payload', ({ reading }) => reading.sealedPayload],
    ];
    for (const [part, streamOf] of streams) {
      it(`looks random in its ${part}`, () => {
        const bytes = Buffer.concat(containers.map(streamOf));
        const bits = bitsOf(bytes);
        assertRandomBits(bits, 'bits');
        // Nibbles where bytes would be too few.
        if (bytes.length >= 256 * 8) assertUniform(countsOf(bytes, 256), 'bytes');
        else
          assertUniform(
            countsOf(
              [...bytes.toString('hex')].map((digit) => Number.parseInt(digit, 16)),
              16,
            ),
            'nibbles',
          );
      });

      it(`has nothing constant in its ${part}`, () => {
        const all = containers.map(streamOf);
        for (let at = 0; at < all[0]!.length; at++) {
          const values = new Set(all.map((stream) => stream[at]));
          // 20 random bytes have fewer than 8 values less than once in 10^13 times.
          assert.ok(values.size >= 8, `byte ${at} has ${values.size} values`);
        }
        const sums = new Array<number>(8 * all[0]!.length).fill(0);
        for (const stream of all)
          bitsOf(stream).forEach((bit, i) => {
            sums[i]! += bit;
          });
        const ones = sums.reduce((sum, count) => sum + count, 0);
        assertWithin(ones, (sums.length * COUNT) / 2, Math.sqrt(sums.length * COUNT) / 2, 'ones');
        const squares = sums.reduce((sum, count) => sum + (count - COUNT / 2) ** 2, 0) / (COUNT / 4);
        assertChiSquare(squares, sums.length, 'sums of each bit');
      });

      it(`shares nothing with another container in its ${part}`, () => {
        for (let i = 1; i < containers.length; i++) {
          const [a, b] = [streamOf(containers[i - 1]!), streamOf(containers[i]!)].map((stream) =>
            bitsOf(stream),
          );
          const different = a!.filter((bit, at) => bit !== b![at]).length;
          assertWithin(different, a!.length / 2, Math.sqrt(a!.length) / 2, 'different bits');
        }
      });
    }

    it('is at other places in another container', () => {
      for (let i = 1; i < containers.length; i++) {
        const [a, b] = [containers[i - 1]!, containers[i]!].map(({ reading }) => reading.headerPlaces);
        const first = new Set(a);
        const shared = b!.filter((place) => first.has(place)).length;
        // Hypergeometric: 3072 of the 11,264 samples that are not of the salt.
        const rate = 3072 / (12_288 - 1024);
        assertWithin(shared, 3072 * rate, Math.sqrt(3072 * rate * (1 - rate) ** 2), 'shared places');
      }
    });
  });
}

describe('a full load of plain digits', () => {
  it('is uniform in base 3, one by one and in pairs, wherever one looks', async () => {
    for (const cover of [flat(96, 64, 100), flat(96, 64, 0), await photo('nebula.jpg', 96, 64)]) {
      const { container } = await hideOpen(cover, file(2750), { embedding: 'ternary' });
      const { bodyPlaces } = independentReadExact(container.data, 96, 64)!;
      for (const places of [bodyPlaces, Uint32Array.from(bodyPlaces).sort()]) {
        const digits = Array.from(places, (place) => container.data[place]! % 3);
        assertUniform(countsOf(digits, 3), 'digits');
        const pairs = digits
          .filter((_, i) => i % 2 === 0)
          .map((digit, i) => 3 * digit + (digits[2 * i + 1] ?? 0));
        assertUniform(countsOf(pairs, 9), 'pairs');
      }
    }
  });

  it('has the same values for any secret: those of a uniform change', async () => {
    const cover = flat(96, 64, 100);
    for (const length of [0, 2750]) {
      const { container } = await hideOpen(cover, file(length), { embedding: 'q5' });
      const { bodyPlaces } = independentReadExact(container.data, 96, 64)!;
      assertUniform(
        countsOf(
          Array.from(bodyPlaces, (place) => container.data[place]! - 98),
          5,
        ),
        `${length} bytes`,
      );
    }
  });
});

describe('with a passphrase', () => {
  it('a header is random to who reads without, and at other places', async () => {
    const cover = await photo('coffee.png', 64, 64);
    const masters = Buffer.from('pentimento: no passphrase, anyone can reveal');
    const streams: Uint8Array[] = [];
    for (let i = 0; i < 6; i++) {
      const options = { distortion: 'uniform' } as const;
      const receivers = [{ secret: file(1300), passphrase: 'the same' }];
      const { container } = await hideExact(cover, receivers, CODER, options);
      assert.equal(independentReadExact(container.data, 64, 64), undefined);
      assert.equal(await revealExact(container, CODER), undefined);
      const places = independentHeaderPlaces(container.data, masters, 1, 0);
      streams.push(independentSealedHeader(container.data, places), independentSalt(container.data));
    }
    assertRandomBits(bitsOf(Buffer.concat(streams)), 'bits');
  });
});

describe('of two parts', () => {
  const cover = noise(96, 96, 'parts');
  const first: Receiver = { secret: file(700, 'first.bin') };
  const second: Receiver = { secret: file(700, 'other.bin'), passphrase: 'second' };
  const options = { parts: 2, distortion: 'uniform' } as const;
  const hide = (receivers: readonly Receiver[], seed: number) =>
    hideExact(cover, receivers, CODER, { ...options, random: seededRandom(seed) });

  it('one receiver reads the same whether the other part holds a secret or filling', async () => {
    const rates: number[][] = [[], []];
    const squares: number[][] = [[], []];
    let samples = 0;
    for (let seed = 0; seed < 3; seed++) {
      const both = await Promise.all([[first, second], [first]].map((receivers) => hide(receivers, seed)));
      const readings = both.map(({ container }) => independentReadExact(container.data, 96, 96)!);
      for (const key of [
        'header',
        'headerBytes',
        'sealedHeader',
        'sealedPayload',
        'payload',
        'headerPlaces',
        'bodyPlaces',
      ] as const) {
        assert.deepEqual(readings[0]![key], readings[1]![key], key);
      }
      const salts = both.map(({ container }) => independentSalt(container.data));
      assert.deepEqual(salts[0], salts[1]);
      const { header, headerPlaces, bodyPlaces } = readings[0]!;
      for (const place of [...headerPlaces, ...bodyPlaces]) {
        assert.equal(both[0]!.container.data[place], both[1]!.container.data[place]);
      }

      const ofSalt = new Set(independentSaltPlaces(cover.data.length));
      const partOf = independentPartition(cover.data.length, salts[0]!, 2);
      const others = Array.from(cover.data.keys()).filter((i) => partOf[i] !== header.part && !ofSalt.has(i));
      samples += others.length;
      both.forEach(({ container }, i) => {
        const changes = others.map((place) => container.data[place]! - cover.data[place]!);
        rates[i]!.push(changes.filter((change) => change !== 0).length);
        squares[i]!.push(changes.reduce((sum, change) => sum + change ** 2, 0));
      });
    }
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const [withSecret, withFilling] = rates.map(sum);
    // Of a difference of two counts, each with the variance of a binomial one at most.
    const rate = withSecret! / samples;
    const deviation = Math.sqrt(2 * samples * rate * (1 - rate));
    assertWithin(withSecret! - withFilling!, 0, deviation, 'change rate');
    const [secretSquares, fillingSquares] = squares.map(sum);
    assertWithin(secretSquares! - fillingSquares!, 0, 1.2 * deviation, 'mean square change');
    assert.ok(Math.abs(secretSquares! / fillingSquares! - 1) < 0.05);
  });

  it('each receiver finds what is theirs, and nobody else anything', async () => {
    const { container } = await hide([{ ...first, passphrase: 'first' }, second], 9);
    for (const { passphrase, secret } of [{ ...first, passphrase: 'first' }, second]) {
      assert.deepEqual(await revealExact(container, CODER, { passphrase }), secret);
    }
    for (const passphrase of [undefined, 'First', 'second ']) {
      assert.equal(await revealExact(container, CODER, { passphrase }), undefined);
    }
  });

  it('are given out by lot', async () => {
    const parts = await Promise.all(
      Array.from({ length: 8 }, async (_, seed) => {
        const { container } = await hide([first], 100 + seed);
        return independentReadExact(container.data, 96, 96)!.header.part;
      }),
    );
    assert.deepEqual(new Set(parts), new Set([0, 1]));
  });
});
