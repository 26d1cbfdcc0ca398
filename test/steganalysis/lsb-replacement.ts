import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

/**
 * LSB replacement, which the classical detectors look for: the lowest bits of samples chosen at random are replaced by
 * random bits.
 *
 * @param payload - bits per sample, 0 to 1. As many samples are chosen, to the nearest whole number, all sets being equally
 *   likely; half of them change.
 * @param uniform - gives numbers of 0 to below 1.
 * @throws RangeError for another payload.
 */
export function replaceLowestBits(cover: RgbImage, payload: number, uniform: () => number): RgbImage {
  if (!(payload >= 0 && payload <= 1)) {
    throw new RangeError(`Expected 0 to 1 bit per sample for the payload but received ${payload}`);
  }
  const data = cover.data.slice();
  // Selection sampling: Knuth, The Art of Computer Programming, 3.4.2, algorithm S.
  let left = Math.round(payload * data.length);
  for (let i = 0; i < data.length && left > 0; i++) {
    if ((data.length - i) * uniform() >= left) continue;
    left--;
    data[i] = (data[i]! & 0xfe) | (uniform() < 0.5 ? 0 : 1);
  }
  return rgbImage(cover.width, cover.height, data);
}
