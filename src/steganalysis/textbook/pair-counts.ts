/**
 * Pairs of neighbouring samples, counted by the two things about them that LSB replacement shows in: their difference and
 * the parity of the first. Everything that the pair detectors need is a sum of these counts.
 */
import type { RgbImage } from '../../image/rgb-image.ts';

/** Number of kinds of pairs: differences -255 to 255, each with an even or an odd first sample. */
export const PAIR_KINDS = 2 * 511;

/** Place of a pair whose samples differ by 0 and whose first is even. */
export const EQUAL_PAIR = 2 * 255;

/** Counts of pairs (u, v): a pair's place is `EQUAL_PAIR + 2 * (u - v) + (u & 1)`. */
export type PairCounts = Uint32Array;

/** Which pairs are counted. */
export interface PairChoice {
  /** Colour, 0-2. */
  readonly channel: number;
  readonly direction: 'horizontal' | 'vertical';
  /** Whether each sample belongs to only one pair, (0, 1), (2, 3), ...; a last sample without a partner is left out. */
  readonly disjoint: boolean;
}

/** All counts zero. */
export function noPairs(): PairCounts {
  return new Uint32Array(PAIR_KINDS);
}

/** Adds the pairs of a picture, left or upper sample first, to `counts`. */
export function addPairs(
  counts: PairCounts,
  { width, height, data }: RgbImage,
  { channel, direction, disjoint }: PairChoice,
): void {
  const horizontal = direction === 'horizontal';
  const partner = horizontal ? 3 : 3 * width;
  const [columns, rows] = horizontal ? [width - 1, height] : [width, height - 1];
  const [across, down] = horizontal ? [disjoint ? 2 : 1, 1] : [1, disjoint ? 2 : 1];
  for (let y = 0; y < rows; y += down) {
    const start = 3 * y * width + channel;
    const end = start + 3 * columns;
    for (let at = start; at < end; at += 3 * across) {
      const u = data[at]!;
      counts[EQUAL_PAIR + 2 * (u - data[at + partner]!) + (u & 1)]!++;
    }
  }
}

/**
 * The pair that a place in the counts stands for.
 *
 * @returns the difference u - v and the parities (0 or 1) of u and v.
 */
export function pairKind(place: number): {
  readonly difference: number;
  readonly first: number;
  readonly second: number;
} {
  const difference = (place >> 1) - 255;
  const first = place & 1;
  return { difference, first, second: first ^ (difference & 1) };
}
