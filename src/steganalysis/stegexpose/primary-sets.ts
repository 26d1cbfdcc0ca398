import type { RgbImage } from '../../image/rgb-image.ts';
import { addPairs, noPairs } from '../textbook/pair-counts.ts';
import { primarySetSizes } from '../textbook/primary-set-sizes.ts';

/**
 * StegExpose's primary sets: the quadratic of Dumitrescu, Wu and Memon (2002), of the red channel's disjoint horizontal
 * pairs alone.
 *
 * Departs from the paper in the set W, which holds every pair of Y that is not two even samples (the program masks with 0
 * where 1 was meant), so that the quadratic often has no real root; and in looking at one colour only.
 *
 * @returns the smaller root, not limited; NaN where there is none, as for every photo whose samples all carry a bit.
 */
export function stegExposePrimarySets(image: RgbImage): number {
  const counts = noPairs();
  addPairs(counts, image, { channel: 0, direction: 'horizontal', disjoint: true });
  const { x, y, z, wOfStegExpose, pairs } = primarySetSizes(counts);
  const a = (wOfStegExpose + z) / 2;
  const b = 2 * x - pairs;
  const c = y - x;
  const root = Math.sqrt(b * b - 4 * a * c);
  const [upper, lower] = [(-b + root) / (2 * a), (-b - root) / (2 * a)];
  return upper < lower ? upper : lower;
}
