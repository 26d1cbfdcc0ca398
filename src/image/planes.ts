/**
 * Converts between pictures (interleaved 8-bit samples) and the colour planes of 0-1 that networks take.
 */
import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** The colour planes of a picture: [3, height, width], samples 0-1. */
export function toPlanes({ width, height, data }: RgbImage): Float32Array {
  const size = width * height;
  const planes = new Float32Array(3 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    planes[pixel] = data[3 * pixel]! / 255;
    planes[pixel + size] = data[3 * pixel + 1]! / 255;
    planes[pixel + 2 * size] = data[3 * pixel + 2]! / 255;
  }
  return planes;
}

/**
 * The picture of colour planes [3, height, width]: samples clamped to 0-1 and rounded to 8 bits, halves
 * upward.
 *
 * @param planes - all red samples row by row, then green, then blue.
 * @param width - pixels.
 * @param height - pixels.
 * @throws RangeError when the planes hold another number of samples, or one is not a number.
 */
export function fromPlanes(planes: Float32Array, width: number, height: number): RgbImage {
  const size = width * height;
  if (planes.length !== 3 * size) {
    throw new RangeError(
      `Expected ${3 * size} samples for the planes of a ${width}x${height} picture but received ${planes.length}`,
    );
  }
  const image = rgbImage(width, height);
  for (let colour = 0; colour < 3; colour++) {
    for (let pixel = 0; pixel < size; pixel++) {
      const sample = planes[colour * size + pixel]!;
      if (Number.isNaN(sample)) throw new RangeError('Expected samples of 0-1 but a network produced NaN');
      image.data[3 * pixel + colour] = Math.floor(Math.min(1, Math.max(0, sample)) * 255 + 0.5);
    }
  }
  return image;
}
