import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

/** Bytes that look random and are the same in every run: a linear congruential generator (Numerical Recipes). */
export function randomBytes(length: number, seed: number): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

export function randomImage(width: number, height: number, seed = 1): RgbImage {
  return rgbImage(width, height, randomBytes(3 * width * height, seed));
}
