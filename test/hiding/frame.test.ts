import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { PUBLIC_DEFAULT_KEY } from '../../src/keys/frame-keys.ts';
import {
  embedFrame,
  FRAME_FALSE_POSITIVE_PROBABILITY,
  type FrameHeader,
  hasRoomForFrame,
  openFrame,
  planFrame,
  readFrame,
  recoverFramePlan,
  writeFrame,
} from '../../src/methods/frame/frame.ts';
import { frameLayout } from '../../src/methods/frame/frame-layout.ts';
import { readBits } from '../../src/methods/frame/lsb-matching.ts';
import { encodeRecord } from '../../src/methods/frame/record.ts';
import { writeSeal } from '../../src/methods/frame/seal.ts';
import { independentRead } from './independent-frame.ts';
import { seededRandom } from './seeded-random.ts';

const header: FrameHeader = {
  method: 1,
  modelId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  secretWidth: 768,
  secretHeight: 512,
  parameters: Uint8Array.of(9, 0, 7),
};

/** Every sample random. */
function noise(width: number, height: number, seed: number | string = 1): RgbImage {
  return rgbImage(width, height, seededRandom(seed)(3 * width * height));
}

function flat(width: number, height: number, value: number): RgbImage {
  return rgbImage(width, height, new Uint8Array(3 * width * height).fill(value));
}

function changes(before: RgbImage, after: RgbImage): number[] {
  return Array.from(before.data, (sample, i) => after.data[i]! - sample).filter((change) => change !== 0);
}

const headers: fc.Arbitrary<FrameHeader> = fc
  .record({
    method: fc.integer({ min: 0, max: 255 }),
    modelId: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    secretWidth: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
    secretHeight: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
    parameters: fc.uint8Array({ maxLength: 8 }),
    isPicture: fc.boolean(),
  })
  .map(({ isPicture, ...fields }) => (isPicture ? fields : { ...fields, secretWidth: 0, secretHeight: 0 }));

const pictures: fc.Arbitrary<RgbImage> = fc
  .record({
    width: fc.integer({ min: 54, max: 300 }),
    height: fc.integer({ min: 54, max: 200 }),
    seed: fc.nat(),
    kind: fc.constantFrom('noise', 'black', 'white', 'grey'),
  })
  .map(({ width, height, seed, kind }) => {
    if (kind === 'noise') return noise(width, height, seed);
    return flat(width, height, kind === 'black' ? 0 : kind === 'white' ? 255 : 128);
  });

