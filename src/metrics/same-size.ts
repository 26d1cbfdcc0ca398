import type { RgbImage } from '../image/rgb-image.ts';

/**
 * Checks that two pictures can be compared sample by sample.
 *
 * @throws RangeError when their sizes differ.
 */
export function assertSameSize(a: RgbImage, b: RgbImage): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(
      `Expected two pictures of the same size but received ${a.width}x${a.height} and ${b.width}x${b.height}`,
    );
  }
}
