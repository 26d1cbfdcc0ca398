import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import type { RandomSource } from '../random/seeded-random.ts';

/**
 * The picture with Gaussian noise, independent for every sample; the sums are rounded and clamped to 0-255.
 *
 * @param deviation - standard deviation in grey levels of 0-255, at least 0.
 * @param random - one normal is drawn for each sample, in their order.
 */
export function addNoise(image: RgbImage, deviation: number, random: Pick<RandomSource, 'normal'>): RgbImage {
  const noisy = rgbImage(image.width, image.height);
  for (let i = 0; i < noisy.data.length; i++) {
    const value = Math.floor(image.data[i]! + deviation * random.normal() + 0.5);
    noisy.data[i] = Math.min(255, Math.max(0, value));
  }
  return noisy;
}