describe('a frame', () => {
  it('is read back: any header, any picture, by this program and by an independent reader', () =>
    fc.assert(
      fc.asyncProperty(headers, pictures, async (anyHeader, picture) => {
        const framed = await writeFrame(picture, anyHeader);
        assert.deepEqual(await readFrame(framed), anyHeader);
        const { width, height } = picture;
        const master = new TextEncoder().encode(PUBLIC_DEFAULT_KEY);
        for (const seal of [0, 1]) {
          const body = independentRead(framed.data, width, height, seal, () => master);
          assert.equal(body?.readUIntBE(10, 3), anyHeader.secretWidth);
        }
      }),
      { numRuns: 40 },
    ));

  it('changes samples by one, never wraps, and leaves the original alone', () =>
    fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        const before = picture.data.slice();
        const framed = await writeFrame(picture, header);
        assert.deepEqual(picture.data, before);
        for (const change of changes(picture, framed)) assert.equal(Math.abs(change), 1);
      }),
      { numRuns: 40 },
    ));

  it('changes half of the samples it writes, as often up as down', async () => {
    const written = 2 * (9 * 264 + 128);
    let changed = 0;
    let up = 0;
    const runs = 40;
    for (let run = 0; run < runs; run++) {
      const picture = noise(256, 192, run);
      const steps = changes(picture, await writeFrame(picture, header, { random: seededRandom(`r${run}`) }));
      changed += steps.length;
      up += steps.filter((step) => step === 1).length;
    }
    // Five standard deviations of a fair coin.
    assert.ok(
      Math.abs(changed - (runs * written) / 2) < 2.5 * Math.sqrt(runs * written),
      `${changed / runs}`,
    );
    assert.ok(Math.abs(up - changed / 2) < 2.5 * Math.sqrt(changed), `${up} of ${changed} up`);
  });

  it('written in place is the same as written into a copy', async () => {
    const picture = noise(100, 90);
    const copy = await writeFrame(picture, header, { random: seededRandom(3) });
    await embedFrame(picture, header, { random: seededRandom(3) });
    assert.deepEqual(picture.data, copy.data);
  });

  it('leaves the original alone where its samples are in a Buffer', async () => {
    const picture = noise(96, 64);
    const buffer = Buffer.from(picture.data);
    await writeFrame(rgbImage(96, 64, buffer), header);
    assert.ok(buffer.equals(picture.data));
  });

  it('is the same bytes for the same random bytes, and other bytes for others', async () => {
    const write = (seed: number) => writeFrame(noise(100, 90), header, { random: seededRandom(seed) });
    assert.deepEqual((await write(1)).data, (await write(1)).data);
    assert.notDeepEqual((await write(1)).data, (await write(2)).data);
  });

  it('replaces an earlier frame', async () => {
    const first = await writeFrame(noise(200, 200), header);
    const second = await writeFrame(first, { ...header, method: 2 });
    assert.equal((await readFrame(second))?.method, 2);
  });

  it('is not tied to the content: its lowest bits are valid in another picture', async () => {
    const framed = await writeFrame(noise(96, 64, 1), header);
    const other = noise(96, 64, 2);
    const forged = other.data.map((sample, i) => (sample & 0xfe) | (framed.data[i]! & 1));
    assert.deepEqual(await readFrame(rgbImage(96, 64, forged)), header);
  });

  it('is for the picture\u2019s own width and height', async () => {
    const framed = await writeFrame(flat(96, 64, 50), header);
    assert.equal(await readFrame(rgbImage(64, 96, framed.data)), undefined);
  });
});

describe('a passphrase', () => {
  it('opens its own frame only', async () => {
    const framed = await writeFrame(noise(96, 64), header, { passphrase: 'raw umber' });
    assert.deepEqual(await readFrame(framed, 'raw umber'), header);
    assert.equal(await readFrame(framed, 'raw Umber'), undefined);
    assert.equal(await readFrame(framed), undefined);
    const open = await writeFrame(noise(96, 64), header);
    assert.equal(await readFrame(open, 'raw umber'), undefined);
  });

  it('that is empty is refused, not taken for none', async () => {
    await assert.rejects(writeFrame(noise(96, 64), header, { passphrase: '' }), RangeError);
    await assert.rejects(readFrame(noise(96, 64), ''), RangeError);
  });
});

describe('openFrame', () => {
  it('gives the keys of the seal it read, the second where the first is lost', async () => {
    const picture = noise(96, 64);
    const plan = await planFrame(picture);
    await embedFrame(picture, header, { plan });
    const intact = await openFrame(picture);
    assert.equal(intact?.seal, 0);
    assert.deepEqual(intact?.keys.authentication, plan.seals[0]!.keys.authentication);
    picture.data[plan.seals[0]!.saltPositions[77]!]! ^= 1;
    const second = await openFrame(picture);
    assert.equal(second?.seal, 1);
    assert.deepEqual(await second?.keys.deriveKey('a'), await plan.seals[1]!.keys.deriveKey('a'));
    picture.data[plan.seals[1]!.saltPositions[0]!]! ^= 1;
    assert.equal(await openFrame(picture), undefined);
  });

  it('recoverFramePlan finds the samples again', async () => {
    const picture = noise(96, 64);
    const plan = await planFrame(picture);
    await embedFrame(picture, header, { plan });
    const recovered = await recoverFramePlan(picture);
    for (const [i, seal] of plan.seals.entries()) {
      assert.deepEqual(recovered.seals[i]!.salt, seal.salt);
      assert.deepEqual(recovered.seals[i]!.recordPositions, seal.recordPositions);
    }
  });

  it('names a newer program for an authentic frame of an unknown version', async () => {
    const picture = noise(96, 64);
    const plan = await planFrame(picture);
    for (const seal of plan.seals) {
      const record = await encodeRecord(header, picture, seal.keys.authentication, 2);
      await writeSeal(picture.data, seal, record, seededRandom(1));
    }
    await assert.rejects(readFrame(picture), /version 2 .* Use a newer Pentimento/);
    await assert.rejects(readFrame(picture), (error: Error) => error.constructor === Error);
  });
});

