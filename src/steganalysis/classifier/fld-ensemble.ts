/**
 * The ensemble classifier of steganalysis: many Fisher discriminants, each trained on a random part of the features and a
 * bootstrap sample of the pairs, that vote. J. Kodovský, J. Fridrich, V. Holub, "Ensemble classifiers for steganalysis of digital
 * media", IEEE TIFS 7 (2012), https://doi.org/10.1109/TIFS.2011.2175919
 *
 * Both sizes are found as published: subspaces by `searchSubspaceDimension`, and the number of learners by watching the
 * out-of-bag error, in which each pair is judged only by learners that have not seen it.
 */
import type { RandomSource } from '../../random/seeded-random.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import type { Discriminant, FeatureRows } from './fisher-discriminant.ts';
import { LEAST_RIDGE, projection, trainDiscriminant } from './fisher-discriminant.ts';
import type { SearchedSize } from './subspace-search.ts';
import { searchSubspaceDimension } from './subspace-search.ts';

/**
 * The test for enough learners: the moving averages over 5 of the last 50 out-of-bag errors lie within 0.005; at least 25, at most
 * 500 learners. Values of the paper and its program, which had thousands of pairs; with fewer than 200 pairs the tube is two
 * decisions wide, because it would never be met otherwise.
 */
const AVERAGED = 5;
const WATCHED = 50;
const STEADY = 0.005;
const FEWEST_LEARNERS = 25;
const MOST_LEARNERS = 500;

/** Best or nearly so for SPAM and the colour rich model on Kodak tiles, of 1e-8 to 1e-1 at subspaces of 50 to 1500. */
const RIDGE = 1e-2;

/** How to train. */
export interface EnsembleOptions {
  /** Equal seeds, equal ensembles. */
  readonly seed: number;
  /** Features that a learner sees; found by a search by default. */
  readonly subspaceDimension?: number | undefined;
  /** Number of learners; as many as it takes by default. */
  readonly learners?: number | undefined;
  /** Load on the diagonal of the scatter matrix, as a part of a feature's variance within the classes: 0.01 by default. */
  readonly ridge?: number | undefined;
}

/** A trained classifier. */
export interface Ensemble {
  /** Number of features of a row. */
  readonly dimension: number;
  readonly learners: readonly Discriminant[];
  /** Share of the training rows that were judged wrongly by the learners that had not seen them. */
  readonly outOfBagError: number;
  /** Sizes of subspaces that were tried; only one if it was given. */
  readonly searched: readonly SearchedSize[];
}

/** An ensemble's judgement of a row of features. Both values are above 0 for a container. */
export interface EnsembleScore {
  /** Votes for a container less those for a cover, as a part of all: -1 to 1. The published decision is its sign. */
  readonly votes: number;
  /**
   * Mean distance from the learners' thresholds, in distances between the means of covers and containers. Finer than votes, for ROC
   * curves.
   */
  readonly projection: number;
}

/**
 * Trains an ensemble.
 *
 * @param covers, containers - rows of features, at least two of each and as many: those with the same index are a pair, which is
 *   drawn together.
 * @throws RangeError when rows are missing or of different lengths, hold a number that is not finite, or an option is out of range.
 */
export function trainEnsemble(
  covers: FeatureRows,
  containers: FeatureRows,
  options: EnsembleOptions,
): Ensemble {
  const dimension = assertPairs(covers, containers);
  assertSize('subspaceDimension', options.subspaceDimension, dimension);
  assertSize('learners', options.learners, Number.POSITIVE_INFINITY);
  if (options.ridge !== undefined && !(options.ridge >= LEAST_RIDGE)) {
    throw new RangeError(`Expected at least ${LEAST_RIDGE} for ridge but received ${options.ridge}`);
  }
  const ensembles = new Map<number, Omit<Ensemble, 'searched'>>();
  const train = (subspaceDimension: number): number => {
    const ensemble = trainLearners(covers, containers, subspaceDimension, options);
    ensembles.set(subspaceDimension, ensemble);
    return ensemble.outOfBagError;
  };
  const searched =
    options.subspaceDimension === undefined
      ? searchSubspaceDimension(dimension, train)
      : [{ subspaceDimension: options.subspaceDimension, error: train(options.subspaceDimension) }];
  const best = searched.reduce((a, b) => (b.error < a.error ? b : a));
  return { ...ensembles.get(best.subspaceDimension)!, searched };
}

