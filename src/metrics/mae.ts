import type { RgbImage } from '../image/rgb-image.ts';
import { assertSameSize } from './same-size.ts';

/**
 * Mean absolute difference of two pictures, over all three colour channels together.
 *
 * @param a - samples 0-255.
 * @param b - of the same size; the order does not matter.
 * @returns grey levels, 0-255.
 * @throws RangeError when the sizes differ.
 */
export function meanAbsoluteError(a: RgbImage, b: RgbImage): number {
  assertSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    sum += Math.abs(a.data[i]! - b.data[i]!);
  }
  return sum / a.data.length;
}
