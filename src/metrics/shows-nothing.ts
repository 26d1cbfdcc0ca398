import type { RgbImage } from '../image/rgb-image.ts';
import { psnr } from './psnr.ts';
import { assertSameSize } from './same-size.ts';

/** Above this PSNR, in dB, a receiver sees the secret, however flat it is. */
const SEEN = 20;

/**
 * Whether a revealed picture shows nothing of the secret: it is no nearer to it than the secret's mean colour alone would
 * be. In other words, it explains none of the secret's variance (a coefficient of determination of 0 or less).
 *
 * @throws RangeError when the sizes differ.
 */
export function showsNothing(secret: RgbImage, revealed: RgbImage): boolean {
  assertSameSize(secret, revealed);
  if (psnr(secret, revealed) >= SEEN) return false;
  const pixels = secret.width * secret.height;
  const mean = [0, 0, 0];
  for (let i = 0; i < secret.data.length; i++) mean[i % 3]! += secret.data[i]! / pixels;
  let variance = 0;
  let error = 0;
  for (let i = 0; i < secret.data.length; i++) {
    variance += (secret.data[i]! - mean[i % 3]!) ** 2;
    error += (secret.data[i]! - revealed.data[i]!) ** 2;
  }
  return error >= variance;
}
