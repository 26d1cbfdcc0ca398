import type { RgbImage } from '../../image/rgb-image.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { estimateByChannel } from './payload-estimate.ts';
import { limitedPayload } from './payload-root.ts';

/**
 * The weighted stego-image estimate as J. Fridrich and M. Goljan gave it ("On estimation of secret message length in LSB
 * steganography in spatial domain", SPIE 5306, 2004), to compare `weightedStego` with: the prediction is the mean of the four
 * nearest neighbours, and a sample's weight 1 / (1 + v) with v their variance. Without the paper's correction for
 * flat places.
 *
 * @returns bits per sample, -1 to 1; 0 for a picture without a sample that has four neighbours.
 */
export function originalWeightedStego(image: RgbImage): PayloadEstimate {
  return estimateByChannel(image, estimate);
}

function estimate({ width, height, data }: RgbImage, channel: number): number {
  const row = 3 * width;
  let [weights, deviation] = [0, 0];
  for (let y = 1; y + 1 < height; y++) {
    const end = y * row + 3 * (width - 1) + channel;
    for (let at = y * row + 3 + channel; at < end; at += 3) {
      const [n, s, w, e] = [data[at - row]!, data[at + row]!, data[at - 3]!, data[at + 3]!];
      const mean = (n + s + w + e) / 4;
      const weight = 1 / (1 + (n * n + s * s + w * w + e * e) / 4 - mean * mean);
      const sample = data[at]!;
      weights += weight;
      deviation += weight * (2 * (sample & 1) - 1) * (sample - mean);
    }
  }
  return limitedPayload((2 * deviation) / weights);
}
