import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blockSamples } from '../../src/networks/rounding/blocks.ts';
import type { RevealSensitivity } from '../../src/networks/rounding/shaped-rounding.ts';
import { ShapedRounding } from '../../src/networks/rounding/shaped-rounding.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

/** A random sensitivity: the sum of `rank` outer products. */
function sensitivityOf(block: number, rank: number, strength: number, seed: number): RevealSensitivity {
  const count = blockSamples(block);
  const random = seededRandom(seed);
  const directions = Array.from({ length: rank }, () =>
    Array.from({ length: count }, () => Math.sqrt(strength) * random.normal()),
  );
  const matrix: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      matrix.push(directions.reduce((total, direction) => total + direction[i]! * direction[j]!, 0));
    }
  }
  return { block, matrix };
}

/** I + S, whole. */
function costs({ block, matrix }: RevealSensitivity): number[][] {
  const count = blockSamples(block);
  const whole = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  let entry = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      whole[i]![j] = whole[j]![i] = matrix[entry++]! + (i === j ? 1 : 0);
    }
  }
  return whole;
}

/** The errors of each block, in grey levels, in the order colour, row, column. */
function blockErrors(before: Float32Array, after: Float32Array, side: number, block: number): number[][] {
  const errors: number[][] = [];
  for (let y = 0; y < side; y += block) {
    for (let x = 0; x < side; x += block) {
      const error: number[] = [];
      for (let colour = 0; colour < 3; colour++) {
        for (let row = y; row < y + block; row++) {
          for (let column = x; column < x + block; column++) {
            const at = (colour * side + row) * side + column;
            error.push(255 * (after[at]! - before[at]!));
          }
        }
      }
      errors.push(error);
    }
  }
  return errors;
}

function quadratic(cost: readonly number[][], error: readonly number[]): number {
  return error.reduce((total, e, i) => total + e * error.reduce((sum, f, j) => sum + cost[i]![j]! * f, 0), 0);
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/** Samples away from the limits. */
function middle(side: number, seed: number): Float32Array {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: 3 * side * side }, () => 0.2 + 0.6 * uniform());
}

const nearest = (planes: Float32Array): Float32Array =>
  planes.map((sample) => Math.min(255, Math.max(0, Math.round(sample * 255))) / 255);

