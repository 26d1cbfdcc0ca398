/** How often a picture that an owner did not mark would be called marked. */
import { MAC_BITS } from './message.ts';

/**
 * The largest agreement of pilots in pictures without the mark, for whole searches: P(z > t) = 1 - exp(-exp(-(t - location) / scale)), of
 * which only the tail is used. It was fitted to the largest fifth of 2,009 searches of unmarked photos and parts of photos, with four
 * keys each: above 5.82 by 0.263 on the average, with a standard error of 0.013. The scale here is the upper end of its interval of 90 %.
 * All 4,430 searches have 0.257, standard error 0.009, and 7.43 at most (`npm run bench mark-nulls`, docs/results-mark-nulls.json).
 */
export const UNMARKED = { location: 5.36, scale: 0.285 } as const;

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
