/** How often a picture that an owner did not mark would be called marked. */
import { MAC_BITS } from './message.ts';

/**
 * The largest agreement of pilots in pictures without the mark follows an extreme-value distribution (Gumbel): P(z > t) = 1 -
 * exp(-exp(-(t - location) / scale)). Fitted by maximum likelihood to 756 whole searches of 190 unmarked photos and parts of photos, with
 * four keys each: mean 5.55, deviation 0.32, largest 6.55 (`npm run bench mark-nulls`, docs/results-mark-nulls.json). The measured tail is
 * lighter than the fitted one: beyond 6 it falls by a factor of e in 0.18, not in 0.30.
 */
export const UNMARKED = { location: 5.39, scale: 0.3 } as const;

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
