/**
 * Where the 8x8 blocks of a JPEG begin. At the right place most coefficients were quantised to zero and are near it; elsewhere they are
 * not (after Bianchi and Piva, "Detection of nonaligned double JPEG compression based on integer periodicity maps", IEEE Trans.
 * Information Forensics and Security 7(2), 2012, section III, with zeros for periodicity).
 */
import type { RgbImage } from '../rgb-image.ts';
import { wholeLuma } from './color-lattice.ts';
import { COSINES, isCutOff, SIDE, VALUES } from './luma-blocks.ts';

/** Where blocks begin, 0-7 each. */
export interface BlockOffset {
  readonly x: number;
  readonly y: number;
}

/** A window has a block at each of the 64 places. */
const WINDOW = 2 * SIDE - 1;

/** Nearer to zero than this a coefficient counts as zero: two deviations of rounding. */
const NEAR_ZERO = 0.6;

/**
 * The places of a grid, the likeliest first.
 *
 * @param windows - upper left pixels of windows of 15x15 pixels.
 */
export function rankOffsets(image: RgbImage, windows: readonly BlockOffset[]): BlockOffset[] {
  const zeros = new Float64Array(VALUES);
  const luma = new Float64Array(WINDOW * WINDOW);
  // Horizontal frequencies of all rows, for each of the eight places in x.
  const rows = new Float64Array(SIDE * WINDOW * SIDE);
  for (const { x, y } of windows) {
    if (!readWindow(image, x, y, luma)) continue;
    for (let place = 0; place < SIDE; place++) {
      for (let row = 0; row < WINDOW; row++) {
        for (let k = 0; k < SIDE; k++) {
          let sum = 0;
          for (let n = 0; n < SIDE; n++) sum += COSINES[k * SIDE + n]! * luma[row * WINDOW + place + n]!;
          rows[(place * WINDOW + row) * SIDE + k] = sum;
        }
      }
    }
    for (let offset = 0; offset < VALUES; offset++) zeros[offset]! += nearZero(rows, offset >> 3, offset & 7);
  }
  return [...zeros.keys()]
    .sort((a, b) => zeros[b]! - zeros[a]! || a - b)
    .map((offset) => ({ x: offset & 7, y: offset >> 3 }));
}

function readWindow({ width, data }: RgbImage, x: number, y: number, luma: Float64Array): boolean {
  let [least, most] = [255, 0];
  for (let row = 0, to = 0; row < WINDOW; row++) {
    let from = 3 * ((y + row) * width + x);
    for (let column = 0; column < WINDOW; column++, from += 3, to++) {
      const [red, green, blue] = [data[from]!, data[from + 1]!, data[from + 2]!];
      if (isCutOff(red) || isCutOff(green) || isCutOff(blue)) return false;
      const value = wholeLuma(red, green, blue);
      luma[to] = value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return most > least;
}

/** Coefficients near zero of the block that begins `top` rows and `left` columns into a window. */
function nearZero(rows: Float64Array, top: number, left: number): number {
  let count = 0;
  for (let column = 0; column < SIDE; column++) {
    for (let k = 0; k < SIDE; k++) {
      if (k === 0 && column === 0) continue;
      let sum = 0;
      for (let n = 0; n < SIDE; n++)
        sum += COSINES[k * SIDE + n]! * rows[(left * WINDOW + top + n) * SIDE + column]!;
      if (Math.abs(sum) < NEAR_ZERO) count++;
    }
  }
  return count;
}
