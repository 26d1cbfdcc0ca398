import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../src/random/seeded-random.ts';
import type { PhotoFeatures } from '../../src/steganalysis/audit/fold-job.ts';
import { assignFolds } from '../../src/steganalysis/audit/folds.ts';
import { carryOut, crossValidation, learningCurve, nullTest } from '../../src/steganalysis/audit/protocol.ts';
import { gaussianRows, normalDistribution } from './gaussian-features.ts';

const DIMENSION = 12;

/** Photos whose containers are `distance` deviations from their covers, the same way in all. */
function photosApart(photos: number, tiles: number, distance: number, seed: number): PhotoFeatures[] {
  const shift = distance / Math.sqrt(DIMENSION);
  return Array.from({ length: photos }, (_, photo) => ({
    photo: `photo ${photo}`,
    covers: gaussianRows(tiles, DIMENSION, 0, 2 * (1000 * seed + photo)),
    containers: gaussianRows(tiles, DIMENSION, shift, 2 * (1000 * seed + photo) + 1),
  }));
}

/** Photos each with its own look and its own sign of what embedding does: whoever has seen one tile knows all of that photo. */
function photosWithSecrets(photos: number, tiles: number): PhotoFeatures[] {
  return Array.from({ length: photos }, (_, photo) => {
    const random = seededRandom(photo, 77);
    const look = Array.from({ length: DIMENSION }, () => 3 * random.normal());
    const sign = random.integer(2) === 0 ? -1 : 1;
    const rows = (label: number): Float32Array[] =>
      Array.from({ length: tiles }, () =>
        Float32Array.of(
          ...look.map((value) => value + 0.1 * random.normal()),
          sign * label + 0.1 * random.normal(),
        ),
      );
    return { photo: `photo ${photo}`, covers: rows(-1), containers: rows(1) };
  });
}

describe('folds', () => {
  it('hold as many photos each, give or take one, and every photo once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 60 }),
        fc.integer(),
        (folds, more, seed) => {
          const foldOf = assignFolds(folds + more, folds, seed);
          const sizes = Array.from(
            { length: folds },
            (_, fold) => foldOf.filter((own) => own === fold).length,
          );
          assert.equal(foldOf.length, folds + more);
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
        },
      ),
    );
  });

  it('are others for another seed', () => {
    assert.deepEqual(assignFolds(24, 8, 1), assignFolds(24, 8, 1));
    assert.notDeepEqual(assignFolds(24, 8, 1), assignFolds(24, 8, 2));
  });

  it('are refused where there are more than photos, or fewer than two', () => {
    for (const folds of [1, 6, 2.5, Number.NaN]) assert.throws(() => assignFolds(5, folds, 1), RangeError);
  });
});

