import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import { blur } from './blur.ts';

/** How an unsharp mask sharpens. */
export interface UnsharpMask {
  /** Standard deviation of the Gaussian blur, pixels, above 0. */
  readonly radius: number;
  /** Factor of the difference from the blurred picture, which is added. */
  readonly amount: number;
  /** Differences of at most so many levels stay as they are, so that noise is not sharpened. */
  readonly threshold: number;
}

/** The picture with its difference from its blurred self added: `s + amount (s - blurred)`, rounded and clamped to 0-255. */
export function sharpen(image: RgbImage, { radius, amount, threshold }: UnsharpMask): RgbImage {
  const blurred = blur(image, radius);
  const sharp = rgbImage(image.width, image.height);
  for (let i = 0; i < sharp.data.length; i++) {
    const sample = image.data[i]!;
    const difference = sample - blurred.data[i]!;
    const added = Math.abs(difference) > threshold ? amount * difference : 0;
    sharp.data[i] = Math.min(255, Math.max(0, Math.floor(sample + added + 0.5)));
  }
  return sharp;
}
