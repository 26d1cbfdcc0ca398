import type { RgbImage } from '../../image/rgb-image.ts';
import { addPairs, noPairs } from './pair-counts.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { estimateByChannel } from './payload-estimate.ts';
import { limitedPayload, nearestRealRoot } from './payload-root.ts';
import { primarySetSizes } from './primary-set-sizes.ts';

/**
 * Primary sets: S. Dumitrescu, X. Wu, N. Memon, "On steganalysis of random LSB embedding in continuous-tone images", ICIP
 * 2002. In a natural picture X and Y are equally large, because whether a sample is even does not depend on which neighbour is
 *    larger. LSB replacement moves pairs between the sets at known rates, which gives for the payload p, from the sizes as
 *    they are found,
 *
 *     (|W| + |Z|) / 2 p^2 + (2 |X| - |P|) p + |Y| - |X| = 0
 *
 * of which the nearer root to zero is taken. All horizontal and vertical neighbours are pairs.
 *
 * @returns bits per sample, -1 to 1.
 */
export function primarySets(image: RgbImage): PayloadEstimate {
  return estimateByChannel(image, (picture, channel) => {
    const counts = noPairs();
    addPairs(counts, picture, { channel, direction: 'horizontal', disjoint: false });
    addPairs(counts, picture, { channel, direction: 'vertical', disjoint: false });
    const { x, y, z, w, pairs } = primarySetSizes(counts);
    return limitedPayload(nearestRealRoot((w + z) / 2, 2 * x - pairs, y - x));
  });
}
