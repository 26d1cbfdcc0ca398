/**
 * Measures how well a trained warden tells containers from covers, by cross-validation over photos. For each fold an ensemble is trained
 * on the pairs of all other photos and judges the tiles of the fold's photos, which it has never seen. Each tile is judged once.
 *
 * The warden knows the method, has as many containers of it as covers, and covers from the same source: the worst case for the sender,
 * and the usual one in the literature.
 *
 * Each figure is a `Measurement`: jobs, and how their scores become a figure. `carryOut` does the jobs here, one after another; a pool of
 * threads (worker-pool.node.ts) gives the same figures.
 */
import type { EnsembleOptions } from '../classifier/fld-ensemble.ts';
import type { Interval } from '../error-rates/interval.ts';
import type { FoldJob, PhotoFeatures, TrainingPairs } from './fold-job.ts';
import { testFold } from './fold-job.ts';
import { assignFolds, shuffled } from './folds.ts';
import type { Detection, PhotoScores } from './judgement.ts';
import { joinedByPhoto, judgePhotos, votedError } from './judgement.ts';

/** How to train and test. */
export interface ProtocolOptions extends EnsembleOptions {
  /** The number of folds of photos, 8 by default. */
  readonly folds?: number | undefined;
}

/** A figure that needs folds to be trained and tested. */
export interface Measurement<T> {
  /** The jobs, which may run in any order, on any thread. */
  readonly jobs: readonly FoldJob[];
  /** @param scores - the scores of each job, in the jobs' order. */
  conclude(scores: readonly (readonly PhotoScores[])[]): T;
}

/**
 * Does all jobs of a measurement on this thread.
 *
 * @param onFold - called after each.
 */
export function carryOut<T>(
  { jobs, conclude }: Measurement<T>,
  onFold?: (done: number, all: number) => void,
): T {
  return conclude(
    jobs.map((job, index) => {
      const scores = testFold(job);
      onFold?.(index + 1, jobs.length);
      return scores;
    }),
  );
}

/**
 * Trains and tests by folds of photos.
 *
 * @throws RangeError when there are fewer photos than folds, or a photo has no pair; in a job, as `trainEnsemble`.
 */
export function crossValidation(
  photos: readonly PhotoFeatures[],
  options: ProtocolOptions,
): Measurement<Detection> {
  return {
    jobs: foldJobs(photos, options, pairsOf),
    conclude: (scores) => judgePhotos(scores.flat()),
  };
}

/**
 * As `crossValidation`, with a warden that was trained on other methods and not on this one. It is trained on the other folds' covers and the
 * other methods' containers of them (at most 150 pairs, at random), and tested on this method's containers of photos that it has never seen.
 *
 * @param others - at least one; each with the same photos, and the same covers' features.
 * @throws RangeError as `crossValidation`, and when another method lacks a photo.
 */
export function validationOnOthers(
  photos: readonly PhotoFeatures[],
  others: readonly (readonly PhotoFeatures[])[],
  options: ProtocolOptions,
): Measurement<Detection> {
  if (others.length === 0) throw new RangeError('Expected at least one other method to train on');
  const byName = others.map((other) => new Map(other.map((photo) => [photo.photo, photo])));
  const jobs = foldJobs(photos, options, (training, fold) => {
    const known = byName.flatMap((other) =>
      training.map(({ photo }) => {
        const found = other.get(photo);
        if (found === undefined) throw new RangeError(`Expected every method to have ${photo}`);
        return found;
      }),
    );
    return somePairs(pairsOf(known), MOST_PAIRS_OF_OTHERS, options.seed, fold);
  });
  return { jobs, conclude: (scores) => judgePhotos(scores.flat()) };
}

/**
 * The null test: covers against covers. Within each photo tiles are paired at random, and one of each pair plays the container.
 * Nothing tells the classes apart, so P_E must be 0.5 within its interval; another result means that the protocol leaks.
 *
 * @param photos - photos with at least two tiles each; an odd tile is left out, and containers are ignored.
 * @throws RangeError as `crossValidation`, and when a photo has a single tile.
 */
export function nullTest(photos: readonly PhotoFeatures[], options: ProtocolOptions): Measurement<Detection> {
  return crossValidation(
    photos.map(({ photo, covers }, index) => ({
      photo,
      ...coversAsPairs(photo, covers, options.seed, index),
    })),
    options,
  );
}

/**
 * Pairs for a null test: different tiles of one photo, at random, one of which plays the container.
 *
 * @param words - the words of the seed.
 * @throws RangeError when there is a single tile.
 */
export function coversAsPairs<T>(
  photo: string,
  covers: readonly T[],
  ...words: readonly number[]
): { readonly covers: T[]; readonly containers: T[] } {
  if (covers.length < 2) {
    throw new RangeError(
      `Expected at least two tiles of ${photo} for a null test but received ${covers.length}`,
    );
  }
  const order = shuffled(covers.length, ...words);
  const half = covers.length >> 1;
  return {
    covers: Array.from(order.subarray(0, half), (tile) => covers[tile]!),
    containers: Array.from(order.subarray(half, 2 * half), (tile) => covers[tile]!),
  };
}

/** P_E for a number of training pairs. */
export interface LearningPoint {
  /** Training pairs of each fold. */
  readonly pairs: number;
  /** P_E of all repetitions together: 0.5 is chance, 0 is certain. */
  readonly error: number;
  /** 95 % interval of `error`, for other photos and other training pairs. */
  readonly errorInterval: Interval;
}

