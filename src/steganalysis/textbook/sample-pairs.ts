import type { RgbImage } from '../../image/rgb-image.ts';
import type { PairCounts } from './pair-counts.ts';
import { addPairs, noPairs, pairKind } from './pair-counts.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { estimateByChannel } from './payload-estimate.ts';
import { limitedPayload, nearestRealRoot } from './payload-root.ts';

/** Differences up to 2 j + 1 are looked at: the j that the paper recommends. */
const LARGEST_TRACE = 30;

/**
 * Sample pair analysis: S. Dumitrescu, X. Wu, Z. Wang, "Detection of LSB steganography via sample pair analysis", IEEE
 * Transactions on Signal Processing 51(7), 2003. Pairs are sorted by difference n into D_n, and by the difference m of their
 * upper seven bits into C_m; of the odd differences, X_2m+1 are those in C_m+1 and Y_2m+1 those in C_m. In a natural picture
 * both are equally frequent, small differences most reliably so. LSB replacement moves pairs only within each C_m, and
 *
 *     (2 |C_0| - |C_j+1|) / 4 p^2 - (2 |D_0| - |D_2j+2| + 2 sum(|Y_2m+1| - |X_2m+1|)) / 2 p + sum(|Y_2m+1| - |X_2m+1|) = 0
 *
 * with sums over m = 0..j holds for the payload p, from what is found (the paper's equation for i = 0); the nearer root to zero is
 * taken. All horizontal and vertical neighbours are pairs.
 *
 * @returns bits per sample, -1 to 1.
 */
export function samplePairs(image: RgbImage): PayloadEstimate {
  return estimateByChannel(image, (picture, channel) => {
    const counts = noPairs();
    addPairs(counts, picture, { channel, direction: 'horizontal', disjoint: false });
    addPairs(counts, picture, { channel, direction: 'vertical', disjoint: false });
    return estimate(counts);
  });
}

function estimate(counts: PairCounts): number {
  let [c0, cLast, d0, dLast, excess] = [0, 0, 0, 0, 0];
  for (const [place, count] of counts.entries()) {
    const { difference, first, second } = pairKind(place);
    const size = Math.abs(difference);
    // The difference of the upper seven bits.
    const upper = Math.abs(difference - first + second) / 2;
    if (upper === 0) c0 += count;
    if (upper === LARGEST_TRACE + 1) cLast += count;
    if (size === 0) d0 += count;
    if (size === 2 * LARGEST_TRACE + 2) dLast += count;
    if (size % 2 === 1 && size <= 2 * LARGEST_TRACE + 1) {
      excess += upper === (size - 1) / 2 ? count : -count;
    }
  }
  return limitedPayload(nearestRealRoot((2 * c0 - cLast) / 4, -(2 * d0 - dLast + 2 * excess) / 2, excess));
}
