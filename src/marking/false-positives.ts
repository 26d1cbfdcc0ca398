/** How often a picture that an owner did not mark would be called marked. */
import { MAC_BITS } from './message.ts';

/**
 * The largest agreement of pilots in pictures without the mark follows an extreme-value distribution (Gumbel): P(z > t) = 1 -
 * exp(-exp(-(t - location) / scale)). So far from 36 whole searches of unmarked photos (mean 5.60, deviation 0.33, largest 6.45;
 * maximum likelihood 5.44 and 0.30) and their 900 single sights (scale 0.31), rounded up. `npm run bench mark-nulls` measures more.
 */
export const UNMARKED = { location: 5.45, scale: 0.32 } as const;

/** From this agreement of its pilots on a mark is called present: one unmarked picture in a million, extrapolated. */
export const PRESENT = UNMARKED.location + UNMARKED.scale * Math.log(1e6);

/** The chance that an unmarked picture's pilots agree as much. */
export function chanceOfAgreement(z: number): number {
  return -Math.expm1(-Math.exp(-(z - UNMARKED.location) / UNMARKED.scale));
}

/** The chance that one of so many wrong messages has the right authentication code. */
export function chanceOfMessage(tries: number): number {
  return tries * 2 ** -MAC_BITS;
}
