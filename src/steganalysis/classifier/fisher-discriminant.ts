/**
 * Fisher's linear discriminant, as a base learner of an ensemble: J. Kodovský, J. Fridrich, V. Holub, "Ensemble classifiers for
 * steganalysis of digital media", IEEE TIFS 7 (2012), section II-B, https://doi.org/10.1109/TIFS.2011.2175919
 *
 *     w = (S + lambda I)^-1 (m1 - m0),   S = the sum of both classes' covariances
 *
 * The paper adds 1e-10 to S as it stands, which means something else for each set of features. Here features are divided by
 * their standard deviations within the classes first: without lambda that changes nothing, and with it lambda is a part of
 * a feature's own variance.
 *
 * How large it is matters. Where a subspace has about as many features as there are independent rows, S can just be inverted, and
 * its least eigenvalues are pure chance; errors on new pictures peak there. Kodak tiles, SPAM, LSB matching at 0.1 bit per sample,
 * 126 pairs, subspaces of 150: P_E 0.27 with 1e-6, 0.12 with 1e-2.
 */
import { rowProducts, solveSymmetric } from './cholesky.ts';

/** One row of features for each picture. */
export type FeatureRows = readonly Float32Array[];

/** Below this, rounding affects the solution. */
export const LEAST_RIDGE = 1e-6;

/** A direction in a subspace of the features, and the threshold for containers on it. */
export interface Discriminant {
  /** The indices of its features. */
  readonly subspace: Uint32Array;
  /** One for each of them. The projections of the two classes' means lie 1 apart. */
  readonly weights: Float64Array;
  /** A row is called a container if its projection is above this. */
  readonly threshold: number;
}

/**
 * Trains a discriminant on pairs.
 *
 * @param covers, containers - rows of features, as many of each: those with the same index are a pair.
 * @param pairs - the pairs that it learns from; one that comes twice weighs twice.
 * @param subspace - indices of the features that it sees.
 * @param ridge - lambda, as a part of a feature's variance within the classes; at least `LEAST_RIDGE`.
 * @returns the discriminant with the threshold of the fewest errors among those pairs.
 */
export function trainDiscriminant(
  covers: FeatureRows,
  containers: FeatureRows,
  pairs: Uint32Array,
  subspace: Uint32Array,
  ridge: number,
): Discriminant {
  const cover = weightedRows(covers, pairs, subspace);
  const container = weightedRows(containers, pairs, subspace);
  const difference = container.means.map((mean, feature) => mean - cover.means[feature]!);
  const rows = new Float64Array(cover.rows.length + container.rows.length);
  rows.set(cover.rows);
  rows.set(container.rows, cover.rows.length);
  const weights = fisherDirection(rows, difference, ridge);
  const project = (rows: FeatureRows): Float64Array =>
    Float64Array.from(pairs, (pair) => projection({ subspace, weights }, rows[pair]!));
  return { subspace, weights, threshold: leastErrorThreshold(project(covers), project(containers)) };
}

/** The projection of a row of features on a discriminant's direction. */
export function projection(
  { subspace, weights }: Pick<Discriminant, 'subspace' | 'weights'>,
  features: Float32Array,
): number {
  let sum = 0;
  for (let i = 0; i < subspace.length; i++) sum += weights[i]! * features[subspace[i]!]!;
  return sum;
}

/**
 * The threshold above which containers lie, with the fewest wrong decisions.
 *
 * @param covers, containers - projections, as many of each, at least one.
 * @returns the middle between two neighbouring projections, the lowest such place where several are as good; the least projection
 *   where no place is better than to call all of them one thing.
 */
export function leastErrorThreshold(covers: Float64Array, containers: Float64Array): number {
  const values = Float64Array.of(...covers, ...containers);
  const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  let threshold = values[order[0]!]!;
  // Below everything, all covers are wrong.
  let errors = covers.length;
  let fewest = errors;
  for (let place = 0; place + 1 < order.length; place++) {
    const [value, next] = [values[order[place]!]!, values[order[place + 1]!]!];
    errors += order[place]! < covers.length ? -1 : 1;
    if (next > value && errors < fewest) {
      fewest = errors;
      threshold = (value + next) / 2;
    }
  }
  return threshold;
}

/**
 * One class's features less their means, each different row times the root of how often it comes, so that the products of two
 * columns sum to the covariance of two features.
 */