describe('the samples of a frame', () => {
  for (const [width, height] of [
    [32, 88],
    [54, 53],
    [64, 64],
    [321, 241],
    [33, 5000],
    [12_000, 9000],
  ] as const) {
    it(`are all different and inside, ${width}x${height}`, async () => {
      const plan = await planFrame({ width, height });
      const all = plan.seals.flatMap((seal) => [...seal.saltPositions, ...seal.recordPositions]);
      assert.equal(new Set(all).size, all.length);
      assert.ok(all.every((position) => position >= 0 && position < 3 * width * height));
      const record = plan.seals.flatMap((seal) => [...seal.recordPositions]);
      assert.ok(16 * record.length <= 3 * width * height);
      for (const [i, seal] of plan.seals.entries()) {
        assert.equal(seal.recordPositions.length % (2 * 264), 264);
        assert.ok(seal.recordPositions.every((position) => position % 2 === i));
      }
    });
  }

  it('are spread evenly over the picture', async () => {
    // 64 stripes: chi-square with 63 degrees of freedom is above 117 about once in 20,000.
    const size = { width: 640, height: 480 };
    const stripes = new Array<number>(64).fill(0);
    let total = 0;
    for (let run = 0; run < 20; run++) {
      for (const seal of (await planFrame(size, { random: seededRandom(run) })).seals) {
        for (const position of seal.recordPositions) {
          stripes[Math.floor((64 * position) / (3 * 640 * 480))]!++;
          total++;
        }
      }
    }
    const expected = total / 64;
    const chiSquare = stripes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 117, `chi-square ${chiSquare}`);
  });
});

describe('the written bits', () => {
  it('are uniform and without repetition, for one header in one flat picture', async () => {
    const frames = 200;
    const repetitions = 9;
    let ones = 0;
    let bits = 0;
    const bytes = new Array<number>(256).fill(0);
    const agreeing = new Array<number>(repetitions).fill(0);
    const onesAt = new Array<number>(264).fill(0);
    for (let run = 0; run < frames; run++) {
      const picture = flat(200, 150, 77);
      const plan = await planFrame(picture, { random: seededRandom(run) });
      await embedFrame(picture, header, { plan, random: seededRandom(-run) });
      for (const seal of plan.seals) {
        for (const byte of readBits(picture.data, seal.saltPositions)) bytes[byte]!++;
        const lsbs = Array.from(seal.recordPositions, (position) => picture.data[position]! & 1);
        for (const byte of readBits(picture.data, seal.recordPositions)) bytes[byte]!++;
        for (const [i, lsb] of lsbs.entries()) {
          ones += lsb;
          bits++;
          onesAt[i % 264]! += lsb;
          const distance = Math.floor(i / 264);
          if (distance > 0 && lsb === lsbs[i % 264]) agreeing[distance]!++;
        }
      }
    }
    // Monobit: five standard deviations.
    assert.ok(Math.abs(ones - bits / 2) < 2.5 * Math.sqrt(bits), `${ones} of ${bits}`);
    // Bytes: chi-square with 255 degrees of freedom is above 349 once in 10,000.
    const expected = bytes.reduce((sum, count) => sum + count, 0) / 256;
    const chiSquare = bytes.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.ok(chiSquare < 349, `chi-square ${chiSquare}`);
    // Each bit of the record over all seals and repetitions.
    const each = 2 * frames * repetitions;
    for (const count of onesAt)
      assert.ok(Math.abs(count - each / 2) < 2.5 * Math.sqrt(each), `${count} of ${each}`);
    // Repetitions agree with the first as often as not.
    const pairs = 2 * frames * 264;
    for (const count of agreeing.slice(1)) {
      assert.ok(Math.abs(count - pairs / 2) < 2.5 * Math.sqrt(pairs), `${count} of ${pairs}`);
    }
  });
});

