/**
 * Saturation and grey, by the matrices of the filters `saturate()` and `grayscale()` of CSS: W3C, Filter Effects Module Level 1,
 * https://www.w3.org/TR/filter-effects-1/. Sums are rounded once and clamped to 0-255.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/**
 * The distance of every sample from its pixel's luma times a factor.
 *
 * @param factor - at least 0; 1 changes nothing.
 */
export function changeSaturation(image: RgbImage, factor: number): RgbImage {
  return awayFromLuma(image, factor, [0.213, 0.715, 0.072]);
}

/** All three samples of a pixel are its luma. */
export function toGrey(image: RgbImage): RgbImage {
  return awayFromLuma(image, 0, [0.2126, 0.7152, 0.0722]);
}

/** `saturate(s)`: R' = (0.213 + 0.787 s) R + (0.715 - 0.715 s) G + ..., which is luma + s (R - luma); the same for G and B. */
function awayFromLuma(
  { width, height, data }: RgbImage,
  factor: number,
  [red, green, blue]: readonly [number, number, number],
): RgbImage {
  const changed = rgbImage(width, height);
  for (let i = 0; i < data.length; i += 3) {
    const luma = red * data[i]! + green * data[i + 1]! + blue * data[i + 2]!;
    for (let channel = i; channel < i + 3; channel++) {
      const value = Math.floor(luma + factor * (data[channel]! - luma) + 0.5);
      changed.data[channel] = Math.min(255, Math.max(0, value));
    }
  }
  return changed;
}
