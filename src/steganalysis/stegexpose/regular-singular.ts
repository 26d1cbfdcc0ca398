import type { RgbImage } from '../../image/rgb-image.ts';
import type { GroupCounts } from '../textbook/group-counts.ts';
import { countGroups } from '../textbook/group-counts.ts';
import { nearestRoot } from './nearest-root.ts';

/**
 * StegExpose's RS analysis: the estimate from 2x2 groups in each colour, once overlapping and once not; the mean of the six.
 *
 * Departs from Fridrich, Goljan and Du (2001) in counting both diagonal masks together; in a straight line through the
 * counts where the parabolas do not meet; and in taking the absolute value of each estimate before the mean, so that chance
 * does not cancel and a clean picture never comes out at 0.
 *
 * @returns bits per sample, not limited; may be NaN or infinite; `undefined` where a side is 1: the program fails there.
 */
export function stegExposeRegularSingular(image: RgbImage): number | undefined {
  if (image.width === 1 || image.height === 1) return undefined;
  const channels = [0, 1, 2].map((channel) => countGroups(image, channel));
  const meanOf = (kind: 'overlapping' | 'disjoint'): number => {
    const [red, green, blue] = channels.map((counts) => payload(counts[kind]));
    return (red! + green! + blue!) / 3;
  };
  return (meanOf('overlapping') + meanOf('disjoint')) / 2;
}

function payload(counts: GroupCounts): number {
  const x = meetingPoint(counts);
  return x === 0.5 ? 0 : Math.abs(x / (x - 0.5));
}

/** The x of the paper's quadratic, or of the straight line where the program prefers that. */
function meetingPoint(counts: GroupCounts): number {
  const { regular, singular, regularNegative, singularNegative } = counts;
  const { flippedRegular, flippedSingular, flippedRegularNegative, flippedSingularNegative } = counts;
  const d0 = regular - singular;
  const dn0 = regularNegative - singularNegative;
  const d1 = flippedRegular - flippedSingular;
  const dn1 = flippedRegularNegative - flippedSingularNegative;
  const x = nearestRoot(2 * (d1 + d0), dn0 - dn1 - d1 - 3 * d0, d0 - dn0);
  if (x === undefined) return straightLine(counts);
  if (x !== 0) return x;
  const curveOfRegular =
    (flippedRegularNegative - flippedRegular + regular - regularNegative + (regularNegative - regular) / x) /
    (x - 1);
  const curveOfSingular =
    (flippedSingularNegative -
      flippedSingular +
      singular -
      singularNegative +
      (singularNegative - singular) / x) /
    (x - 1);
  return curveOfSingular > 0 || curveOfRegular < 0 ? straightLine(counts) : x;
}

function straightLine({
  regular,
  singular,
  regularNegative,
  singularNegative,
  flippedRegular,
  flippedSingular,
  flippedRegularNegative,
  flippedSingularNegative,
}: GroupCounts): number {
  const ofRegular =
    (regularNegative - regular) / (flippedRegular - regular + regularNegative - flippedRegularNegative);
  const ofSingular =
    (singularNegative - singular) / (flippedSingular - singular + singularNegative - flippedSingularNegative);
  return (ofRegular + ofSingular) / 2;
}
