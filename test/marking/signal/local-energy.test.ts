import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gaussian } from '../../../src/marking/signal/gaussian.ts';
import { localEnergy } from '../../../src/marking/signal/local-energy.ts';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

const DEVIATION = 3;

function noise(width: number, height: number, seed: number, strength: (x: number) => number): Plane {
  const random = seededRandom(seed);
  return plane(
    width,
    height,
    Float32Array.from(
      { length: width * height },
      (_, i) => strength(i % width) * (random.integer(201) / 100 - 1),
    ),
  );
}

/** Whole smoothing, to compare with. */
function smoothed({ width, height, data }: Plane): Plane {
  return gaussian(
    plane(
      width,
      height,
      data.map((value) => value * value),
    ),
    DEVIATION,
  );
}

describe('local energy', () => {
  it('of a constant is its square, whatever the size', () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const flat = plane(width, height, new Float32Array(width * height).fill(-3));
        const { data, ...size } = localEnergy(flat, DEVIATION);
        assert.deepEqual(size, { width, height });
        assert.equal(data.length, width * height);
        for (const value of data) assert.ok(Math.abs(value - 9) < 1e-4);
      }),
      { numRuns: 60 },
    );
  });

  it('is that of a Gaussian over all squares, to a tenth at most', () => {
    // Sides that are no multiples of a block; twice as loud in one half.
    const source = noise(97, 83, 4, (x) => (x < 48 ? 1 : 2));
    const exact = smoothed(source).data;
    const { data } = localEnergy(source, DEVIATION);
    let error = 0;
    for (let y = 6; y < 77; y++) {
      for (let x = 6; x < 91; x++)
        error = Math.max(error, Math.abs(data[97 * y + x]! / exact[97 * y + x]! - 1));
    }
    assert.ok(error < 0.1, `${error}`);
  });

  it('lies where its source does', () => {
    // The centre of what a single sample spreads, in each place of a block.
    for (const [x, y] of [
      [30, 30],
      [31, 30],
      [30, 31],
      [31, 31],
    ] as const) {
      const one = plane(61, 63);
      one.data[61 * y + x] = 1;
      const { data } = localEnergy(one, DEVIATION);
      const sums = { all: 0, x: 0, y: 0 };
      for (const [i, value] of data.entries()) {
        sums.all += value;
        sums.x += value * (i % 61);
        sums.y += value * Math.floor(i / 61);
      }
      assert.ok(Math.abs(sums.all - 1) < 1e-3, `${sums.all}`);
      // A block does not tell its samples apart.
      assert.ok(Math.abs(sums.x / sums.all - x) < 0.51 && Math.abs(sums.y / sums.all - y) < 0.51);
    }
  });
});
