import type { RgbImage } from '../image/rgb-image.ts';
import { meanAbsoluteError } from './mae.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

/** How close a received picture is to the original: the three figures that every report shows. */
export interface Fidelity {
  /** Decibels over RGB, peak 255; `Infinity` for equal pictures. */
  readonly psnr: number;
  /** Structural similarity, mean of R, G and B; at most 1, which is equality. */
  readonly ssim: number;
  /** Mean absolute error over RGB, in grey levels of 0-255. */
  readonly mae: number;
}

/**
 * Measures a received picture against the original.
 *
 * @param original - samples 0-255.
 * @param received - of the same size.
 * @throws RangeError when the sizes differ.
 */
export function fidelity(original: RgbImage, received: RgbImage): Fidelity {
  return {
    psnr: psnr(original, received),
    ssim: ssim(original, received),
    mae: meanAbsoluteError(original, received),
  };
}
