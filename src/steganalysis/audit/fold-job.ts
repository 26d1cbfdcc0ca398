/**
 * The work of one fold: an ensemble is trained on the pairs of other photos and judges photos that it has never seen. A job is plain
 * data that can go to another thread, and its answer depends on nothing else.
 */
import type { FeatureRows } from '../classifier/fisher-discriminant.ts';
import type { EnsembleOptions } from '../classifier/fld-ensemble.ts';
import { scoreFeatures, trainEnsemble } from '../classifier/fld-ensemble.ts';
import type { PhotoScores } from './judgement.ts';

/** Features of a photo's tiles. */
export interface PhotoFeatures {
  /** Its name. */
  readonly photo: string;
  /** One row a tile. */
  readonly covers: FeatureRows;
  /** The same number of rows: the containers of the same tiles in the same order. */
  readonly containers: FeatureRows;
}

/** Pairs to train with: rows of the same index are a pair. */
export interface TrainingPairs {
  readonly covers: FeatureRows;
  readonly containers: FeatureRows;
}

/** The pairs to train on, and the photos to judge. */
export interface FoldJob {
  readonly training: TrainingPairs;
  readonly tested: readonly PhotoFeatures[];
  readonly ensemble: EnsembleOptions;
}

/**
 * Does a job.
 *
 * @returns the scores of the tested photos, in their order.
 * @throws RangeError as `trainEnsemble`.
 */
export function testFold({ training, tested, ensemble: options }: FoldJob): PhotoScores[] {
  const ensemble = trainEnsemble(training.covers, training.containers, options);
  return tested.map(({ photo, covers, containers }) => ({
    photo,
    covers: covers.map((row) => scoreFeatures(ensemble, row)),
    containers: containers.map((row) => scoreFeatures(ensemble, row)),
  }));
}
