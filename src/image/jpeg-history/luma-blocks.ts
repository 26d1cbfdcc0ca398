/** Blocks of 8x8 brightness values, and their cosine transform (ISO/IEC 10918-1, A.3.3). */
import type { RgbImage } from '../rgb-image.ts';
import { wholeLuma } from './color-lattice.ts';

/** Side of a block. */
export const SIDE = 8;
/** Values of a block. */
export const VALUES = SIDE * SIDE;

/** Orthonormal basis: row k, column n. */
export const COSINES = Float64Array.from({ length: VALUES }, (_, index) => {
  const [k, n] = [index >> 3, index & 7];
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16);
});

/**
 * Reads the brightness of a block, less 128.
 *
 * @param x, y - its upper left pixel; the block lies within the picture.
 * @param block - 64 values, written row by row.
 * @returns whether the block can be tested: no sample may have been clipped at 0 or 255.
 */
export function readLumaBlock({ width, data }: RgbImage, x: number, y: number, block: Float64Array): boolean {
  for (let row = 0, to = 0; row < SIDE; row++) {
    let from = 3 * ((y + row) * width + x);
    for (let column = 0; column < SIDE; column++, from += 3, to++) {
      const [red, green, blue] = [data[from]!, data[from + 1]!, data[from + 2]!];
      if (isCutOff(red) || isCutOff(green) || isCutOff(blue)) return false;
      block[to] = wholeLuma(red, green, blue) - 128;
    }
  }
  return true;
}

/** Whether all rows or all columns of a block are alike: such blocks lie on nearly any lattice. */
export function isPlain(block: Float64Array): boolean {
  return repeats(block, SIDE, 1) || repeats(block, 1, SIDE);
}

/** Whether a sample may stand for one that was out of range. */
export function isCutOff(sample: number): boolean {
  return sample === 0 || sample === 255;
}

/** Whether all lines of a block equal the first. */
function repeats(block: Float64Array, line: number, step: number): boolean {
  for (let along = 0; along < SIDE; along++) {
    const first = block[along * step]!;
    for (let other = 1; other < SIDE; other++) if (block[along * step + other * line] !== first) return false;
  }
  return true;
}

const scratch = new Float64Array(VALUES);

/** Coefficients of a block, row by row, vertical frequency first. */
export function transformBlock(block: Float64Array, coefficients: Float64Array): void {
  // Rows, then columns; `scratch` holds the horizontal frequencies of each row.
  for (let row = 0; row < VALUES; row += SIDE) {
    for (let k = 0; k < SIDE; k++) {
      let sum = 0;
      for (let n = 0; n < SIDE; n++) sum += COSINES[k * SIDE + n]! * block[row + n]!;
      scratch[row + k] = sum;
    }
  }
  for (let column = 0; column < SIDE; column++) {
    for (let k = 0; k < SIDE; k++) {
      let sum = 0;
      for (let n = 0; n < SIDE; n++) sum += COSINES[k * SIDE + n]! * scratch[n * SIDE + column]!;
      coefficients[k * SIDE + column] = sum;
    }
  }
}

/** The block of coefficients: the inverse of `transformBlock`. */
export function restoreBlock(coefficients: Float64Array, block: Float64Array): void {
  for (let row = 0; row < VALUES; row += SIDE) {
    for (let n = 0; n < SIDE; n++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += COSINES[k * SIDE + n]! * coefficients[row + k]!;
      scratch[row + n] = sum;
    }
  }
  for (let column = 0; column < SIDE; column++) {
    for (let n = 0; n < SIDE; n++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += COSINES[k * SIDE + n]! * scratch[k * SIDE + column]!;
      block[n * SIDE + column] = sum;
    }
  }
}