function weightedRows(
  features: FeatureRows,
  pairs: Uint32Array,
  subspace: Uint32Array,
): { readonly means: Float64Array; readonly rows: Float64Array } {
  const parts = new Map<number, number>();
  for (const pair of pairs) parts.set(pair, (parts.get(pair) ?? 0) + 1 / pairs.length);
  const size = subspace.length;
  // Relative to the first row, so that the mean of equal numbers is that number, and their variance exactly
  // 0.
  const first = Float64Array.from(subspace, (feature) => features[pairs[0]!]![feature]!);
  const means = first.slice();
  for (const [pair, part] of parts) {
    const row = features[pair]!;
    for (let i = 0; i < size; i++) means[i]! += part * (row[subspace[i]!]! - first[i]!);
  }
  const rows = new Float64Array(parts.size * size);
  let at = 0;
  for (const [pair, part] of parts) {
    const row = features[pair]!;
    const root = Math.sqrt(part);
    for (let i = 0; i < size; i++, at++) rows[at] = root * (row[subspace[i]!]! - means[i]!);
  }
  return { means, rows };
}

/**
 * Fisher's direction, scaled so that the classes' means lie 1 apart; 0 where they are equal.
 *
 * @param rows - Z of both classes, Z^T Z = S. Is changed: features are divided by their deviations.
 * @param difference - of the means, m1 - m0.
 */
function fisherDirection(rows: Float64Array, difference: Float64Array, ridge: number): Float64Array {
  const size = difference.length;
  const scales = featureScales(rows, difference);
  for (let at = 0; at < rows.length; ) {
    for (let feature = 0; feature < size; feature++, at++) rows[at]! /= scales[feature]!;
  }
  const right = difference.map((value, feature) => value / scales[feature]!);
  const solution = solveRidge(rows, right, ridge);
  const apart = solution.reduce((sum, value, feature) => sum + value * right[feature]!, 0);
  if (!(apart > 0)) return new Float64Array(size);
  return solution.map((value, feature) => value / scales[feature]! / apart);
}

/** Standard deviation of each feature; of one that does not vary its difference, or anything where that is 0 too. */
function featureScales(rows: Float64Array, difference: Float64Array): Float64Array {
  const size = difference.length;
  const variances = new Float64Array(size);
  for (let at = 0; at < rows.length; ) {
    for (let feature = 0; feature < size; feature++, at++) variances[feature]! += rows[at]! * rows[at]!;
  }
  return variances.map((variance, feature) => Math.sqrt(variance) || Math.abs(difference[feature]!) || 1);
}

/**
 * (Z^T Z + lambda I)^-1 b. With more features than rows by the smaller system of rows (Woodbury's identity):
 *
 *     (b - Z^T (Z Z^T + lambda I)^-1 Z b) / lambda
 *
 * Neither product can be a part of one that all learners share: each learner has its own rows, which go into every number of Z^T Z, and
 * its own features, which go into every number of Z Z^T.
 */
function solveRidge(rows: Float64Array, right: Float64Array, ridge: number): Float64Array {
  const size = right.length;
  const count = rows.length / size;
  if (size <= count)
    return solveSymmetric(loaded(rowProducts(transposed(rows, size), size, count), size, ridge), right);
  const products = loaded(rowProducts(rows, count, size), count, ridge);
  const inner = new Float64Array(count);
  for (let row = 0, at = 0; row < count; row++) {
    for (let feature = 0; feature < size; feature++, at++) inner[row]! += rows[at]! * right[feature]!;
  }
  const factors = solveSymmetric(products, inner);
  const solution = right.slice();
  for (let row = 0, at = 0; row < count; row++) {
    for (let feature = 0; feature < size; feature++, at++) solution[feature]! -= factors[row]! * rows[at]!;
  }
  return solution.map((value) => value / ridge);
}

function loaded(matrix: Float64Array, size: number, ridge: number): Float64Array {
  for (let i = 0; i < size; i++) matrix[i * size + i]! += ridge;
  return matrix;
}

function transposed(rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const columns = new Float64Array(rows.length);
  for (let row = 0, at = 0; row < count; row++) {
    for (let column = 0; column < size; column++, at++) columns[column * count + row] = rows[at]!;
  }
  return columns;
}
