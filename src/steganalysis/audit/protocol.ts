/**
 * How well a trained warden tells containers from covers: cross-validation over photos. For each fold an ensemble is trained on the
 * pairs of all other photos and judges the tiles of the fold's photos, which it has never met. Each tile is judged once.
 *
 * The warden knows the method, has as many containers of it as covers, and covers from the same source: the case that is worst
 * for the one who hides, and the usual one in the literature.
 */
import type { FeatureRows } from '../classifier/fisher-discriminant.ts';
import type { EnsembleOptions, EnsembleScore } from '../classifier/fld-ensemble.ts';
import { scoreFeatures, trainEnsemble } from '../classifier/fld-ensemble.ts';
import type { Interval } from '../evaluation/interval.ts';
import { clusteredInterval } from '../evaluation/interval.ts';
import type { OperatingPoint } from '../evaluation/roc.ts';
import {
  areaUnderCurve,
  detectionError,
  errorAtThreshold,
  leastErrorPoint,
  pointWithin,
  rocCurve,
} from '../evaluation/roc.ts';
import { assignFolds, shuffled } from './folds.ts';

/** Features of a photo's tiles. */
export interface PhotoFeatures {
  /** Its name. */
  readonly photo: string;
  /** One row a tile. */
  readonly covers: FeatureRows;
  /** As many rows: the containers of the same tiles in the same order. */
  readonly containers: FeatureRows;
}

/** How to train and test. */
export interface ProtocolOptions extends EnsembleOptions {
  /** Parts that the photos are dealt into, 8 by default. */
  readonly folds?: number | undefined;
  /** Called after each fold. */
  readonly onFold?: ((done: number, all: number) => void) | undefined;
}

/** What was found out about one photo. */
export interface PhotoScores {
  readonly photo: string;
  readonly covers: readonly EnsembleScore[];
  readonly containers: readonly EnsembleScore[];
}

/** How well containers are told from covers. */
export interface Detection {
  readonly photos: number;
  /** Tiles, of which there is a cover and a container each. */
  readonly pairs: number;
  /**
   * P_E, the mean of false alarms and missed detections, of the ensembles' own decisions: 0.5 is chance, 0 is certain. A draw
   * counts half. The interval is for other photos of the same kind (`clusteredInterval`).
   */
  readonly error: number;
  readonly errorInterval: Interval;
  /** Part of the covers that are called containers, and of the containers that are called covers. */
  readonly falseAlarmRate: number;
  readonly missedDetectionRate: number;
  /** Least P_E of all thresholds on the scores, as published tables have it: chosen afterwards, so a little too low. */
  readonly leastError: number;
  /** Area under the ROC curve. */
  readonly areaUnderCurve: number;
  /** P_MD at no more than 5 % false alarms. */
  readonly missedAtFivePercent: number;
  /** The best operating points with no more than 1 % and 0.1 % false alarms; read `pointWithin` on small numbers of covers. */
  readonly atOnePercent: OperatingPoint;
  readonly atOneInThousand: OperatingPoint;
  readonly curve: readonly OperatingPoint[];
  readonly scores: readonly PhotoScores[];
}

/**
 * Trains and tests by folds of photos.
 *
 * @throws RangeError when there are fewer photos than folds, a photo has no pair, or as `trainEnsemble`.
 */
export function crossValidate(photos: readonly PhotoFeatures[], options: ProtocolOptions): Detection {
  return summarize(testFolds(photos, options, pairsOf));
}

/**
 * As `crossValidate`, by a warden who has met other methods and not this one: trained on the other folds' covers and what each of the others
 * makes of them (at most 150 pairs, at random), tested on this method's containers of photos that he has never met.
 *
 * @param others - at least one; each with the same photos, and the same covers' features.
 * @throws RangeError as `crossValidate`, and when another method lacks a photo.
 */
export function trainedOnOthers(
  photos: readonly PhotoFeatures[],
  others: readonly (readonly PhotoFeatures[])[],
  options: ProtocolOptions,
): Detection {
  if (others.length === 0) throw new RangeError('Expected at least one other method to train on');
  const byName = others.map((other) => new Map(other.map((photo) => [photo.photo, photo])));
  return summarize(
    testFolds(photos, options, (training, fold) => {
      const known = byName.flatMap((other) =>
        training.map(({ photo }) => {
          const found = other.get(photo);
          if (found === undefined) throw new RangeError(`Expected every method to have ${photo}`);
          return found;
        }),
      );
      return somePairs(pairsOf(known), MOST_PAIRS_OF_OTHERS, options.seed, fold);
    }),
  );
}

