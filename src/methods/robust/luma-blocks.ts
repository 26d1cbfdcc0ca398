/**
 * The brightness of a picture in blocks of 8x8 pixels, as JPEG transforms it (ITU-T T.81, A.3.3): what it is, and how the pixels
 * change so that it becomes another.
 */
import { cosineBasis } from '../../image/block-transform.ts';
import type { RgbImage } from '../../image/rgb-image.ts';

/** Pixels a side of a block. */
export const BLOCK = 8;

/** Coefficients of a block. */
export const BLOCK_AREA = 64;

/** Luma of red, green and blue: ITU-T T.871, section 7. */
const WEIGHTS = [0.299, 0.587, 0.114] as const;

/** Row u, column x of the orthonormal DCT-II of eight values. */
const BASIS = cosineBasis(BLOCK);

/** Whole blocks of a picture from a place on. */
export interface BlockGrid {
  /** Pixels from the left and upper border to the first block. */
  readonly x: number;
  readonly y: number;
  /** Whole blocks in a row and in a column. */
  readonly columns: number;
  readonly rows: number;
}

/** The whole blocks that fit from (x, y) on. */
export function blockGrid(
  size: { readonly width: number; readonly height: number },
  x = 0,
  y = 0,
): BlockGrid {
  return {
    x,
    y,
    columns: Math.max(0, Math.floor((size.width - x) / BLOCK)),
    rows: Math.max(0, Math.floor((size.height - y) / BLOCK)),
  };
}

/** Luma of every pixel, not rounded, 0-255. */
export function lumaOf({ width, height, data }: RgbImage): Float32Array {
  const [red, green, blue] = WEIGHTS;
  const luma = new Float32Array(width * height);
  for (let i = 0, at = 0; i < luma.length; i++, at += 3) {
    luma[i] = red * data[at]! + green * data[at + 1]! + blue * data[at + 2]!;
  }
  return luma;
}

/**
 * Coefficients of all blocks of a grid: 64 a block, frequency (u, v) at 8 v + u, u horizontal; orthonormal, so that they are what JPEG
 * divides by its steps.
 *
 * @param width - of the plane.
 */
export function forwardBlocks(luma: Float32Array, width: number, grid: BlockGrid): Float32Array {
  const { columns, rows } = grid;
  const coefficients = new Float32Array(BLOCK_AREA * columns * rows);
  const scratch = new Float64Array(BLOCK_AREA);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += BLOCK_AREA) {
      const first = (grid.y + BLOCK * row) * width + grid.x + BLOCK * column;
      for (let y = 0; y < BLOCK; y++) {
        for (let u = 0; u < BLOCK; u++) {
          let sum = 0;
          for (let x = 0; x < BLOCK; x++) sum += BASIS[BLOCK * u + x]! * luma[first + y * width + x]!;
          scratch[BLOCK * y + u] = sum;
        }
      }
      for (let v = 0; v < BLOCK; v++) {
        for (let u = 0; u < BLOCK; u++) {
          let sum = 0;
          for (let y = 0; y < BLOCK; y++) sum += BASIS[BLOCK * v + y]! * scratch[BLOCK * y + u]!;
          coefficients[at + BLOCK * v + u] = sum;
        }
      }
    }
  }
  return coefficients;
}

/** Undoes `forwardBlocks`: adds what coefficients say to a plane. */
export function addBlocks(
  coefficients: Float32Array,
  plane: Float32Array,
  width: number,
  grid: BlockGrid,
): void {
  const { columns, rows } = grid;
  const scratch = new Float64Array(BLOCK_AREA);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += BLOCK_AREA) {
      const first = (grid.y + BLOCK * row) * width + grid.x + BLOCK * column;
      for (let v = 0; v < BLOCK; v++) {
        for (let x = 0; x < BLOCK; x++) {
          let sum = 0;
          for (let u = 0; u < BLOCK; u++) sum += BASIS[BLOCK * u + x]! * coefficients[at + BLOCK * v + u]!;
          scratch[BLOCK * v + x] = sum;
        }
      }
      for (let y = 0; y < BLOCK; y++) {
        for (let x = 0; x < BLOCK; x++) {
          let sum = 0;
          for (let v = 0; v < BLOCK; v++) sum += BASIS[BLOCK * v + y]! * scratch[BLOCK * v + x]!;
          const index = first + y * width + x;
          plane[index] = plane[index]! + sum;
        }
      }
    }
  }
}

/**
 * Changes the luma of pixels by as little change of red, green and blue as it takes: along their weights. Grey pictures stay grey.
 *
 * @param change - of luma, for each pixel.
 * @returns a new picture, rounded and within 0-255.
 */
export function withLumaChange(image: RgbImage, change: Float32Array, isGrey: boolean): RgbImage {
  const norm = WEIGHTS.reduce((sum, weight) => sum + weight * weight, 0);
  const [red, green, blue] = isGrey ? [1, 1, 1] : WEIGHTS.map((weight) => weight / norm);
  // A clamped array rounds to the nearest.
  const data = new Uint8ClampedArray(image.data.length);
  for (let i = 0, at = 0; i < change.length; i++, at += 3) {
    const by = change[i]!;
    data[at] = image.data[at]! + red! * by;
    data[at + 1] = image.data[at + 1]! + green! * by;
    data[at + 2] = image.data[at + 2]! + blue! * by;
  }
  return { width: image.width, height: image.height, data: new Uint8Array(data.buffer) };
}

/** Whether all pixels have three equal samples. */
export function isGreyPicture({ data }: RgbImage): boolean {
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  }
  return true;
}
