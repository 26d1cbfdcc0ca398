/** Pictures that need no photo, by whole-number arithmetic only, so that any program can make them. */
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

/** Numerical Recipes' linear congruential generator: 32-bit words. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

/** Slanted gradients, another one in each colour, with a little noise. */
export function gradientPicture(width: number, height: number, seed: number): RgbImage {
  const next = generator(seed);
  const image = rgbImage(width, height);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const noise = (next() >>> 29) + (next() >>> 29);
        image.data[at++] = 30 + (((x * (channel + 2) + 3 * y) >> 2) % 150) + noise;
      }
    }
  }
  return image;
}

/** LSB replacement of each sample with the chance `per256 / 256`. */
export function withReplacedBits(cover: RgbImage, per256: number, seed: number): RgbImage {
  const next = generator(seed);
  const data = cover.data.map((value) =>
    ((next() >>> 16) & 255) < per256 ? (value & 254) | (next() >>> 31) : value,
  );
  return rgbImage(cover.width, cover.height, data);
}

/** Numbers of 0 to below 1 for a seed. */
export function uniformNumbers(seed: number): () => number {
  const next = generator(seed);
  return () => next() / 2 ** 32;
}
