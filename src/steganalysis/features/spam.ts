/**
 * SPAM: a picture's differences of neighbours as a Markov chain of second order. T. Pevný, P. Bas, J. Fridrich, "Steganalysis by
 * subtractive pixel adjacency matrix", IEEE TIFS 5 (2010), https://doi.org/10.1109/TIFS.2010.2045842
 *
 * For each of eight directions s, with D(p) = X(p) - X(p + s) and u, v, w from -T to T,
 *
 *     M(u, v, w) = Pr( D(p + 2s) = u | D(p + s) = v, D(p) = w ),   0 where the condition never holds;
 *
 * the features are the mean of the four matrices along rows and columns, and the mean of the four along diagonals. T = 3 makes
 * 2 * 7^3 = 686 of them.
 */

/** T of the paper for its features of second order. */
const RANGE = 3;
const LEVELS = 2 * RANGE + 1;
const MATRIX = LEVELS ** 3;

/** Differences are counted in these many classes: -T to T, all below, all above. */
const CLASSES = LEVELS + 2;

/** Number of features of one plane. */
export const SPAM_DIMENSION = 2 * MATRIX;

/** Steps to the next pixel, as [across, down]; the reverse directions come out of the same counts. */
const STRAIGHT = [
  [1, 0],
  [0, 1],
] as const;
const DIAGONAL = [
  [1, 1],
  [-1, 1],
] as const;

/**
 * How the counts become features:
 * - `transition`: the published features, conditional probabilities of differences within the range;
 * - `joint`: what the authors' own later program computes, relative frequencies of triples, with differences beyond the range
 *   counted at its ends. All 343 of a matrix sum to 1.
 */
export type SpamForm = 'transition' | 'joint';

/** Samples of one plane, row by row: of a colour, or differences of two. */
export type Plane = Uint8Array | Int16Array;

/**
 * The SPAM features of a plane.
 *
 * @param plane - `width * height` whole numbers.
 * @param form - `transition` by default.
 * @returns 686 numbers of 0-1: M(u, v, w) at `49 (u + 3) + 7 (v + 3) + w + 3` along rows and columns, then those along diagonals.
 * @throws RangeError when the plane has another number of samples, or a side is below 4.
 */
export function spam686(
  plane: Plane,
  width: number,
  height: number,
  form: SpamForm = 'transition',
): Float32Array {
  if (plane.length !== width * height) {
    throw new RangeError(
      `Expected ${width * height} samples for a plane of ${width}x${height} but received ${plane.length}`,
    );
  }
  if (width < 4 || height < 4) {
    throw new RangeError(
      `Expected at least 4x4 pixels for three neighbouring differences but received ${width}x${height}`,
    );
  }
  const features = new Float32Array(SPAM_DIMENSION);
  for (const [part, steps] of [STRAIGHT, DIAGONAL].entries()) {
    const matrix = features.subarray(part * MATRIX, (part + 1) * MATRIX);
    for (const [dx, dy] of steps) {
      const counts = countTriples(plane, width, height, dx, dy);
      addMatrix(matrix, counts, form);
      addMatrix(matrix, reversed(counts), form);
    }
  }
  return features;
}

/** Index of a triple of classes of 0 to 8, in the order in which they are met along the direction. */
function tripleIndex(first: number, second: number, third: number): number {
  return (first * CLASSES + second) * CLASSES + third;
}

/** The counts of each triple of classes along a direction. */
function countTriples(plane: Plane, width: number, height: number, dx: number, dy: number): Uint32Array {
  const counts = new Uint32Array(CLASSES ** 3);
  const step = dy * width + dx;
  const [left, right] = dx < 0 ? [3, width] : [0, width - 3 * dx];
  for (let y = 0; y < height - 3 * dy; y++) {
    for (let x = left; x < right; x++) {
      const at = y * width + x;
      const [a, b, c, d] = [plane[at]!, plane[at + step]!, plane[at + 2 * step]!, plane[at + 3 * step]!];
      counts[tripleIndex(differenceClass(a - b), differenceClass(b - c), differenceClass(c - d))]! += 1;
    }
  }
  return counts;
}

function differenceClass(difference: number): number {
  return Math.max(-RANGE - 1, Math.min(RANGE + 1, difference)) + RANGE + 1;
}

/**
 * The counts along the opposite direction, where neighbours are met the other way round: the triple (w, v, u) is there
 * (-u, -v, -w), and -d is class 8 - class(d).
 */
function reversed(counts: Uint32Array): Uint32Array {
  const other = new Uint32Array(counts.length);
  const last = CLASSES - 1;
  for (let w = 0; w < CLASSES; w++) {
    for (let v = 0; v < CLASSES; v++) {
      for (let u = 0; u < CLASSES; u++) {
        other[tripleIndex(last - u, last - v, last - w)] = counts[tripleIndex(w, v, u)]!;
      }
    }
  }
  return other;
}

/** Adds a quarter of the matrix of one direction. */
function addMatrix(matrix: Float32Array, counts: Uint32Array, form: SpamForm): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  for (let w = 0; w < CLASSES; w++) {
    for (let v = 0; v < CLASSES; v++) {
      const first = tripleIndex(w, v, 0);
      const given = counts.subarray(first, first + CLASSES);
      const all = form === 'joint' ? total : given.reduce((sum, count) => sum + count, 0);
      if (all === 0) continue;
      for (let u = 0; u < CLASSES; u++) {
        if (form === 'transition' && [w, v, u].some(isBeyond)) continue;
        matrix[(level(u) * LEVELS + level(v)) * LEVELS + level(w)]! += given[u]! / all / 4;
      }
    }
  }
}

function isBeyond(difference: number): boolean {
  return difference === 0 || difference === CLASSES - 1;
}

/** Index of a class among those within the range; a class beyond it counts as its end. */
function level(difference: number): number {
  return Math.max(0, Math.min(LEVELS - 1, difference - 1));
}
