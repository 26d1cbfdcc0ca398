import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { rowProducts, solveSymmetric } from '../../src/steganalysis/classifier/cholesky.ts';
import {
  leastErrorThreshold,
  projection,
  trainDiscriminant,
} from '../../src/steganalysis/classifier/fisher-discriminant.ts';
import type { EnsembleOptions } from '../../src/steganalysis/classifier/fld-ensemble.ts';
import { scoreFeatures, trainEnsemble } from '../../src/steganalysis/classifier/fld-ensemble.ts';
import { searchSubspaceDimension } from '../../src/steganalysis/classifier/subspace-search.ts';
import { gaussianRows, normalDistribution } from './gaussian-features.ts';

/** Gauss's elimination with pivots: slow, and shares nothing with Cholesky's decomposition. */
function eliminate(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivots = rows.slice(column).map((row) => Math.abs(row[column]!));
    const pivot = column + pivots.indexOf(Math.max(...pivots));
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      rows[row] = rows[row]!.map((value, i) => value - factor * rows[column]![i]!);
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

function randomMatrix(rows: number, columns: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
  assert.equal(actual.length, expected.length);
  const scale = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < actual.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= relative * scale,
      `${i}: ${actual[i]}, not ${expected[i]}`,
    );
  }
}

describe('symmetric systems', () => {
  it('are solved as by elimination', () => {
    for (const size of [1, 2, 5, 8, 31]) {
      const rows = randomMatrix(size, size + 3, size);
      const matrix = rows.map((a) => rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k]!, 0)));
      const right = randomMatrix(1, size, 100 + size)[0]!;
      const solution = solveSymmetric(Float64Array.from(matrix.flat()), Float64Array.from(right));
      assertNear(solution, eliminate(matrix, right), 1e-8);
    }
  });

  it('are refused where they have no one solution', () => {
    const right = Float64Array.of(1, 1);
    assert.throws(() => solveSymmetric(Float64Array.of(1, 1, 1, 1), right), RangeError);
    assert.throws(() => solveSymmetric(Float64Array.of(1, 0, 0, -1), right), RangeError);
    assert.throws(() => solveSymmetric(Float64Array.of(0, 0, 0, 0), right), RangeError);
    assert.throws(() => solveSymmetric(Float64Array.of(1, 0, 0, Number.NaN), right), RangeError);
    assert.throws(() => solveSymmetric(Float64Array.of(1, 0, 0), right), RangeError);
  });

  it('are made of the products of rows', () => {
    for (const [size, length] of [
      [1, 3],
      [2, 2],
      [5, 4],
      [6, 7],
    ] as const) {
      const rows = randomMatrix(size, length, size);
      const products = rowProducts(Float64Array.from(rows.flat()), size, length);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) {
          const expected = rows[i]!.reduce((sum, value, k) => sum + value * rows[j]![k]!, 0);
          assert.ok(Math.abs(products[i * size + j]! - expected) < 1e-12);
        }
      }
    }
  });
});

describe('the threshold of fewest errors', () => {
  const scores = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 8 });

  it('has as few errors as any other', () => {
    fc.assert(
      fc.property(scores, scores, (a, b) => {
        const size = Math.min(a.length, b.length);
        const [covers, containers] = [a.slice(0, size), b.slice(0, size)];
        const errors = (threshold: number): number =>
          covers.filter((score) => score > threshold).length +
          containers.filter((score) => score <= threshold).length;
        const found = leastErrorThreshold(Float64Array.from(covers), Float64Array.from(containers));
        const fewest = Math.min(...Array.from({ length: 11 }, (_, i) => errors(i - 5.5)));
        // Where no threshold is better than to say the same of all, the least score is returned.
        assert.equal(Math.min(errors(found), size), fewest);
      }),
    );
  });

  it('lies in the middle of the gap', () => {
    assert.equal(leastErrorThreshold(Float64Array.of(1, 2), Float64Array.of(5, 9)), 3.5);
  });
});

