import type { RgbImage } from '../../image/rgb-image.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { estimateByChannel } from './payload-estimate.ts';
import { limitedPayload, nearestRealRoot } from './payload-root.ts';

/**
 * The weighted stego-image estimate, enhanced: J. Fridrich, M. Goljan, "On estimation of secret message length in LSB
 * steganography in spatial domain", SPIE 5306, 2004; A. Ker, R. Boehme, "Revisiting weighted stego-image steganalysis", SPIE
 * 6819, 2008. With s^ for the sample s with its lowest bit flipped, and F(s) for what its neighbours predict,
 *
 *     r = sum w (s - s^) (s - F(s)),    sum w = 1
 *
 * estimates the part of the samples that were flipped, half the payload: a flipped sample is off its prediction by one towards
 * its own other value. The enhanced estimate predicts with the filter (-1 2 -1 / 2 0 2 / -1 2 -1) / 4 and trusts smooth places
 * more, w ~ 1 / (5 + v) with v the variance of the eight neighbours.
 *
 * Its bias comes from neighbours whose parity goes with the sample's own (flat places, above all black and white ones), as
 * flipped samples are in F too. F of the cover is F(s) - b / (1 - 2 b) F(s^ - s) on average where the part b is flipped, so that
 *
 *     r = b - b / (1 - 2 b) S,    S = sum w (s - s^) F(s^ - s),    2 b^2 - (1 + 2 r - S) b + r = 0
 *
 * of which the root nearer to zero is taken: Ker and Boehme's bias correction, solved for b instead of evaluated once at the
 * first estimate, which matters where the bias is large (a white sky).
 *
 * @returns bits per sample, -1 to 1; 0 for a picture without a sample that has eight neighbours.
 */
export function weightedStego(image: RgbImage): PayloadEstimate {
  return estimateByChannel(image, (picture, channel) => {
    const { deviation, bias } = enhancedSums(picture, channel);
    return limitedPayload(2 * nearestRealRoot(2, bias - 1 - 2 * deviation, deviation));
  });
}

/** r and S of one colour; zero where there is nothing to sum. */
function enhancedSums(
  { width, height, data }: RgbImage,
  channel: number,
): { readonly deviation: number; readonly bias: number } {
  const row = 3 * width;
  let [weights, deviation, bias] = [0, 0, 0];
  for (let y = 1; y + 1 < height; y++) {
    const end = y * row + 3 * (width - 1) + channel;
    for (let at = y * row + 3 + channel; at < end; at += 3) {
      const above = at - row;
      const below = at + row;
      const [n, s, w, e] = [data[above]!, data[below]!, data[at - 3]!, data[at + 3]!];
      const [nw, ne, sw, se] = [data[above - 3]!, data[above + 3]!, data[below - 3]!, data[below + 3]!];
      const near = n + s + w + e;
      const far = nw + ne + sw + se;
      const squares = n * n + s * s + w * w + e * e + nw * nw + ne * ne + sw * sw + se * se;
      // 1 / (5 + v), times 64: v is squares / 8 - ((near + far) / 8)^2.
      const weight = 64 / (320 + 8 * squares - (near + far) * (near + far));
      const sample = data[at]!;
      const step = 2 * (sample & 1) - 1;
      // s^ - s is 1 for an even and -1 for an odd neighbour; the filter's coefficients add up to 1.
      const oddNear = (n & 1) + (s & 1) + (w & 1) + (e & 1);
      const oddFar = (nw & 1) + (ne & 1) + (sw & 1) + (se & 1);
      weights += weight;
      deviation += weight * step * (sample - (2 * near - far) / 4);
      bias += weight * step * (1 - oddNear + oddFar / 2);
    }
  }
  return weights === 0 ? { deviation: 0, bias: 0 } : { deviation: deviation / weights, bias: bias / weights };
}
