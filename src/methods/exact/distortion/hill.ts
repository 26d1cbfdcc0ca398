/**
 * HILL: changes cost little where the picture is rough, and where its surroundings are. B. Li, M. Wang, J. Huang, X. Li, "A new
 * cost function for spatial image steganography", ICIP 2014, https://doi.org/10.1109/ICIP.2014.7025854
 *
 *     cost = mean15( 1 / mean3( |x * K| ) ),   K = [-1 2 -1; 2 -4 2; -1 2 -1]
 *
 * with means over squares of 3x3 and 15x15 samples. Each colour plane by itself; the picture is mirrored at its edges.
 */
import { mirrored } from '../../../image/mirrored.ts';
import type { RgbImage } from '../../../image/rgb-image.ts';

const CHANNELS = 3;

/** Half sides of the two squares. */
const INNER_RADIUS = 1;
const OUTER_RADIUS = 7;

/**
 * Replaces a mean of exactly zero, as in flat areas. The smallest non-zero mean is 1/9 of a grey level; the inverse of this
 * value is so large that a square with one such sample is avoided, and still small enough for running sums.
 */
const FLAT = 1e-5;

/**
 * The cost of changing each sample by one.
 *
 * @param cover - at least 1x1.
 * @returns `3 * width * height` costs above 0, in the order of the samples.
 */
export function hillCosts(cover: RgbImage): Float32Array {
  const costs = new Float32Array(cover.data.length);
  for (let channel = 0; channel < CHANNELS; channel++) planeCosts(cover, channel, costs);
  return costs;
}

/** Rows of intermediate pictures are kept only as long as a row of the result needs them. */
function planeCosts(cover: RgbImage, channel: number, costs: Float32Array): void {
  const { width, height, data } = cover;
  const sums = new Int32Array(width);
  const residuals = new RowCache(INNER_RADIUS, width, height, (y, row) => {
    // K is the product of [1 -2 1] across and down, negated.
    const above = CHANNELS * width * mirrored(y - 1, height) + channel;
    const own = CHANNELS * width * y + channel;
    const below = CHANNELS * width * mirrored(y + 1, height) + channel;
    for (let x = 0, at = 0; x < width; x++, at += CHANNELS) {
      sums[x] = data[above + at]! - 2 * data[own + at]! + data[below + at]!;
    }
    for (let x = 1; x < width - 1; x++) row[x] = Math.abs(sums[x - 1]! - 2 * sums[x]! + sums[x + 1]!);
    for (const x of [0, width - 1]) {
      row[x] = Math.abs(sums[mirrored(x - 1, width)]! - 2 * sums[x]! + sums[mirrored(x + 1, width)]!);
    }
  });
  const innerSums = new Float64Array(width);
  const inverses = new RowCache(OUTER_RADIUS, width, height, (y, row) => {
    residuals.sumAround(y, innerSums);
    meanAcross(innerSums, INNER_RADIUS, row);
    for (let x = 0; x < width; x++) row[x] = 1 / Math.max(row[x]!, FLAT);
  });
  const outerSums = new Float64Array(width);
  const outer = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    inverses.sumAround(y, outerSums);
    meanAcross(outerSums, OUTER_RADIUS, outer);
    for (let x = 0; x < width; x++) costs[CHANNELS * (y * width + x) + channel] = outer[x]!;
  }
}

/** The last rows of a picture that is computed row by row, from the top. */
class RowCache {
  private readonly rows = new Map<number, Float64Array>();
  private readonly radius: number;
  private readonly width: number;
  private readonly height: number;
  private readonly compute: (y: number, row: Float64Array) => void;

  constructor(
    radius: number,
    width: number,
    height: number,
    compute: (y: number, row: Float64Array) => void,
  ) {
    this.radius = radius;
    this.width = width;
    this.height = height;
    this.compute = compute;
  }

  /** Sums of the rows within the radius of row `y`, mirrored at the edges. */
  sumAround(y: number, sums: Float64Array): void {
    sums.fill(0);
    for (let dy = -this.radius; dy <= this.radius; dy++) {
      const row = this.row(mirrored(y + dy, this.height));
      for (let x = 0; x < sums.length; x++) sums[x]! += row[x]!;
    }
    this.rows.delete(y - this.radius);
  }

  private row(y: number): Float64Array {
    const known = this.rows.get(y);
    if (known !== undefined) return known;
    const row = new Float64Array(this.width);
    this.compute(y, row);
    this.rows.set(y, row);
    return row;
  }
}

/** Means of `2 radius + 1` neighbours of sums over as many rows. */
function meanAcross(sums: Float64Array, radius: number, means: Float64Array): void {
  const width = sums.length;
  const side = 2 * radius + 1;
  let total = 0;
  for (let dx = -radius; dx <= radius; dx++) total += sums[mirrored(dx, width)]!;
  for (let x = 0; x < width; x++) {
    means[x] = total / (side * side);
    const inside = x >= radius && x + radius + 1 < width;
    const next = inside ? x + radius + 1 : mirrored(x + radius + 1, width);
    const last = inside ? x - radius : mirrored(x - radius, width);
    total += sums[next]! - sums[last]!;
  }
}
