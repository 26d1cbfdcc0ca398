import type { RgbImage } from '../../image/rgb-image.ts';
import { countGroups } from './group-counts.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { estimateByChannel } from './payload-estimate.ts';
import { limitedPayload, nearestRealRoot } from './payload-root.ts';

/**
 * RS analysis: J. Fridrich, M. Goljan, R. Du, "Reliable detection of LSB steganography in color and grayscale images", ACM
 * Multimedia and Security 2001. Flipping samples of a natural picture makes about as many groups rougher whether it
 * goes by F1 (0-1, 2-3, ...) or by F-1 (1-2, 3-4, ...). LSB replacement is flipping by F1, and pulls the two apart. From the
 * counts as they are found and after all lowest bits are flipped, with d = regular - singular,
 *
 *     2 (d1 + d0) x^2 + (d-0 - d-1 - d1 - 3 d0) x + d0 - d-0 = 0,    p = x / (x - 1/2)
 *
 * for the root that is nearer to zero. It is solved for p here, with x = p / (2 p - 2) put in: where all samples carry a bit,
 * the paper's x is infinite. Groups are all 2x2 squares, masks their two diagonals.
 *
 * @returns bits per sample, -1 to 1; 0 where a side is 1.
 */
export function regularSingular(image: RgbImage): PayloadEstimate {
  return estimateByChannel(image, (picture, channel) => {
    const { overlapping: counts } = countGroups(picture, channel);
    const d0 = counts.regular - counts.singular;
    const dn0 = counts.regularNegative - counts.singularNegative;
    const d1 = counts.flippedRegular - counts.flippedSingular;
    const dn1 = counts.flippedRegularNegative - counts.flippedSingularNegative;
    const [a, b, c] = [2 * (d1 + d0), dn0 - dn1 - d1 - 3 * d0, d0 - dn0];
    return limitedPayload(nearestRealRoot(a + 2 * b + 4 * c, -2 * b - 8 * c, 4 * c));
  });
}