describe('the discriminant', () => {
  /** S, lambda and the difference of means as in the paper, from all pairs, and elimination. */
  function byDefinition(
    covers: readonly Float32Array[],
    containers: readonly Float32Array[],
    ridge: number,
  ): number[] {
    const size = covers[0]!.length;
    const mean = (rows: readonly Float32Array[], i: number): number =>
      rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length;
    const scatter = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) =>
        [covers, containers].reduce((sum, rows) => {
          const [atI, atJ] = [mean(rows, i), mean(rows, j)];
          return sum + rows.reduce((own, row) => own + (row[i]! - atI) * (row[j]! - atJ), 0) / rows.length;
        }, 0),
      ),
    );
    const difference = Array.from({ length: size }, (_, i) => mean(containers, i) - mean(covers, i));
    const weights = eliminate(
      scatter.map((row, i) => row.map((value, j) => (i === j ? value * (1 + ridge) : value))),
      difference,
    );
    const apart = weights.reduce((sum, value, i) => sum + value * difference[i]!, 0);
    return weights.map((value) => value / apart);
  }

  for (const [size, pairs] of [
    [3, 30],
    [20, 30],
    [40, 12],
    [24, 12],
  ] as const) {
    it(`is Fisher's for ${size} features and ${pairs} pairs, also where some are drawn twice`, () => {
      const covers = gaussianRows(pairs, size, 0, 1);
      const containers = gaussianRows(pairs, size, 0.5, 2);
      const subspace = Uint32Array.from({ length: size }, (_, i) => i);
      const random = seededRandom(size);
      const drawn = Uint32Array.from({ length: pairs }, () => random.integer(pairs));
      const { weights } = trainDiscriminant(covers, containers, drawn, subspace, 0.01);
      const draw = (rows: readonly Float32Array[]): Float32Array[] =>
        Array.from(drawn, (pair) => rows[pair]!);
      assertNear(weights, byDefinition(draw(covers), draw(containers), 0.01), 1e-7);
    });
  }

  it('finds the direction of the closed form among many pairs', () => {
    // Independent features of deviations 1 and 3 whose means differ by 1: weights as 1 to 1/9.
    const random = seededRandom(5);
    const rows = (shift: number): Float32Array[] =>
      Array.from({ length: 20_000 }, () =>
        Float32Array.of(shift + random.normal(), 7, shift + 3 * random.normal()),
      );
    const pairs = Uint32Array.from({ length: 20_000 }, (_, i) => i);
    const { weights, threshold } = trainDiscriminant(rows(0), rows(1), pairs, Uint32Array.of(0, 1, 2), 1e-6);
    assert.ok(Math.abs(weights[2]! / weights[0]! - 1 / 9) < 0.01);
    assert.equal(weights[1], 0);
    assert.ok(Math.abs(threshold - 0.5 * (weights[0]! + weights[2]!)) < 0.1);
  });

  it('says nothing where covers and containers are equal', () => {
    const rows = gaussianRows(10, 4, 0, 3);
    const learner = trainDiscriminant(rows, rows, Uint32Array.of(0, 1, 2, 3), Uint32Array.of(0, 2), 0.01);
    assert.deepEqual([...learner.weights], [0, 0]);
    assert.equal(projection(learner, rows[0]!) - learner.threshold, 0);
  });

  it('uses a feature that is constant in both classes and differs', () => {
    const rows = (value: number): Float32Array[] => Array.from({ length: 5 }, () => Float32Array.of(value));
    const learner = trainDiscriminant(rows(2), rows(3), Uint32Array.of(0, 1, 2), Uint32Array.of(0), 0.01);
    assert.equal(learner.threshold, 2.5);
    assert.equal(learner.weights[0], 1);
  });
});