/** How to make a learning curve. */
export interface LearningCurveOptions extends ProtocolOptions {
  /** Numbers of training pairs; 10, 25, 50, 100, 200, ... by default. Those that a fold cannot offer are left out. */
  readonly pairs?: readonly number[] | undefined;
  /** How often each number is tried, with different folds and pairs; 5 by default. */
  readonly repetitions?: number | undefined;
}

/**
 * P_E by the number of pairs that the warden trains with. If the curve still falls at its end, a warden with more covers
 * does better, and the figure says more about the warden than about the method.
 *
 * @returns one point for each number of pairs, and last that of all pairs that every fold has.
 * @throws RangeError as `crossValidation`.
 */
export function learningCurve(
  photos: readonly PhotoFeatures[],
  options: LearningCurveOptions,
): Measurement<LearningPoint[]> {
  const { repetitions = 5, folds = DEFAULT_FOLDS, seed } = options;
  const seeds = Array.from({ length: repetitions }, (_, repetition) => mixed(seed, repetition));
  const most = Math.min(...seeds.map((own) => fewestTrainingPairs(photos, folds, own)));
  const wanted = options.pairs ?? defaultPairs(most);
  const sizes = [...new Set([...wanted.filter((pairs) => pairs < most), most])].sort((a, b) => a - b);
  const jobs = sizes.map((pairs) =>
    seeds.flatMap((own) =>
      foldJobs(photos, { ...options, seed: own }, (training, fold) =>
        somePairs(pairsOf(training), pairs, own, pairs, fold),
      ),
    ),
  );
  return {
    jobs: jobs.flat(),
    conclude: (scores) =>
      sizes.map((pairs, index) => {
        const first = jobs.slice(0, index).flat().length;
        const own = scores.slice(first, first + jobs[index]!.length);
        return { pairs, ...votedError(joinedByPhoto(own.flat())) };
      }),
  };
}

/** Folds of photos where nothing else is asked for. */
export const DEFAULT_FOLDS = 8;

/** The most pairs of other methods that a warden trains on: more take long and gain little. */
const MOST_PAIRS_OF_OTHERS = 150;

function pairsOf(photos: readonly PhotoFeatures[]): TrainingPairs {
  return {
    covers: photos.flatMap(({ covers }) => covers),
    containers: photos.flatMap(({ containers }) => containers),
  };
}

/**
 * One job for each fold: its photos, judged by an ensemble trained on the pairs that `select` makes from the photos of the
 * other folds.
 */
function foldJobs(
  photos: readonly PhotoFeatures[],
  { folds = DEFAULT_FOLDS, ...options }: ProtocolOptions,
  select: (training: readonly PhotoFeatures[], fold: number) => TrainingPairs,
): FoldJob[] {
  assertPhotos(photos);
  const foldOf = assignFolds(photos.length, folds, options.seed);
  return Array.from({ length: folds }, (_, fold) => ({
    training: select(
      photos.filter((_, photo) => foldOf[photo] !== fold),
      fold,
    ),
    tested: photos.filter((_, photo) => foldOf[photo] === fold),
    ensemble: ensembleOptions(options, mixed(options.seed, fold)),
  }));
}

/** The options of the ensemble alone, as plain data. */
function ensembleOptions(
  { subspaceDimension, learners, ridge }: EnsembleOptions,
  seed: number,
): EnsembleOptions {
  return { seed, subspaceDimension, learners, ridge };
}

function fewestTrainingPairs(photos: readonly PhotoFeatures[], folds: number, seed: number): number {
  assertPhotos(photos);
  const foldOf = assignFolds(photos.length, folds, seed);
  const inFold = new Array<number>(folds).fill(0);
  for (const [index, { covers }] of photos.entries()) inFold[foldOf[index]!]! += covers.length;
  return inFold.reduce((sum, pairs) => sum + pairs, 0) - Math.max(...inFold);
}

/** 10, 25, 50, and then doubled up to the number of pairs. */
function defaultPairs(most: number): number[] {
  const sizes = [10, 25, 50];
  while (sizes.at(-1)! < most) sizes.push(2 * sizes.at(-1)!);
  return sizes;
}

function somePairs(training: TrainingPairs, pairs: number, ...words: readonly number[]): TrainingPairs {
  const chosen = shuffled(training.covers.length, ...words).subarray(0, pairs);
  return {
    covers: Array.from(chosen, (pair) => training.covers[pair]!),
    containers: Array.from(chosen, (pair) => training.containers[pair]!),
  };
}

/** A different seed for each number, by a step that is odd and far from simple fractions of 2^32. */
function mixed(seed: number, number: number): number {
  return (seed + Math.imul(number + 1, 0x9e3779b1)) | 0;
}

function assertPhotos(photos: readonly PhotoFeatures[]): void {
  for (const { photo, covers, containers } of photos) {
    if (covers.length === 0 || covers.length !== containers.length) {
      throw new RangeError(
        `Expected a container for each of the tiles of ${photo} but received ${covers.length} covers and ${containers.length} containers`,
      );
    }
  }
  if (new Set(photos.map(({ photo }) => photo)).size !== photos.length) {
    throw new RangeError('Expected photos of different names but received some twice');
  }
}