describe('nothing is found', () => {
  it('in pictures without a frame, flat ones included', async () => {
    for (const picture of [noise(80, 80), flat(80, 80, 0), flat(80, 80, 255), flat(3000, 40, 128)]) {
      assert.equal(await readFrame(picture), undefined);
    }
  });

  it('in pictures that are too small for a frame', async () => {
    for (const [width, height] of [
      [1, 1],
      [31, 1000],
      [1000, 31],
      [53, 53],
    ] as const) {
      assert.equal(hasRoomForFrame({ width, height }), false);
      assert.equal(await readFrame(flat(width, height, 9)), undefined);
    }
  });

  it('and the chance of being wrong is two tags of 64 bits', () => {
    assert.equal(FRAME_FALSE_POSITIVE_PROBABILITY, 2 ** -63);
  });
});

describe('writing refuses', () => {
  for (const [width, height] of [
    [1, 1],
    [31, 1000],
    [1000, 31],
    [53, 53],
  ] as const) {
    it(`a picture of ${width}x${height}, with the numbers`, () =>
      assert.rejects(writeFrame(flat(width, height, 9), header), (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, new RegExp(`${width}x${height}.* 32 .* 2816 `));
        return true;
      }));
  }

  it('more samples than 32 bits can number', () => {
    assert.throws(() => frameLayout({ width: 2 ** 20, height: 2 ** 20 }), RangeError);
  });

  const picture = noise(64, 64);
  const wrongHeaders: readonly [string, object, typeof TypeError | typeof RangeError][] = [
    ['a method above 255', { method: 256 }, RangeError],
    ['half a method', { method: 0.5 }, RangeError],
    ['a method in words', { method: 'deep' }, TypeError],
    ['a short model id', { modelId: new Uint8Array(7) }, RangeError],
    ['a model id in words', { modelId: 'baluja01' }, TypeError],
    ['a side of 2^24', { secretWidth: 2 ** 24 }, RangeError],
    ['a negative side', { secretHeight: -1 }, RangeError],
    ['one side of 0', { secretHeight: 0 }, RangeError],
    ['no side', { secretWidth: undefined }, TypeError],
    ['nine bytes of parameters', { parameters: new Uint8Array(9) }, RangeError],
    ['parameters in a list', { parameters: [1, 2] }, TypeError],
  ];
  for (const [name, wrong, kind] of wrongHeaders) {
    it(`${name}, and leaves the picture as it was`, async () => {
      const before = picture.data.slice();
      await assert.rejects(embedFrame(picture, { ...header, ...wrong } as FrameHeader), kind);
      assert.deepEqual(picture.data, before);
    });
  }

  it('something that is not a picture', async () => {
    await assert.rejects(writeFrame(undefined as never, header), TypeError);
    await assert.rejects(readFrame({ width: 64, height: 64, data: [] } as never), TypeError);
    await assert.rejects(readFrame({ width: 64, height: 64, data: new Uint8Array(5) }), RangeError);
  });

  it('a plan for another size', async () => {
    const plan = await planFrame({ width: 64, height: 65 });
    await assert.rejects(embedFrame(noise(64, 64), header, { plan }), RangeError);
  });

  it('a source of random bytes that repeats itself', () =>
    assert.rejects(
      planFrame({ width: 64, height: 64 }, { random: (length) => new Uint8Array(length) }),
      RangeError,
    ));
});
