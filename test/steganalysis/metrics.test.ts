import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { clusteredInterval, wilsonInterval } from '../../src/steganalysis/error-rates/interval.ts';
import {
  areaUnderCurve,
  detectionError,
  errorAtThreshold,
  leastErrorPoint,
  pointWithin,
  rocCurve,
} from '../../src/steganalysis/error-rates/roc.ts';
import { normalDistribution } from './gaussian-features.ts';

/** Few different values, so that there are ties. */
const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 12 });

function rate(values: readonly number[], isIn: (value: number) => boolean): number {
  return values.filter(isIn).length / values.length;
}

describe('the ROC curve', () => {
  it('is that of a hand-made list', () => {
    const points = rocCurve([1, 2, 3, 4], [3, 5, 6, 7]);
    assert.deepEqual(
      points.map(({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate]),
      [
        [0, 0],
        [0, 0.25],
        [0, 0.5],
        [0, 0.75],
        [0.25, 0.75],
        [0.5, 1],
        [0.75, 1],
        [1, 1],
      ],
    );
  });

  it('does at each threshold what it says', () => {
    fc.assert(
      fc.property(scores, scores, (covers, containers) => {
        const curve = rocCurve(covers, containers);
        for (const { threshold, falsePositiveRate, truePositiveRate } of curve) {
          assert.equal(
            falsePositiveRate,
            rate(covers, (score) => score > threshold),
          );
          assert.equal(
            truePositiveRate,
            rate(containers, (score) => score > threshold),
          );
        }
        assert.deepEqual([curve[0]!.falsePositiveRate, curve[0]!.truePositiveRate], [0, 0]);
        assert.deepEqual([curve.at(-1)!.falsePositiveRate, curve.at(-1)!.truePositiveRate], [1, 1]);
        // All thresholds that differ are there.
        assert.equal(curve.length, new Set([...covers, ...containers]).size + 1);
      }),
    );
  });

  it('has the area that Mann and Whitney count', () => {
    fc.assert(
      fc.property(scores, scores, (covers, containers) => {
        const wins = containers.flatMap((a) => covers.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        assert.ok(Math.abs(areaUnderCurve(rocCurve(covers, containers)) - expected) < 1e-12);
      }),
    );
  });

  it('has the closed-form figures for Gaussian scores', () => {
    const random = seededRandom(1);
    const draw = (mean: number): number[] => Array.from({ length: 20_000 }, () => mean + random.normal());
    const curve = rocCurve(draw(0), draw(2));
    assert.ok(Math.abs(areaUnderCurve(curve) - normalDistribution(2 / Math.SQRT2)) < 0.005);
    assert.ok(Math.abs(detectionError(leastErrorPoint(curve)) - normalDistribution(-1)) < 0.006);
    assert.ok(Math.abs(leastErrorPoint(curve).threshold - 1) < 0.25);
    // 1.6449 is the 95 % quantile.
    assert.ok(Math.abs(pointWithin(curve, 0.05).truePositiveRate - normalDistribution(2 - 1.6449)) < 0.02);
  });

  it('refuses an empty class and what is not a number', () => {
    for (const [covers, containers] of [
      [[], [1]],
      [[1], []],
      [[Number.NaN], [1]],
      [[1], [2, Number.NaN]],
    ] as const) {
      assert.throws(() => rocCurve(covers, containers), RangeError);
      assert.throws(() => errorAtThreshold(covers, containers, 0), RangeError);
    }
  });

  it('takes infinite scores', () => {
    const infinity = Number.POSITIVE_INFINITY;
    const curve = rocCurve([-infinity, 1], [1, infinity]);
    for (const { threshold, falsePositiveRate } of curve.slice(0, -1)) {
      assert.equal(
        falsePositiveRate,
        rate([-infinity, 1], (score) => score > threshold),
      );
    }
    assert.equal(areaUnderCurve(curve), 0.875);
  });
});

describe('P_E', () => {
  const cases: readonly {
    name: string;
    covers: number[];
    containers: number[];
    least: number;
    at: number;
  }[] = [
    { name: 'apart', covers: [-2, -1], containers: [1, 2], least: 0, at: 0 },
    { name: 'equal', covers: [1, 2], containers: [1, 2], least: 0.5, at: 0.5 },
    { name: 'all in one place', covers: [0, 0, 0], containers: [0], least: 0.5, at: 0.5 },
    { name: 'upside down', covers: [1, 2], containers: [-1, -2], least: 0.5, at: 1 },
    {
      name: 'one of four missed',
      covers: [-4, -3, -2, -1],
      containers: [-5, 1, 2, 3],
      least: 0.125,
      at: 0.125,
    },
    {
      name: 'classes of different sizes',
      covers: [-1, 1, -1, -1],
      containers: [1, -3],
      least: 0.375,
      at: 0.375,
    },
    { name: 'a threshold in a bad place', covers: [1, 2], containers: [3, 4], least: 0, at: 0.5 },
    { name: 'a single pair', covers: [0], containers: [1], least: 0, at: 0.25 },
  ];
  for (const { name, covers, containers, least, at } of cases) {
    it(`is right by hand: ${name}`, () => {
      assert.equal(detectionError(leastErrorPoint(rocCurve(covers, containers))), least);
      assert.equal(errorAtThreshold(covers, containers, 0).error, at);
    });
  }

  it('is never less at a threshold than at the best one', () => {
    fc.assert(
      fc.property(
        scores,
        scores,
        fc.double({ min: -1, max: 6, noNaN: true }),
        (covers, containers, threshold) => {
          const least = detectionError(leastErrorPoint(rocCurve(covers, containers)));
          assert.ok(least <= errorAtThreshold(covers, containers, threshold).error + 1e-12);
          assert.ok(least <= 0.5);
        },
      ),
    );
  });
});

describe('the rate at a limit of false alarms', () => {
  it('is that of the best threshold which keeps it', () => {
    fc.assert(
      fc.property(scores, scores, fc.double({ min: 0, max: 1, noNaN: true }), (covers, containers, limit) => {
        const point = pointWithin(rocCurve(covers, containers), limit);
        const thresholds = [-1, 0, 1, 2, 3, 4, 5].filter(
          (threshold) => rate(covers, (score) => score > threshold) <= limit,
        );
        const best = Math.max(
          ...thresholds.map((threshold) => rate(containers, (score) => score > threshold)),
        );
        assert.equal(point.truePositiveRate, best);
        assert.ok(point.falsePositiveRate <= limit);
      }),
    );
  });

  it('allows no false alarm where there are too few covers to see one in a thousand', () => {
    const point = pointWithin(rocCurve([1, 2, 9], [3, 4, 10]), 0.001);
    assert.equal(point.falsePositiveRate, 0);
    assert.equal(point.truePositiveRate, 1 / 3);
  });
});

describe('intervals of proportions', () => {
  it("are Wilson's: R. Newcombe, Statistics in Medicine 17 (1998), table I", () => {
    for (const [successes, trials, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilsonInterval(successes, trials);
      assert.ok(Math.abs(interval.low - low) < 6e-5 && Math.abs(interval.high - high) < 6e-5, `${successes}`);
    }
  });

  it('mirror each other, contain the proportion and stay within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trials, part) => {
          const successes = Math.min(trials, part * trials);
          const { low, high } = wilsonInterval(successes, trials);
          const other = wilsonInterval(trials - successes, trials);
          assert.ok(
            low >= 0 && high <= 1 && low <= successes / trials + 1e-12 && high >= successes / trials - 1e-12,
          );
          assert.ok(Math.abs(1 - other.low - high) < 1e-9);
        },
      ),
    );
  });

  it('contain the true value about 95 times in 100', () => {
    const random = seededRandom(7);
    for (const [chance, trials] of [
      [0.5, 144],
      [0.1, 288],
    ] as const) {
      let covered = 0;
      for (let experiment = 0; experiment < 2000; experiment++) {
        let successes = 0;
        for (let trial = 0; trial < trials; trial++) successes += Number(random.uniform() < chance);
        const { low, high } = wilsonInterval(successes, trials);
        covered += Number(low <= chance && chance <= high);
      }
      assert.ok(covered / 2000 > 0.93 && covered / 2000 < 0.97, `${covered}`);
    }
  });

  it('are as wide for tiles that are all alike as for one tile a photo', () => {
    const outcomes = Array.from({ length: 40 }, (_, photo) => Number(photo % 4 === 0));
    const clustered = clusteredInterval(outcomes.map((outcome) => ({ successes: 12 * outcome, trials: 12 })));
    const single = wilsonInterval(10, 40);
    assert.ok(Math.abs(clustered.low - single.low) < 0.01);
    assert.ok(Math.abs(clustered.high - single.high) < 0.01);
  });

  it('contain the true value about as often where tiles of a photo are alike', () => {
    const random = seededRandom(8);
    let covered = 0;
    for (let experiment = 0; experiment < 2000; experiment++) {
      const photos = Array.from({ length: 24 }, () => {
        const chance = random.uniform() < 0.5 ? 0.1 : 0.5;
        let successes = 0;
        for (let tile = 0; tile < 12; tile++) successes += Number(random.uniform() < chance);
        return { successes, trials: 12 };
      });
      const { low, high } = clusteredInterval(photos);
      covered += Number(low <= 0.3 && 0.3 <= high);
    }
    assert.ok(covered / 2000 > 0.92 && covered / 2000 < 0.97, `${covered}`);
  });

  it('are those of independent trials where nothing differs', () => {
    const photos = Array.from({ length: 10 }, () => ({ successes: 0, trials: 6 }));
    assert.deepEqual(clusteredInterval(photos), wilsonInterval(0, 60));
  });

  it('refuse counts that are none', () => {
    for (const [successes, trials] of [
      [1, 0],
      [-1, 3],
      [4, 3],
      [Number.NaN, 3],
    ] as const) {
      assert.throws(() => wilsonInterval(successes, trials), RangeError);
    }
    assert.throws(() => clusteredInterval([]), RangeError);
  });
});
