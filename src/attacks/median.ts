import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/**
 * Every sample is the median of its square, each channel on its own. Beyond the picture's edges its outermost pixels are repeated.
 *
 * @param size - side of the square in pixels, odd.
 */
export function median(image: RgbImage, size: number): RgbImage {
  const { width, height, data } = image;
  const reach = (size - 1) / 2;
  const middle = (size * size - 1) / 2;
  const filtered = rgbImage(width, height);
  const square = new Uint8Array(size * size);
  for (let y = 0; y < height; y++) {
    const rows = Array.from({ length: size }, (_, i) => 3 * width * within(y + i - reach, height));
    for (let x = 0; x < width; x++) {
      const columns = Array.from({ length: size }, (_, i) => 3 * within(x + i - reach, width));
      for (let channel = 0; channel < 3; channel++) {
        let taken = 0;
        for (const row of rows) {
          for (const column of columns) {
            // Insertion: the square is in order at any time.
            const sample = data[row + column + channel]!;
            let at = taken++;
            for (; at > 0 && square[at - 1]! > sample; at--) square[at] = square[at - 1]!;
            square[at] = sample;
          }
        }
        filtered.data[3 * (y * width + x) + channel] = square[middle]!;
      }
    }
  }
  return filtered;
}

function within(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
