/** How often a picture that an owner did not mark would be called marked. */
import { MAC_BITS } from './message.ts';

/**
 * The largest agreement of pilots in pictures without the mark follows an extreme-value distribution (Gumbel): P(z > t) = 1 -
 * exp(-exp(-(t - location) / scale)). Fitted by maximum likelihood to 593 whole searches of 150 unmarked photos and parts of photos, with
 * four keys each: location 5.61, scale 0.274 with a standard error of 0.009; mean 5.75, deviation 0.30, largest 6.88 (`npm run bench
 * mark-nulls`, docs/results-mark-nulls.json). The values here were set by the first 254 of them, with the scale of the upper end of its
 * interval of 90 %; the later ones lie within.
 */
export const UNMARKED = { location: 5.59, scale: 0.28 } as const;

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