/** A detector's own scores, without training: above, a container. */
export function judgeScores(scores: readonly ScoredPhoto[], threshold: number): Detection {
  const scored = (values: readonly number[]): EnsembleScore[] =>
    values.map((value) => ({ votes: Math.sign(value - threshold), projection: value }));
  return summarize(
    scores.map(({ photo, covers, containers }) => ({
      photo,
      covers: scored(covers),
      containers: scored(containers),
    })),
  );
}

/** What a detector says of the tiles of a photo. */
export interface ScoredPhoto {
  readonly photo: string;
  readonly covers: readonly number[];
  readonly containers: readonly number[];
}

/**
 * The null test: covers against covers. Within each photo tiles are paired at random, and one of each pair plays the container, so that
 * nothing tells the classes apart and P_E must be 0.5 within its interval. Another result means that the protocol leaks.
 *
 * @param photos - with at least two tiles each; an odd one is left out, and containers are not looked at.
 * @throws RangeError as `crossValidate`, and when a photo has a single tile.
 */
export function nullTest(photos: readonly PhotoFeatures[], options: ProtocolOptions): Detection {
  return crossValidate(
    photos.map(({ photo, covers }, index) => {
      if (covers.length < 2) {
        throw new RangeError(
          `Expected at least two tiles of ${photo} for a null test but received ${covers.length}`,
        );
      }
      const order = shuffled(covers.length, options.seed, index);
      const half = covers.length >> 1;
      return {
        photo,
        covers: Array.from(order.subarray(0, half), (tile) => covers[tile]!),
        containers: Array.from(order.subarray(half, 2 * half), (tile) => covers[tile]!),
      };
    }),
    options,
  );
}

/** P_E for a number of training pairs. */
export interface LearningPoint {
  readonly pairs: number;
  readonly error: number;
  /** For other photos and other training pairs. */
  readonly errorInterval: Interval;
}

/** How to make a learning curve. */
export interface LearningCurveOptions extends ProtocolOptions {
  /** Numbers of training pairs; 10, 25, 50, 100, 200, ... by default. Those that a fold cannot offer are left out. */
  readonly pairs?: readonly number[] | undefined;
  /** How often each number is tried, with other folds and other pairs; 5 by default. */
  readonly repetitions?: number | undefined;
}

/**
 * What P_E depends on how many pairs the warden could train with. Where the curve still falls at its end, a warden with more
 * covers does better, and the figure is not the method's.
 *
 * @returns one point for each number of pairs, and last that of all pairs that every fold has.
 * @throws RangeError as `crossValidate`.
 */
export function learningCurve(
  photos: readonly PhotoFeatures[],
  options: LearningCurveOptions,
): LearningPoint[] {
  const { repetitions = 5, folds = DEFAULT_FOLDS, seed } = options;
  const seeds = Array.from({ length: repetitions }, (_, repetition) => mixed(seed, repetition));
  const most = Math.min(...seeds.map((own) => fewestTrainingPairs(photos, folds, own)));
  const wanted = options.pairs ?? defaultPairs(most);
  const sizes = [...new Set([...wanted.filter((pairs) => pairs < most), most])].sort((a, b) => a - b);
  return sizes.map((pairs) => {
    const scores = seeds.flatMap((own) =>
      testFolds(photos, { ...options, seed: own }, (training, fold) =>
        somePairs(pairsOf(training), pairs, own, pairs, fold),
      ),
    );
    return { pairs, ...votedError(joinedByPhoto(scores)) };
  });
}

const DEFAULT_FOLDS = 8;

/** Pairs of other methods that a warden trains on: more take long and gain little. */
const MOST_PAIRS_OF_OTHERS = 150;

type Training = { readonly covers: FeatureRows; readonly containers: FeatureRows };

function pairsOf(photos: readonly PhotoFeatures[]): Training {
  return {
    covers: photos.flatMap(({ covers }) => covers),
    containers: photos.flatMap(({ containers }) => containers),
  };
}

