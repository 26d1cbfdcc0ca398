/**
 * The mean square around each place. It changes slowly: the squares are averaged in blocks of 2x2 samples, those means smoothed, and
 * the places between filled in linearly, which costs less than smoothing all samples.
 */
import { gaussian } from './gaussian.ts';
import type { Plane } from './plane.ts';
import { borrowed, giveBack, plane } from './plane.ts';

/** Samples a side of a block. */
const BLOCK = 2;

/** What blocks and straight lines between them smooth by themselves: their variance, in samples squared. */
const OWN_VARIANCE = (BLOCK * BLOCK - 1) / 12 + (BLOCK * BLOCK) / 6;

/**
 * The mean square under a Gaussian around each place.
 *
 * @param source - stays as it is.
 * @param deviation - standard deviation of the Gaussian in samples, 2 or more.
 */
export function localEnergy(source: Plane, deviation: number): Plane {
  const blocks = meanSquares(source);
  const coarse = gaussian(blocks, Math.sqrt(deviation * deviation - OWN_VARIANCE) / BLOCK);
  const out = borrowed(source.width, source.height);
  enlarge(coarse, out);
  giveBack(coarse);
  return out;
}

/** The mean square of each block; those at the right and lower edges are smaller. */
function meanSquares({ width, height, data }: Plane): Plane {
  const out = plane(Math.ceil(width / BLOCK), Math.ceil(height / BLOCK));
  const sums = new Float64Array(out.width);
  const whole = Math.floor(width / BLOCK);
  const rest = width - whole * BLOCK;
  for (let row = 0; row < out.height; row++) {
    sums.fill(0);
    const first = row * BLOCK;
    const end = Math.min(height, first + BLOCK);
    for (let y = first; y < end; y++) {
      let at = y * width;
      for (let column = 0; column < whole; column++, at += BLOCK) {
        const left = data[at]!;
        const right = data[at + 1]!;
        sums[column]! += left * left + right * right;
      }
      for (let x = 0; x < rest; x++, at++) sums[whole]! += data[at]! * data[at]!;
    }
    const rows = end - first;
    for (let column = 0; column < out.width; column++) {
      out.data[row * out.width + column] = sums[column]! / (rows * (column < whole ? BLOCK : rest));
    }
  }
  return out;
}

/** Linear between the middles of blocks, and level beyond the outermost. */
function enlarge({ width, height, data }: Plane, target: Plane): void {
  const line = new Float32Array(width + 1);
  for (let y = 0; y < target.height; y++) {
    const { first, second, part } = between(y, height);
    const [a, b] = [first * width, second * width];
    for (let column = 0; column < width; column++) {
      const above = data[a + column]!;
      line[column] = above + part * (data[b + column]! - above);
    }
    line[width] = line[width - 1]!;
    const to = y * target.width;
    const edge = Math.min(BLOCK / 2, target.width);
    for (let x = 0; x < edge; x++) target.data[to + x] = line[0]!;
    // From the middle of one block to that of the next: odd quarters of the way.
    let x = edge;
    for (let column = 0; x < target.width; column++) {
      const left = line[column]!;
      const step = (line[column + 1]! - left) / BLOCK;
      let value = left + step / 2;
      for (const end = Math.min(x + BLOCK, target.width); x < end; x++, value += step) {
        target.data[to + x] = value;
      }
    }
  }
}

/** The rows of blocks above and below a place, and how much the second counts. */
function between(at: number, count: number): { first: number; second: number; part: number } {
  const place = (at + 0.5) / BLOCK - 0.5;
  const first = Math.max(0, Math.floor(place));
  return {
    first: Math.min(count - 1, first),
    second: Math.min(count - 1, first + 1),
    part: Math.max(0, place - first),
  };
}
