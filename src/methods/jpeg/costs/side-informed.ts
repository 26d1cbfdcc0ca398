/**
 * Costs of a sender who has the picture before it became a JPEG: T. Denemark, J. Fridrich, "Side-informed steganography with additive
 * distortion", WIFS 2015, https://doi.org/10.1109/WIFS.2015.7368589
 *
 * Let e be the rounding error, the value before rounding less the coefficient. A change toward that value, by sign(e), leaves a
 * rounding error of 1 - |e| where it was |e|: it adds 1 - 2|e|, between 0 and 1. The change away from it adds a whole step. So
 *
 *     cost of + sign(e) = (1 - 2|e|) cost,   cost of - sign(e) = cost
 *
 * With J-UNIWARD's costs this is SI-UNIWARD (Holub et al. 2014), in ternary.
 *
 * Coefficients in the middle between two steps would cost nothing. Only those of four frequencies lie there, and often, as their
 * values are whole eighths. All changes would gather there, so that these are left alone.
 */
import { RATIONAL_MODES } from '../../../image/jpeg/forward-dct.ts';

/** From this rounding error on a coefficient of a rational mode is in the middle; others reach it by chance. */
const MIDDLE = 0.4999;

/** Keeps costs above 0 where a rounding error is a half but for what float32 cannot hold. */
const SMALLEST_FACTOR = 2 ** -20;

/** Costs that depend on the direction of a change, one of each kind for each coefficient. */
export interface DirectedCosts {
  /** The cost of changing by -1, above 0. */
  readonly minus: Float32Array;
  /** The cost of changing by +1, above 0. */
  readonly plus: Float32Array;
  /** 1 where a coefficient must stay as it is, whatever its costs. */
  readonly wet: Uint8Array;
}

/**
 * Makes changes toward the values before rounding cheaper.
 *
 * @param costs - of changing each coefficient of a component by one, above 0; blocks of 64 in natural order.
 * @param roundingErrors - as in `EncodedJpeg`, as many.
 * @throws RangeError when the numbers of costs and errors differ.
 */
export function sideInformedCosts(costs: Float32Array, roundingErrors: Float32Array): DirectedCosts {
  if (costs.length !== roundingErrors.length) {
    throw new RangeError(
      `Expected ${costs.length} rounding errors, one for each cost, but received ${roundingErrors.length}`,
    );
  }
  const [minus, plus] = [costs.slice(), costs.slice()];
  const wet = new Uint8Array(costs.length);
  for (let at = 0; at < costs.length; at++) {
    const error = roundingErrors[at]!;
    const toward = error > 0 ? plus : minus;
    toward[at]! *= Math.max(SMALLEST_FACTOR, 1 - 2 * Math.abs(error));
  }
  for (const mode of RATIONAL_MODES) {
    for (let at = mode; at < costs.length; at += 64) {
      if (Math.abs(roundingErrors[at]!) > MIDDLE) wet[at] = 1;
    }
  }
  return { minus, plus, wet };
}
