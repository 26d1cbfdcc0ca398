import type { RgbImage } from '../../image/rgb-image.ts';
import { addPairs, noPairs } from '../textbook/pair-counts.ts';
import { primarySetSizes } from '../textbook/primary-set-sizes.ts';
import { nearestRoot } from './nearest-root.ts';

/**
 * StegExpose's sample pairs: in each colour the primary-set quadratic over disjoint horizontal and vertical pairs; the mean
 * of the three, signed.
 *
 * Departs from Dumitrescu, Wu and Wang (2003) in its quadratic, which is that of primary sets without the paper's limit on
 * differences; in falling back to c / b where no root is real or the root is 0; and in taking the root nearer to zero even
 * where that is the wrong one, so that full pictures are estimated at about half.
 *
 * @returns bits per sample, not limited; may be NaN or infinite; `undefined` where a side is odd: the program fails there.
 */
export function stegExposeSamplePairs(image: RgbImage): number | undefined {
  if (image.width % 2 === 1 || image.height % 2 === 1) return undefined;
  const [red, green, blue] = [0, 1, 2].map((channel) => ofChannel(image, channel));
  return (red! + green! + blue!) / 3;
}

function ofChannel(image: RgbImage, channel: number): number {
  const counts = noPairs();
  addPairs(counts, image, { channel, direction: 'horizontal', disjoint: true });
  addPairs(counts, image, { channel, direction: 'vertical', disjoint: true });
  const { x, y, z, w, pairs } = primarySetSizes(counts);
  const b = 2 * x - pairs;
  const c = y - x;
  const root = nearestRoot((w + z) / 2, b, c);
  return root === undefined || root === 0 ? c / b : root;
}
