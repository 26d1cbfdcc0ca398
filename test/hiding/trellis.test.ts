/** Syndrome-trellis codes against their definition: matrix, brute force, a plain Viterbi algorithm, the rate-distortion bound. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import createWabt from 'wabt';
import { blockEnds } from '../../src/methods/exact/trellis/blocks.ts';
import { trellisColumns } from '../../src/methods/exact/trellis/columns.ts';
import { createTrellisEncoder } from '../../src/methods/exact/trellis/embed.ts';
import { trellisExtract } from '../../src/methods/exact/trellis/extract.ts';
import { priceOfInformation } from '../../src/methods/exact/trellis/price.ts';
import { VITERBI_MODULE } from '../../src/methods/exact/trellis/viterbi-module.ts';
import type { RandomSource } from '../../src/random/seeded-random.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { ROOT } from '../architecture/source.ts';
import {
  cheapestByTrial,
  flipBound,
  parityChecks,
  plainViterbi,
  syndromeOf,
  totalCost,
} from './trellis-reference.ts';

const HEIGHTS = [6, 7, 8, 9, 10, 11, 12];

/** Costs of both bits, some of them infinite, and a message. */
function segment(random: RandomSource, samples: number, bits: number, cost: () => number) {
  return {
    costOfZero: Float32Array.from({ length: samples }, cost),
    costOfOne: Float32Array.from({ length: samples }, cost),
    message: Uint8Array.from({ length: bits }, () => random.integer(2)),
  };
}

describe('the columns of syndrome-trellis codes', () => {
  it('differ, with the first and the last bit set', () => {
    for (const height of HEIGHTS) {
      for (const width of [1, 2, 3, 8, 9, 2 ** (height - 2)]) {
        const columns = trellisColumns(width, height);
        assert.equal(new Set(columns).size, width);
        for (const column of columns) {
          assert.ok(column < 2 ** height);
          assert.equal(column & 1, 1);
          assert.equal(column >> (height - 1), 1);
        }
      }
    }
  });

  it('come again where there are no others', () => {
    const columns = trellisColumns(100, 6);
    assert.deepEqual(columns.slice(16), columns.slice(0, 84));
  });

  // Any change of these is a change of the format.
  it('are those of docs/format.md', () => {
    assert.deepEqual([...trellisColumns(4, 10)], [787, 759, 639, 973]);
    assert.deepEqual([...trellisColumns(12, 7).slice(8)], [89, 77, 99, 117]);
    const mask = 0xffffffffn;
    const mixed = (counter: bigint): bigint => {
      let value = ((counter ^ (counter >> 16n)) * 0x85ebca6bn) & mask;
      value = ((value ^ (value >> 13n)) * 0xc2b2ae35n) & mask;
      return value ^ (value >> 16n);
    };
    const found = new Set<number>();
    for (let i = 0n; found.size < 12; i++) found.add(Number(mixed((12n << 16n) + i) >> 25n) | 0b1000001);
    assert.deepEqual([...trellisColumns(12, 7)], [...found]);
  });
});

describe('blocks', () => {
  it('end before floor((j + 1) n / k)', () => {
    for (const [n, k] of [
      [1, 1],
      [5, 3],
      [65_536, 65_535],
      [65_536, 3277],
      [1000, 999],
    ] as const) {
      const ends = Array.from({ length: k }, (_, j) => Math.floor(((j + 1) * n) / k));
      assert.deepEqual([...blockEnds(n, k)], ends);
    }
    assert.equal(blockEnds(7, 0).length, 0);
  });
});

