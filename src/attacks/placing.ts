/** Pictures mirrored and rotated. */
import { BICUBIC } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/** Left and right exchanged. */
export function mirror({ width, height, data }: RgbImage): RgbImage {
  const mirrored = rgbImage(width, height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = width - 1; x >= 0; x--, to += 3) {
      const from = 3 * (y * width + x);
      mirrored.data.set(data.subarray(from, from + 3), to);
    }
  }
  return mirrored;
}

/**
 * The picture rotated about its middle, in its size: what leaves it is cut off, and its corners are black. Samples are
 * interpolated with the cubic kernel of Keys; next to the edges their pixels are repeated.
 *
 * @param degrees - counterclockwise.
 */
export function rotate(image: RgbImage, degrees: number): RgbImage {
  const { width, height } = image;
  const rotated = rgbImage(width, height);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (let y = 0; y < height; y++) {
    const down = y + 0.5 - height / 2;
    for (let x = 0; x < width; x++) {
      // Rows count downwards: a pixel comes from where a clockwise rotation of the screen takes it.
      const across = x + 0.5 - width / 2;
      const fromX = cos * across - sin * down + width / 2;
      const fromY = sin * across + cos * down + height / 2;
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      interpolate(image, fromX - 0.5, fromY - 0.5, rotated.data, 3 * (y * width + x));
    }
  }
  return rotated;
}

/** Writes the pixel between pixels at (x, y), whose whole numbers are pixels' centres. */
function interpolate(
  { width, height, data }: RgbImage,
  x: number,
  y: number,
  out: Uint8Array,
  to: number,
): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  let [red, green, blue] = [0, 0, 0];
  for (let row = top - 1; row <= top + 2; row++) {
    const down = BICUBIC.weight(y - row);
    const start = width * Math.min(height - 1, Math.max(0, row));
    for (let column = left - 1; column <= left + 2; column++) {
      const weight = down * BICUBIC.weight(x - column);
      const from = 3 * (start + Math.min(width - 1, Math.max(0, column)));
      red += weight * data[from]!;
      green += weight * data[from + 1]!;
      blue += weight * data[from + 2]!;
    }
  }
  out[to] = level(red);
  out[to + 1] = level(green);
  out[to + 2] = level(blue);
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
}