/**
 * Judges a row of features.
 *
 * @throws RangeError when the row is not as long as those that the ensemble was trained with.
 */
export function scoreFeatures({ dimension, learners }: Ensemble, features: Float32Array): EnsembleScore {
  if (features.length !== dimension) {
    throw new RangeError(`Expected ${dimension} features, as in training, but received ${features.length}`);
  }
  let [votes, distance] = [0, 0];
  for (const learner of learners) {
    const above = projection(learner, features) - learner.threshold;
    votes += Math.sign(above);
    distance += above;
  }
  return { votes: votes / learners.length, projection: distance / learners.length };
}

/** Learners with subspaces of one size. */
function trainLearners(
  covers: FeatureRows,
  containers: FeatureRows,
  subspaceDimension: number,
  { seed, learners: wanted, ridge = RIDGE }: EnsembleOptions,
): Omit<Ensemble, 'searched'> {
  const dimension = covers[0]!.length;
  const random = seededRandom(seed, subspaceDimension);
  const learners: Discriminant[] = [];
  const bag = { covers: new Int32Array(covers.length), containers: new Int32Array(covers.length) };
  const errors: number[] = [];
  while (wanted === undefined ? !isEnough(errors, covers.length) : learners.length < wanted) {
    const subspace = randomSubspace(dimension, subspaceDimension, random);
    const pairs = Uint32Array.from(covers, () => random.integer(covers.length));
    const learner = trainDiscriminant(covers, containers, pairs, subspace, ridge);
    learners.push(learner);
    const seen = new Set(pairs);
    for (let pair = 0; pair < covers.length; pair++) {
      if (seen.has(pair)) continue;
      bag.covers[pair]! += Math.sign(projection(learner, covers[pair]!) - learner.threshold);
      bag.containers[pair]! += Math.sign(projection(learner, containers[pair]!) - learner.threshold);
    }
    errors.push(outOfBagError(bag.covers, bag.containers));
  }
  return { dimension, learners, outOfBagError: errors.at(-1)! };
}

/** Errors of the votes so far. The paper tosses a coin for a draw, and for a pair that all have seen; here it counts half. */
function outOfBagError(covers: Int32Array, containers: Int32Array): number {
  let errors = 0;
  for (const votes of covers) errors += votes === 0 ? 0.5 : Number(votes > 0);
  for (const votes of containers) errors += votes === 0 ? 0.5 : Number(votes < 0);
  return errors / (covers.length + containers.length);
}

function isEnough(errors: readonly number[], pairs: number): boolean {
  if (errors.length < FEWEST_LEARNERS) return false;
  if (errors.length >= MOST_LEARNERS) return true;
  const last = errors.slice(-WATCHED);
  const averages = last
    .slice(AVERAGED - 1)
    .map((_, start) => last.slice(start, start + AVERAGED).reduce((sum, error) => sum + error, 0) / AVERAGED);
  return Math.max(...averages) - Math.min(...averages) < Math.max(STEADY, 1 / pairs);
}

/** Different features in random order: the first steps of a Fisher-Yates shuffle. */
function randomSubspace(dimension: number, size: number, random: RandomSource): Uint32Array {
  const features = Uint32Array.from({ length: dimension }, (_, index) => index);
  for (let i = 0; i < size; i++) {
    const other = i + random.integer(dimension - i);
    [features[i], features[other]] = [features[other]!, features[i]!];
  }
  return features.slice(0, size).sort();
}

function assertPairs(covers: FeatureRows, containers: FeatureRows): number {
  const dimension = covers[0]?.length ?? 0;
  if (covers.length < 2 || covers.length !== containers.length) {
    throw new RangeError(
      `Expected at least two pairs to train with but received ${covers.length} covers and ${containers.length} containers`,
    );
  }
  for (const row of [...covers, ...containers]) {
    if (row.length !== dimension || dimension === 0) {
      throw new RangeError(`Expected ${dimension || 'some'} features in each row but received ${row.length}`);
    }
    if (!row.every(Number.isFinite)) throw new RangeError('Expected finite features but received others');
  }
  return dimension;
}

function assertSize(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1 && value <= most)) return;
  throw new RangeError(`Expected a whole number from 1 to ${most} for ${name} but received ${value}`);
}