describe('the search for the size of subspaces', () => {
  /** What was asked for, and the best of it. */
  function search(dimension: number, errorOf: (size: number) => number): { asked: number[]; best: number } {
    const asked: number[] = [];
    const tried = searchSubspaceDimension(dimension, (size) => {
      asked.push(size);
      return errorOf(size);
    });
    assert.deepEqual(
      tried.map(({ subspaceDimension }) => subspaceDimension),
      [...asked].sort((a, b) => a - b),
    );
    return { asked, best: tried.reduce((a, b) => (b.error < a.error ? b : a)).subspaceDimension };
  }

  it('comes close to a single minimum anywhere', () => {
    for (const minimum of [30, 150, 420, 900, 1700]) {
      const error = (size: number): number => 0.1 + 0.3 * Math.abs(Math.log(size / minimum));
      const { asked, best } = search(2000, error);
      assert.ok(error(best) < 0.15, `${best} for ${minimum}`);
      assert.ok(asked.length < 20, `${asked.length} sizes`);
    }
  });

  it('begins with the published grid and goes no further where nothing differs', () => {
    assert.deepEqual(search(5404, () => 0.5).asked.slice(0, 3), [200, 400, 600]);
    assert.deepEqual(search(686, () => 0.5).asked.slice(0, 3), [171, 342, 513]);
    assert.ok(search(5404, () => 0.5).asked.length <= 12);
  });

  it('ends at once where there is no error', () => {
    assert.deepEqual(search(5404, () => 0).asked, [200, 400, 600]);
  });

  it('asks for each size once, and for none that there is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 800 }), fc.integer(), (dimension, seed) => {
        const { asked } = search(dimension, (size) => seededRandom(seed, size).uniform());
        assert.equal(new Set(asked).size, asked.length);
        assert.ok(asked.every((size) => Number.isInteger(size) && size >= 1 && size <= dimension));
      }),
    );
  });
});

