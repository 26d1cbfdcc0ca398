import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { PhotoFeatures } from '../../src/steganalysis/audit/fold-job.ts';
import { lookAt } from '../../src/steganalysis/audit/look.ts';
import type { Measurement } from '../../src/steganalysis/audit/protocol.ts';
import {
  carryOut,
  crossValidation,
  learningCurve,
  nullTest,
  validationOnOthers,
} from '../../src/steganalysis/audit/protocol.ts';
import { squareTiles } from '../../src/steganalysis/audit/tiles.ts';
import { WorkerPool } from '../../src/steganalysis/audit/worker-pool.node.ts';
import { patiently } from '../suite/patience.ts';
import { gaussianRows } from './gaussian-features.ts';
import { gradientPicture } from './synthetic-picture.ts';

const DIMENSION = 20;

/** An end takes next to no work. */
const END = { limits: { work: 60 } };

function photosOf(shift: number, dimension = DIMENSION, photos = 8): PhotoFeatures[] {
  return Array.from({ length: photos }, (_, photo) => ({
    photo: `photo ${photo}`,
    covers: gaussianRows(4, dimension, 0, 2 * photo),
    containers: gaussianRows(4, dimension, shift, 2 * photo + 1),
  }));
}

/** Hours of work: one feature more or less in every subspace, for thousands of features. */
function endless(): Measurement<unknown> {
  return crossValidation(photosOf(0.01, 3000, 40), { seed: 1, learners: 500 });
}

describe('a pool of threads', () => {
  const options = { seed: 3, folds: 4, learners: 9, subspaceDimension: 6 };
  const photos = photosOf(0.3);
  const measurements: readonly (readonly [string, () => Measurement<unknown>])[] = [
    ['cross-validation', () => crossValidation(photos, options)],
    ['training on others', () => validationOnOthers(photos, [photosOf(0.5), photosOf(0.2)], options)],
    ['the learning curve', () => learningCurve(photos, { ...options, repetitions: 2 })],
    ['the null test', () => nullTest(photos, options)],
  ];
  for (const threads of [1, 2]) {
    const pool = new WorkerPool({ threads });
    after(() => pool.dispose());
    for (const [name, measurement] of measurements) {
      it(`of ${threads} gives the figures of one thread, to the last bit (${name})`, async () => {
        let folds = 0;
        const found = await pool.measure(measurement(), () => {
          folds += 1;
        });
        assert.deepEqual(found, carryOut(measurement()));
        assert.equal(folds, measurement().jobs.length);
      });
    }

    it(`of ${threads} sees in tiles what one thread sees`, async () => {
      const tiles = squareTiles(gradientPicture(96, 64, 1), 32);
      const seen = await pool.look({ tiles, features: 'spam' });
      assert.deepEqual(seen, lookAt(tiles, 'spam'));
      assert.ok(seen.features[0]!.buffer instanceof SharedArrayBuffer);
    });
  }

  it('passes on why a job cannot be done, and goes on', async () => {
    const pool = new WorkerPool({ threads: 1 });
    const broken = photosOf(0.3).map((photo) => ({
      ...photo,
      covers: photo.covers.map((row) => row.map(() => Number.NaN)),
    }));
    await assert.rejects(pool.measure(crossValidation(broken, options)), {
      name: 'JobError',
      kind: 'RangeError',
      message: 'Expected finite features but received others',
    });
    assert.deepEqual(
      await pool.measure(crossValidation(photos, options)),
      carryOut(crossValidation(photos, options)),
    );
    await pool.dispose();
    await assert.rejects(pool.measure(crossValidation(photos, options)), /were ended/);
  });

  it('ends in the middle of a job when it is aborted', async () => {
    const interruption = new AbortController();
    const pool = new WorkerPool({ threads: 2, signal: interruption.signal });
    // Both threads are at work.
    await pool.measure(crossValidation(photos, options));
    const work = pool.measure(endless());
    setTimeout(() => interruption.abort(new Error('enough')), 200);
    await assert.rejects(patiently('The end', work, END), /^Error: enough$/);
    await assert.rejects(pool.measure(crossValidation(photos, options)), /^Error: enough$/);
    await pool.dispose();
  });

  it('does not begin when it is aborted before, or has no thread', () => {
    assert.throws(() => new WorkerPool({ signal: AbortSignal.abort(new Error('no')) }), /^Error: no$/);
    for (const threads of [0, 1.5, Number.NaN]) assert.throws(() => new WorkerPool({ threads }), RangeError);
  });
});