/** Judges every photo by an ensemble trained on what `select` makes of the photos of the other folds. */
function testFolds(
  photos: readonly PhotoFeatures[],
  { folds = DEFAULT_FOLDS, onFold, ...options }: ProtocolOptions,
  select: (training: readonly PhotoFeatures[], fold: number) => Training,
): PhotoScores[] {
  assertPhotos(photos);
  const foldOf = assignFolds(photos.length, folds, options.seed);
  const scores: PhotoScores[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const others = photos.filter((_, photo) => foldOf[photo] !== fold);
    const training = select(others, fold);
    const ensemble = trainEnsemble(training.covers, training.containers, {
      ...options,
      seed: mixed(options.seed, fold),
    });
    for (const { photo, covers, containers } of photos.filter((_, index) => foldOf[index] === fold)) {
      scores.push({
        photo,
        covers: covers.map((row) => scoreFeatures(ensemble, row)),
        containers: containers.map((row) => scoreFeatures(ensemble, row)),
      });
    }
    onFold?.(fold + 1, folds);
  }
  return scores;
}

function summarize(scores: readonly PhotoScores[]): Detection {
  const covers = scores.flatMap((photo) => photo.covers);
  const containers = scores.flatMap((photo) => photo.containers);
  const curve = rocCurve(
    covers.map(({ projection }) => projection),
    containers.map(({ projection }) => projection),
  );
  const decisions = errorAtThreshold(covers.map(votes), containers.map(votes), 0);
  return {
    photos: scores.length,
    pairs: covers.length,
    ...votedError(scores),
    falseAlarmRate: decisions.falseAlarms / covers.length,
    missedDetectionRate: decisions.missedDetections / containers.length,
    leastError: detectionError(leastErrorPoint(curve)),
    areaUnderCurve: areaUnderCurve(curve),
    missedAtFivePercent: 1 - pointWithin(curve, 0.05).truePositiveRate,
    atOnePercent: pointWithin(curve, 0.01),
    atOneInThousand: pointWithin(curve, 0.001),
    curve,
    scores,
  };
}

/** P_E of the ensembles' votes. Each photo has as many covers as containers, so it is the part of wrong decisions. */
function votedError(scores: readonly PhotoScores[]): Pick<Detection, 'error' | 'errorInterval'> {
  const clusters = scores.map(({ covers, containers }) => {
    const { falseAlarms, missedDetections } = errorAtThreshold(covers.map(votes), containers.map(votes), 0);
    return { successes: falseAlarms + missedDetections, trials: covers.length + containers.length };
  });
  const errors = clusters.reduce((sum, { successes }) => sum + successes, 0);
  const trials = clusters.reduce((sum, cluster) => sum + cluster.trials, 0);
  return { error: errors / trials, errorInterval: clusteredInterval(clusters) };
}

function votes(score: EnsembleScore): number {
  return score.votes;
}

function joinedByPhoto(scores: readonly PhotoScores[]): PhotoScores[] {
  const names = [...new Set(scores.map(({ photo }) => photo))];
  return names.map((photo) => {
    const own = scores.filter((score) => score.photo === photo);
    return {
      photo,
      covers: own.flatMap(({ covers }) => covers),
      containers: own.flatMap(({ containers }) => containers),
    };
  });
}

function fewestTrainingPairs(photos: readonly PhotoFeatures[], folds: number, seed: number): number {
  assertPhotos(photos);
  const foldOf = assignFolds(photos.length, folds, seed);
  const inFold = new Array<number>(folds).fill(0);
  for (const [index, { covers }] of photos.entries()) inFold[foldOf[index]!]! += covers.length;
  return inFold.reduce((sum, pairs) => sum + pairs, 0) - Math.max(...inFold);
}

/** 10, 25, 50, and then doubled until there are no more. */
function defaultPairs(most: number): number[] {
  const sizes = [10, 25, 50];
  while (sizes.at(-1)! < most) sizes.push(2 * sizes.at(-1)!);
  return sizes;
}

function somePairs(training: Training, pairs: number, ...words: readonly number[]): Training {
  const chosen = shuffled(training.covers.length, ...words).subarray(0, pairs);
  return {
    covers: Array.from(chosen, (pair) => training.covers[pair]!),
    containers: Array.from(chosen, (pair) => training.containers[pair]!),
  };
}

/** Another seed for each number, by a step that is odd and far from simple fractions of 2^32. */
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
