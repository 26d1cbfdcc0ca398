import type { RgbImage } from '../image/rgb-image.ts';
import { assertSameSize } from './same-size.ts';

/**
 * Peak signal-to-noise ratio of two pictures, over all three colour channels together:
 * `10 log10(255^2 / mse)`.
 *
 * @param a - samples 0-255.
 * @param b - of the same size; the order does not matter.
 * @returns decibels, peak 255; `Infinity` when the pictures are equal.
 * @throws RangeError when the sizes differ.
 */
export function psnr(a: RgbImage, b: RgbImage): number {
  assertSameSize(a, b);
  // Whole numbers far below 2^53: the sum is exact.
  let squares = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = a.data[i]! - b.data[i]!;
    squares += difference * difference;
  }
  return 10 * Math.log10((255 * 255 * a.data.length) / squares);
}