describe('cross-validation', () => {
  it("finds Bayes's error for Gaussian features", () => {
    const detection = carryOut(crossValidation(photosApart(40, 6, 2, 1), { seed: 1, subspaceDimension: 8 }));
    const bayes = normalDistribution(-1);
    assert.equal(detection.photos, 40);
    assert.equal(detection.pairs, 240);
    assert.ok(Math.abs(detection.error - bayes) < 0.05, `${detection.error}, least possible ${bayes}`);
    assert.ok(
      detection.errorInterval.low <= detection.error && detection.error <= detection.errorInterval.high,
    );
    assert.ok(detection.errorInterval.low < bayes && bayes < detection.errorInterval.high);
    assert.ok(Math.abs(detection.areaUnderCurve - normalDistribution(2 / Math.SQRT2)) < 0.05);
    assert.ok(Math.abs(1 - detection.missedAtFivePercent - normalDistribution(2 - 1.6449)) < 0.12);
    assert.ok(detection.leastError <= detection.error);
    assert.ok(
      Math.abs((detection.falseAlarmRate + detection.missedDetectionRate) / 2 - detection.error) < 1e-12,
    );
    assert.ok(detection.atOnePercent.falsePositiveRate <= 0.01);
    assert.equal(detection.atOneInThousand.falsePositiveRate, 0);
  });

  it('judges every tile once, and reports each fold', () => {
    const photos = photosApart(9, 3, 2, 2);
    const done: string[] = [];
    const detection = carryOut(
      crossValidation(photos, { seed: 1, folds: 4, learners: 3, subspaceDimension: 4 }),
      (fold, folds) => done.push(`${fold}/${folds}`),
    );
    assert.deepEqual(done, ['1/4', '2/4', '3/4', '4/4']);
    assert.deepEqual(
      detection.scores.map(({ photo }) => photo).sort(),
      photos.map(({ photo }) => photo),
    );
    for (const { covers, containers } of detection.scores) {
      assert.equal(covers.length, 3);
      assert.equal(containers.length, 3);
    }
  });

  it('never trains on the photo that it judges', () => {
    const photos = photosWithSecrets(24, 6);
    const honest = carryOut(crossValidation(photos, { seed: 1, subspaceDimension: DIMENSION + 1 }));
    assert.ok(honest.error > 0.3, `${honest.error}`);
    // The same tiles as if each were a photo: what a leak looks like.
    const tiles = photos
      .slice(0, 1)
      .flatMap(({ covers, containers }) =>
        covers.map((cover, tile) => ({ photo: `${tile}`, covers: [cover], containers: [containers[tile]!] })),
      );
    const leak = carryOut(crossValidation(tiles, { seed: 1, folds: 6, subspaceDimension: DIMENSION + 1 }));
    assert.equal(leak.error, 0);
  });

  it('is the same for the same seed', () => {
    const photos = photosApart(8, 2, 1, 3);
    const options = { seed: 4, folds: 4, learners: 5, subspaceDimension: 6 };
    assert.deepEqual(carryOut(crossValidation(photos, options)), carryOut(crossValidation(photos, options)));
    assert.notDeepEqual(
      carryOut(crossValidation(photos, options)).scores,
      carryOut(crossValidation(photos, { ...options, seed: 5 })).scores,
    );
  });

  it('counts a half where cover and container are the same', () => {
    const photos = photosApart(8, 2, 0, 5).map((photo) => ({ ...photo, containers: photo.covers }));
    const detection = carryOut(crossValidation(photos, { seed: 1 }));
    assert.equal(detection.error, 0.5);
    assert.equal(detection.leastError, 0.5);
    assert.equal(detection.areaUnderCurve, 0.5);
    assert.equal(detection.missedAtFivePercent, 1);
  });

  it('refuses photos without pairs, of one name, or fewer than folds', () => {
    const photos = photosApart(8, 2, 1, 6);
    const [first, ...others] = photos;
    for (const wrong of [
      [],
      photos.slice(1),
      [{ ...first!, covers: [], containers: [] }, ...others],
      [{ ...first!, covers: first!.covers.slice(1) }, ...others],
      [{ ...first!, photo: others[0]!.photo }, ...others],
    ]) {
      assert.throws(() => carryOut(crossValidation(wrong, { seed: 1 })), RangeError);
    }
  });
});

describe('the null test', () => {
  it('is at chance within its interval, also where photos differ by much', () => {
    let within = 0;
    for (const seed of [1, 2, 3, 4]) {
      const { error, errorInterval, pairs } = carryOut(
        nullTest(photosWithSecrets(24, 7), { seed, learners: 15, subspaceDimension: 6 }),
      );
      assert.equal(pairs, 72);
      assert.ok(Math.abs(error - 0.5) < 0.13, `${error}`);
      within += Number(errorInterval.low <= 0.5 && 0.5 <= errorInterval.high);
    }
    assert.ok(within >= 3, `${within} of 4`);
  });

  it('needs two tiles of a photo', () => {
    assert.throws(() => nullTest(photosApart(8, 1, 1, 7), { seed: 1 }), RangeError);
  });
});

describe('the learning curve', () => {
  const photos = photosApart(16, 6, 2, 8);
  const options = { seed: 1, repetitions: 2, subspaceDimension: 12, learners: 11 };
  const points = carryOut(learningCurve(photos, options));

  it('goes by 10, 25, 50, ... to all pairs that each fold leaves', () => {
    assert.deepEqual(
      points.map(({ pairs }) => pairs),
      [10, 25, 50, 84],
    );
    assert.deepEqual(
      carryOut(learningCurve(photos, { ...options, pairs: [20, 500, 20] })).map(({ pairs }) => pairs),
      [20, 84],
    );
  });

  it("falls towards Bayes's error", () => {
    assert.ok(points[0]!.error > points.at(-1)!.error + 0.02);
    assert.ok(Math.abs(points.at(-1)!.error - normalDistribution(-1)) < 0.06);
    for (const { error, errorInterval } of points) {
      assert.ok(errorInterval.low <= error && error <= errorInterval.high);
    }
  });

  it('is the same for the same seed', () => {
    assert.deepEqual(carryOut(learningCurve(photos, { ...options, pairs: [10] }))[0], points[0]);
  });
});