describe('the ensemble', () => {
  const [dimension, pairs] = [30, 400];
  /** Distance of the classes' means, in deviations: the least possible error is that of a threshold half way. */
  const distance = 2;
  const bayes = normalDistribution(-distance / 2);
  const shift = distance / Math.sqrt(dimension);
  const covers = gaussianRows(pairs, dimension, 0, 11);
  const containers = gaussianRows(pairs, dimension, shift, 12);

  function testError(options: EnsembleOptions, shiftOfTest = shift): number {
    const ensemble = trainEnsemble(covers, containers, options);
    const isContainer = (row: Float32Array): boolean => scoreFeatures(ensemble, row).votes > 0;
    const falseAlarms = gaussianRows(4000, dimension, 0, 13).filter(isContainer).length;
    const missed = 4000 - gaussianRows(4000, dimension, shiftOfTest, 14).filter(isContainer).length;
    return (falseAlarms + missed) / 8000;
  }

  it("comes within 2 % of Bayes's error for Gaussian classes", () => {
    const error = testError({ seed: 1 });
    assert.ok(error > bayes - 0.01 && error < bayes + 0.02, `${error}, least possible ${bayes}`);
  });

  it('estimates its own error from pairs that learners have not seen', () => {
    const { outOfBagError } = trainEnsemble(covers, containers, { seed: 2 });
    assert.ok(Math.abs(outOfBagError - testError({ seed: 2 })) < 0.04, `${outOfBagError}`);
  });

  it('is at chance where there is nothing to learn', () => {
    const ensemble = trainEnsemble(covers, gaussianRows(pairs, dimension, 0, 15), { seed: 3 });
    assert.ok(Math.abs(ensemble.outOfBagError - 0.5) < 0.06, `${ensemble.outOfBagError}`);
    const positive = gaussianRows(4000, dimension, 0, 16).filter(
      (row) => scoreFeatures(ensemble, row).votes > 0,
    );
    assert.ok(Math.abs(positive.length / 4000 - 0.5) < 0.1, `${positive.length}`);
  });

  it('votes for neither where covers and containers are equal', () => {
    const ensemble = trainEnsemble(covers, covers, { seed: 4, subspaceDimension: 5 });
    assert.equal(ensemble.outOfBagError, 0.5);
    assert.deepEqual(scoreFeatures(ensemble, containers[0]!), { votes: 0, projection: 0 });
  });

  it('is the same for the same seed, and another for another', () => {
    const scores = (seed: number): unknown =>
      containers
        .slice(0, 20)
        .map((row) => scoreFeatures(trainEnsemble(covers, containers, { seed, learners: 3 }), row));
    assert.deepEqual(scores(1), scores(1));
    assert.notDeepEqual(scores(1), scores(2));
  });

  it('has the learners and subspaces that it is told', () => {
    const { learners, searched } = trainEnsemble(covers, containers, {
      seed: 1,
      learners: 7,
      subspaceDimension: 9,
    });
    assert.equal(learners.length, 7);
    assert.deepEqual(
      searched.map(({ subspaceDimension }) => subspaceDimension),
      [9],
    );
    for (const { subspace, weights } of learners) {
      assert.equal(new Set(subspace).size, 9);
      assert.ok(subspace.every((feature) => feature < dimension));
      assert.equal(weights.length, 9);
    }
  });

  it('stops by itself between 25 and 500 learners', () => {
    const { learners } = trainEnsemble(covers, containers, { seed: 5, subspaceDimension: 10 });
    assert.ok(learners.length >= 25 && learners.length <= 500, `${learners.length}`);
  });

  it('says with its projection how far a row is from the thresholds', () => {
    const ensemble = trainEnsemble(covers, containers, { seed: 6, subspaceDimension: 20 });
    const far = scoreFeatures(ensemble, new Float32Array(dimension).fill(10 * shift));
    const near = scoreFeatures(ensemble, new Float32Array(dimension).fill(shift));
    assert.equal(far.votes, 1);
    assert.ok(far.projection > near.projection && near.projection > 0);
    // The means lie 1 apart by definition, and rows are on their line.
    assert.ok(Math.abs((far.projection - near.projection) / 9 - 1) < 0.1);
  });

  it('learns from two pairs, from one feature, and from features that never vary', () => {
    for (const [count, size] of [
      [2, 30],
      [5, 1],
      [3, 2],
    ] as const) {
      const rows = (value: number): Float32Array[] =>
        gaussianRows(count, size, value, count).map((row) => Float32Array.of(...row, 1));
      const ensemble = trainEnsemble(rows(0), rows(50), { seed: 1 });
      assert.ok(scoreFeatures(ensemble, new Float32Array(size + 1).fill(50)).votes > 0);
      assert.ok(scoreFeatures(ensemble, new Float32Array(size + 1)).votes < 0);
    }
  });

  it('refuses what it cannot learn from', () => {
    const rows = gaussianRows(4, 3, 0, 1);
    const odd = [...rows.slice(1), new Float32Array(2)];
    const infinite = [...rows.slice(1), Float32Array.of(1, 2, Number.POSITIVE_INFINITY)];
    const cases: readonly (() => unknown)[] = [
      () => trainEnsemble([], [], { seed: 1 }),
      () => trainEnsemble(rows.slice(3), rows.slice(3), { seed: 1 }),
      () => trainEnsemble(rows, rows.slice(1), { seed: 1 }),
      () => trainEnsemble(rows, odd, { seed: 1 }),
      () => trainEnsemble(rows, infinite, { seed: 1 }),
      () => trainEnsemble(rows, rows, { seed: 1, subspaceDimension: 4 }),
      () => trainEnsemble(rows, rows, { seed: 1, learners: 0 }),
      () => trainEnsemble(rows, rows, { seed: 1, ridge: 0 }),
      () => scoreFeatures(trainEnsemble(rows, rows, { seed: 1 }), new Float32Array(2)),
    ];
    for (const run of cases) assert.throws(run, RangeError);
  });
});
