import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { assertSameSize } from '../../metrics/same-size.ts';

/** The amplification of differences in the pictures that we show: a grey level becomes ten. */
export const RESIDUAL_GAIN = 10;

/** The sample of "no difference": the middle of 0-255, rounded up. */
const MID_GREY = 128;

/**
 * Makes the changes of a picture visible: `128 + gain * (received - original)`, clamped to 0-255. Mid grey is no
 * change.
 *
 * @param original - a cover or a secret, samples 0-255.
 * @param received - the container or the revealed secret, of the same size.
 * @param gain - how many grey levels one grey level of difference becomes.
 * @throws RangeError when the sizes differ.
 */
export function amplifiedResidual(original: RgbImage, received: RgbImage, gain = RESIDUAL_GAIN): RgbImage {
  assertSameSize(original, received);
  const residual = rgbImage(original.width, original.height);
  for (let i = 0; i < residual.data.length; i++) {
    const value = MID_GREY + gain * (received.data[i]! - original.data[i]!);
    residual.data[i] = Math.min(255, Math.max(0, Math.round(value)));
  }
  return residual;
}
