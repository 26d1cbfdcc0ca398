/**
 * Brightness and contrast, by the linear functions of the filters `brightness()` and `contrast()` of CSS: W3C, Filter Effects
 * Module Level 1, https://www.w3.org/TR/filter-effects-1/, 10.1; gamma by the transfer function of that name there. Samples
 * are 0-1 in it; here they are 0-255, rounded once and clamped.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/** Every sample times `factor`, at least 0. */
export function changeBrightness(image: RgbImage, factor: number): RgbImage {
  return linear(image, factor, 0);
}

/** Every sample's distance from the middle, 127.5, times `factor`, at least 0: intercept `-(0.5 factor) + 0.5`. */
export function changeContrast(image: RgbImage, factor: number): RgbImage {
  return linear(image, factor, 255 * (0.5 - 0.5 * factor));
}

/** Every sample of 0-1 to the power of `exponent`, above 0; below 1 the middle becomes brighter. */
export function changeGamma(image: RgbImage, exponent: number): RgbImage {
  return byLevel(image, (sample) => 255 * (sample / 255) ** exponent);
}

function linear(image: RgbImage, slope: number, intercept: number): RgbImage {
  return byLevel(image, (sample) => slope * sample + intercept);
}

function byLevel({ width, height, data }: RgbImage, transfer: (sample: number) => number): RgbImage {
  const levels = Uint8Array.from({ length: 256 }, (_, sample) =>
    Math.min(255, Math.max(0, Math.floor(transfer(sample) + 0.5))),
  );
  return rgbImage(
    width,
    height,
    data.map((sample) => levels[sample]!),
  );
}