describe('encoding', () => {
  for (const height of HEIGHTS) {
    it(`gives bits whose syndrome is the message at height ${height}`, () => {
      const random = seededRandom(height);
      const encoder = createTrellisEncoder(height, 1000);
      for (const n of [1, 2, 5, 16, 63, 300, 1000]) {
        for (const k of new Set([0, 1, 2, Math.floor(n / 20), Math.floor(n / 3), Math.floor(0.9 * n), n])) {
          if (k > n) continue;
          for (const infinite of [0, 0.2, 1]) {
            const cost = (): number => (random.uniform() < infinite ? Infinity : random.integer(30));
            const { costOfZero, costOfOne, message } = segment(random, n, k, cost);
            const bits = encoder.encode(costOfZero, costOfOne, message);
            assert.deepEqual(trellisExtract(bits, k, height), message);
            assert.deepEqual(syndromeOf(bits, parityChecks(n, k, height)), [...message]);
          }
        }
      }
    });
  }

  it('succeeds for costs of any size and spread', () => {
    const encoder = createTrellisEncoder(7, 60);
    const cost = fc.oneof(
      fc.float({ min: 0, noNaN: true }),
      fc.constantFrom(0, 1e-45, 1e-38, 1, 1e10, 3e38, Infinity),
    );
    const samples = fc.array(fc.tuple(cost, cost, fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(samples, fc.nat({ max: 60 }), (drawn, wanted) => {
        const message = Uint8Array.from(drawn.slice(0, wanted), ([, , bit]) => Number(bit));
        const bits = encoder.encode(
          Float32Array.from(drawn, ([zero]) => zero),
          Float32Array.from(drawn, ([, one]) => one),
          message,
        );
        assert.ok(bits.every((bit) => bit <= 1));
        assert.deepEqual(trellisExtract(bits, message.length, 7), message);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('hides a few bits in as many samples as fit', () => {
    const random = seededRandom(2);
    const encoder = createTrellisEncoder(10, 70_000);
    for (const n of [65_535, 65_536, 70_000]) {
      for (const k of [1, 2, 7]) {
        const { costOfZero, costOfOne, message } = segment(random, n, k, () => random.uniform());
        assert.deepEqual(trellisExtract(encoder.encode(costOfZero, costOfOne, message), k, 10), message);
      }
    }
  });

  it('of nothing gives the cheaper bits, zeros where both cost the same', () => {
    const encoder = createTrellisEncoder(10, 5);
    const bits = encoder.encode(
      Float32Array.of(1, 3, 2, Infinity, Infinity),
      Float32Array.of(2, 1, 2, 5, Infinity),
      new Uint8Array(0),
    );
    assert.deepEqual([...bits], [0, 1, 0, 1, 0]);
  });

  it('does not depend on the segments before', () => {
    const random = seededRandom(3);
    const encoder = createTrellisEncoder(8, 400);
    const { costOfZero, costOfOne, message } = segment(random, 150, 70, () => random.uniform());
    const alone = encoder.encode(costOfZero, costOfOne, message);
    const other = segment(random, 400, 390, () => random.uniform());
    encoder.encode(other.costOfZero, other.costOfOne, other.message);
    assert.deepEqual(encoder.encode(costOfZero, costOfOne, message), alone);
  });
});

describe('the cost of encoding', () => {
  it('is the least of all bits with that syndrome', () => {
    for (const height of [6, 10]) {
      const random = seededRandom(17, height);
      const encoder = createTrellisEncoder(height, 16);
      for (let run = 0; run < 60; run++) {
        const n = 1 + random.integer(run % 10 === 0 ? 16 : 11);
        const k = 1 + random.integer(n);
        const { costOfZero, costOfOne, message } = segment(random, n, k, () => random.integer(21));
        const bits = encoder.encode(costOfZero, costOfOne, message);
        const { cost } = cheapestByTrial(costOfZero, costOfOne, message, height);
        assert.equal(totalCost(bits, costOfZero, costOfOne), cost, `run ${run}: ${n} samples, ${k} bits`);
      }
    }
  });

  it('has as few infinities as there can be', () => {
    const random = seededRandom(5);
    const encoder = createTrellisEncoder(8, 11);
    let forced = 0;
    for (let run = 0; run < 100; run++) {
      const n = 2 + random.integer(10);
      const k = 1 + random.integer(n);
      const wet = random.uniform();
      const { costOfZero, costOfOne, message } = segment(random, n, k, () => random.integer(21));
      for (let i = 0; i < n; i++) {
        if (random.uniform() < wet) (random.integer(2) === 0 ? costOfZero : costOfOne)[i] = Infinity;
      }
      const bits = encoder.encode(costOfZero, costOfOne, message);
      const least = cheapestByTrial(costOfZero, costOfOne, message, 8);
      const infinities = bits.filter((bit, i) => (bit === 0 ? costOfZero : costOfOne)[i] === Infinity).length;
      assert.equal(infinities, least.infinities, `run ${run}: ${n} samples, ${k} bits`);
      if (infinities === 0) assert.equal(totalCost(bits, costOfZero, costOfOne), least.cost);
      else forced += 1;
    }
    assert.ok(forced > 20);
  });

  const SPREADS: Readonly<Record<string, (random: RandomSource) => number>> = {
    'uniform costs': (random) => random.uniform(),
    'costs of many magnitudes': (random) => Math.exp(3 * random.normal()),
    'some enormous costs': (random) => (random.uniform() < 0.1 ? 1e10 : random.uniform()),
    'mostly enormous costs': (random) => (random.uniform() < 0.9 ? 1e8 : 1 + random.uniform()),
    'some infinite costs': (random) => (random.uniform() < 0.2 ? Infinity : random.uniform()),
    'many free samples': (random) => (random.uniform() < 0.5 ? 0 : random.uniform()),
  };
  for (const [name, draw] of Object.entries(SPREADS)) {
    it(`is within 0.5 % of a Viterbi algorithm with unrounded costs: ${name}`, () => {
      const random = seededRandom(23);
      for (const height of [6, 7, 10, 12]) {
        const encoder = createTrellisEncoder(height, 2000);
        for (const bits of [50, 100, 700, 1000, 1830]) {
          const message = Uint8Array.from({ length: bits }, () => random.integer(2));
          const costOfOne = Float32Array.from({ length: 2000 }, () => draw(random));
          const costOfZero = new Float32Array(2000);
          const found = totalCost(encoder.encode(costOfZero, costOfOne, message), costOfZero, costOfOne);
          const least = plainViterbi(costOfZero, costOfOne, message, height);
          assert.ok(
            found <= least * 1.005 + 1e-9,
            `height ${height}, ${bits} bits: ${found}, least ${least}`,
          );
        }
      }
    });
  }

  // Measured: 0.65, 0.63, 0.51, 0.39, 0.25 dB.
  for (const [rate, decibels] of [
    [0.05, 0.75],
    [0.1, 0.7],
    [0.25, 0.6],
    [0.5, 0.5],
    [0.75, 0.35],
  ] as const) {
    it(`is within ${decibels} dB of what no code can go below at ${rate} bits a sample`, () => {
      const random = seededRandom(31);
      const n = 65_536;
      const costOfOne = Float32Array.from({ length: n }, () => random.uniform());
      const message = Uint8Array.from({ length: Math.floor(rate * n) }, () => random.integer(2));
      const bits = createTrellisEncoder(10, n).encode(new Float32Array(n), costOfOne, message);
      const cost = totalCost(bits, new Float32Array(n), costOfOne);
      const above = 10 * Math.log10(cost / flipBound(costOfOne, message.length));
      assert.ok(above > 0 && above < decibels, `${above} dB`);
    });
  }

  it('falls with the height', () => {
    const n = 30_000;
    for (const rate of [0.1, 0.4, 0.75]) {
      const costs = HEIGHTS.map((height) => {
        const random = seededRandom(37);
        const costOfOne = Float32Array.from({ length: n }, () => random.uniform());
        const message = Uint8Array.from({ length: rate * n }, () => random.integer(2));
        const bits = createTrellisEncoder(height, n).encode(new Float32Array(n), costOfOne, message);
        return totalCost(bits, new Float32Array(n), costOfOne);
      });
      for (const [index, cost] of costs.entries()) {
        assert.ok(index === 0 || cost < costs[index - 1]!, `rate ${rate}: ${costs}`);
      }
    }
  });
});

describe('the price of information', () => {
  it('is the temperature at which the flips have the entropy of the message', () => {
    const random = seededRandom(41);
    const costs = Float32Array.from({ length: 20_000 }, () => random.uniform());
    for (const rate of [0.2, 0.5, 0.8]) {
      const temperature = priceOfInformation(costs, rate * costs.length);
      let entropy = 0;
      for (const cost of costs) {
        const p = 1 / (1 + Math.exp(cost / temperature));
        entropy -= p * Math.log2(p) + (1 - p) * Math.log2(1 - p);
      }
      assert.ok(Math.abs(entropy / costs.length - rate) < 0.01, `${entropy / costs.length}`);
    }
  });

  it('is a positive number whatever the costs', () => {
    for (const costs of [[], [0], [Infinity], [1e-45], [3e38, 3e38], [0, Infinity, 5]]) {
      for (const bits of [0, 1, costs.length]) {
        const price = priceOfInformation(Float32Array.from(costs), bits);
        assert.ok(price > 0 && price < Infinity, `${costs}: ${price}`);
      }
    }
  });
});

describe('bad arguments', () => {
  const encoder = createTrellisEncoder(6, 4);
  const four = Float32Array.of(1, 2, 3, 4);
  const cases: readonly [string, () => unknown, typeof TypeError | typeof RangeError, RegExp][] = [
    ['a low height', () => createTrellisEncoder(5, 9), RangeError, /6 to 12 for the height but received 5/],
    ['a great height', () => trellisExtract(new Uint8Array(4), 2, 13), RangeError, /height but received 13/],
    ['half a height', () => trellisColumns(3, 7.5), RangeError, /height but received 7.5/],
    ['no columns', () => trellisColumns(0, 7), RangeError, /width but received 0/],
    [
      'bits in another type',
      () => trellisExtract([1, 0] as unknown as Uint8Array, 1, 7),
      TypeError,
      /Uint8Array for the bits/,
    ],
    ['no capacity', () => createTrellisEncoder(10, 0), RangeError, /capacity but received 0/],
    ['too much', () => createTrellisEncoder(12, 2 ** 22), RangeError, /capacity but received 4194304/],
    ['more bits than samples', () => trellisExtract(new Uint8Array(4), 5, 7), RangeError, /received 5/],
    ['too long a message', () => encoder.encode(four, four, new Uint8Array(5)), RangeError, /received 5/],
    [
      'more samples than fit',
      () => encoder.encode(new Float32Array(5), new Float32Array(5), new Uint8Array(1)),
      RangeError,
      /at most 4 samples but received 5/,
    ],
    ['unequal lengths', () => encoder.encode(four, new Float32Array(3), new Uint8Array(1)), RangeError, /3/],
    [
      'a negative cost',
      () =>
        encoder.encode(
          four,
          four.map((x) => -x),
          new Uint8Array(1),
        ),
      RangeError,
      /-1/,
    ],
    ['no number', () => encoder.encode(four, four.fill(NaN, 3), new Uint8Array(1)), RangeError, /NaN/],
    [
      'bits above 1',
      () => encoder.encode(four, four, Uint8Array.of(0, 2)),
      RangeError,
      /bit 1 .* received 2/,
    ],
    [
      'costs in another type',
      () => encoder.encode([1, 2] as unknown as Float32Array, four, new Uint8Array(1)),
      TypeError,
      /Float32Array for costOfZero/,
    ],
    [
      'a message in another type',
      () => encoder.encode(four, four, [1] as unknown as Uint8Array),
      TypeError,
      /Uint8Array for the message/,
    ],
  ];
  for (const [name, run, type, message] of cases) {
    it(`are refused: ${name}`, () => {
      assert.throws(run, (error: Error) => error instanceof type && message.test(error.message));
    });
  }
});

describe('the WebAssembly module', () => {
  it('is what viterbi.wat says', async () => {
    const wabt = await createWabt();
    const source = join(ROOT, 'src', 'methods', 'exact', 'trellis', 'viterbi.wat');
    const parsed = wabt.parseWat('viterbi.wat', readFileSync(source, 'utf8'), { simd: true });
    const { buffer } = parsed.toBinary({});
    parsed.destroy();
    assert.equal(VITERBI_MODULE, Buffer.from(buffer).toString('base64'), 'run node scripts/assemble.mjs');
  });
});
