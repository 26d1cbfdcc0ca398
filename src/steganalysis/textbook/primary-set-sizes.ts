import type { PairCounts } from './pair-counts.ts';
import { pairKind } from './pair-counts.ts';

/** Sizes of the primary sets of Dumitrescu, Wu and Memon (2002). */
export interface PrimarySetSizes {
  /** Pairs (u, v) with v even and u < v, or v odd and u > v. */
  readonly x: number;
  /** Pairs with v even and u > v, or v odd and u < v. */
  readonly y: number;
  /** Pairs of equal samples. */
  readonly z: number;
  /** Pairs of Y that differ in the lowest bit only. */
  readonly w: number;
  /** Pairs of Y that are not two even samples, which StegExpose uses as W. */
  readonly wOfStegExpose: number;
  /** All pairs. */
  readonly pairs: number;
}

/** The sizes of the primary sets among counted pairs. */
export function primarySetSizes(counts: PairCounts): PrimarySetSizes {
  let [x, y, z, w, wOfStegExpose] = [0, 0, 0, 0, 0];
  for (const [place, count] of counts.entries()) {
    const { difference, first, second } = pairKind(place);
    if (difference === 0) {
      z += count;
    } else if (difference > 0 === (second === 1)) {
      x += count;
    } else {
      y += count;
      if (first === 1 || second === 1) wOfStegExpose += count;
      if (difference === (first === 1 ? 1 : -1)) w += count;
    }
  }
  return { x, y, z, w, wOfStegExpose, pairs: x + y + z };
}