/** The determinant of a positive definite matrix, by elimination, as the mean of its logarithm over rows. */
function meanLogDeterminant(matrix: readonly number[][]): number {
  const rows = matrix.map((row) => [...row]);
  let total = 0;
  for (const [i, pivot] of rows.entries()) {
    total += Math.log(pivot[i]!);
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  return total / rows.length;
}

describe('shaped rounding', () => {
  it('rounds each sample by itself where the secret hears nothing', () => {
    const planes = Float32Array.from({ length: 3 * 16 * 12 }, seededRandom(1).uniform).map(
      (v) => 1.4 * v - 0.2,
    );
    const expected = nearest(planes);
    new ShapedRounding({ block: 4, matrix: new Array(1176).fill(0) }).round(planes, 16, 12);
    assert.deepEqual(planes, expected);
  });

  for (const [block, rank] of [
    [1, 1],
    [2, 5],
    [4, 20],
  ] as const) {
    it(`keeps within Babai's bound and errs less than the nearest levels, blocks of ${block}`, () => {
      const side = 48;
      const sensitivity = sensitivityOf(block, rank, 4, block);
      const cost = costs(sensitivity);
      const before = middle(side, 2);
      const after = before.slice();
      new ShapedRounding(sensitivity).round(after, side, side);
      const shaped = blockErrors(before, after, side, block).map((error) => quadratic(cost, error));
      const plain = blockErrors(before, nearest(before), side, block).map((e) => quadratic(cost, e));
      assert.ok(mean(shaped) < 0.7 * mean(plain), `${mean(shaped)} against ${mean(plain)}`);
      // Each of the squares that add up is that of an error of at most 1/2: a quarter of the trace of R, whatever the order.
      const trace = cost.reduce((total, row, i) => total + row[i]!, 0);
      for (const value of shaped) assert.ok(value <= trace / 4 + 1e-3);
      // No rounding of independent samples does better on average than the geometric mean of the eigenvalues allows.
      const bound = (blockSamples(block) / 12) * Math.exp(meanLogDeterminant(cost));
      assert.ok(mean(shaped) > 0.95 * bound, `${mean(shaped)} against ${bound}`);
    });
  }

  it('makes whole grey levels from 0 to 255, also of samples beyond, and of the strips that fill no block', () => {
    const { uniform } = seededRandom(3);
    const planes = Float32Array.from({ length: 3 * 19 * 14 }, () => 2 * uniform() - 0.5);
    const before = planes.slice();
    new ShapedRounding(sensitivityOf(4, 12, 9, 4)).round(planes, 19, 14);
    for (const [at, sample] of planes.entries()) {
      const level = Math.round(sample * 255);
      assert.ok(level >= 0 && level <= 255);
      assert.ok(Math.abs(sample - level / 255) < 1e-7);
      const [row, column] = [Math.floor(at / 19) % 14, at % 19];
      if (row >= 12 || column >= 16) assert.equal(level, Math.round(nearest(before)[at]! * 255));
    }
  });

  it('is the same in parts that end between blocks', () => {
    const rounding = new ShapedRounding(sensitivityOf(4, 12, 9, 5));
    const whole = middle(24, 6);
    const left = Float32Array.from(
      { length: 3 * 24 * 8 },
      (_, at) => whole[Math.floor(at / 8) * 24 + (at % 8)]!,
    );
    rounding.round(whole, 24, 24);
    rounding.round(left, 8, 24);
    for (const [at, sample] of left.entries())
      assert.equal(sample, whole[Math.floor(at / 8) * 24 + (at % 8)]);
  });

  it('rounds around samples that stay, so that the others make up for their errors', () => {
    const sensitivity = sensitivityOf(4, 20, 4, 11);
    const rounding = new ShapedRounding(sensitivity);
    const cost = costs(sensitivity);
    const { uniform, integer } = seededRandom(12);
    const [left, made, touched]: number[][] = [[], [], []];
    for (let round = 0; round < 200; round++) {
      const wanted = Float64Array.from({ length: 48 }, () => 60 + 120 * uniform());
      const planes = Float32Array.from(wanted, (sample) => sample / 255);
      rounding.round(planes, 4, 4);
      const levels = Uint8Array.from(planes, (sample) => Math.round(255 * sample));
      const again = levels.slice();
      rounding.roundAround(again, wanted, []);
      assert.deepEqual(again, levels);
      const fixed = [...new Set([integer(48), integer(48)])].sort((a, b) => a - b).slice(round % 2);
      const framed = levels.slice();
      for (const sample of fixed) framed[sample]! += uniform() < 0.5 ? 1 : -1;
      const settled = framed.slice();
      rounding.roundAround(settled, wanted, fixed);
      for (const sample of fixed) assert.equal(settled[sample], framed[sample]);
      const costOf = (of: Uint8Array): number =>
        quadratic(
          cost,
          [...of].map((level, i) => level - wanted[i]!),
        );
      left!.push(costOf(levels));
      touched!.push(costOf(framed));
      made!.push(costOf(settled));
    }
    const [before, framed, settled] = [mean(left!), mean(touched!), mean(made!)];
    assert.ok(settled - before < 0.3 * (framed - before), `${before}, ${framed}, ${settled}`);
  });

  it('makes noise for trainings that is as its errors are', () => {
    const sensitivity = sensitivityOf(4, 20, 4, 7);
    const rounding = new ShapedRounding(sensitivity);
    const cost = costs(sensitivity);
    const side = 96;
    const [before, zeros] = [middle(side, 8), new Float32Array(3 * side * side)];
    const after = before.slice();
    rounding.round(after, side, side);
    const noise = rounding.noise(side, side, seededRandom(9).uniform);
    const real = blockErrors(before, after, side, 4);
    const made = blockErrors(zeros, noise, side, 4);
    const ratio = mean(made.map((e) => quadratic(cost, e))) / mean(real.map((e) => quadratic(cost, e)));
    assert.ok(Math.abs(ratio - 1) < 0.05, `${ratio}`);
    const squares = (errors: readonly number[][]): number => mean(errors.flat().map((e) => e * e));
    assert.ok(Math.abs(squares(made) / squares(real) - 1) < 0.1);
    assert.ok(squares(real) > 1 / 12);
  });

  it('refuses what is no sensitivity, and samples that are not numbers', () => {
    const good = sensitivityOf(2, 3, 1, 10);
    const bad: RevealSensitivity[] = [
      { block: 0, matrix: [] },
      { block: 17, matrix: new Array((867 * 868) / 2).fill(0) },
      { block: 1.5, matrix: good.matrix },
      { block: 4, matrix: good.matrix },
      { block: 2, matrix: good.matrix.map((value, at) => (at === 5 ? Number.NaN : value)) },
      { block: 2, matrix: good.matrix.map(() => -2) },
    ];
    for (const sensitivity of bad) {
      assert.throws(() => new ShapedRounding(sensitivity), { name: 'RangeError' });
    }
    const planes = new Float32Array(12).fill(0.5);
    planes[7] = Number.NaN;
    assert.throws(() => new ShapedRounding(good).round(planes, 2, 2), /NaN/);
  });
});
