/**
 * nsF5, F5 without shrinkage: non-zero AC coefficients go towards 0 by one, and wet paper codes spare the recipient from knowing which
 * became 0. J. Fridrich, T. Pevný, J. Kodovský, "Statistically undetectable JPEG steganography: dead ends, challenges, and
 * opportunities", ACM MM&Sec 2007, https://doi.org/10.1145/1288869.1288872
 */
import { assertRate } from '../control.ts';
import { embeddingBits, solveDecreasing } from '../entropy.ts';
import type { JpegControl, JpegPayloadOptions } from './jpeg-control.ts';
import {
  carriers,
  coefficientPlaces,
  isNonZeroAc,
  RATE_UNIT,
  randomChoice,
  withCoefficients,
} from './jpeg-control.ts';

/**
 * nsF5 at the bound of all codes, as in the authors' simulator: H^-1(rate) of the non-zero AC coefficients change, at random.
 *
 * @param bitsPerNonZeroAc - 0-1.
 * @throws RangeError when the rate is out of range.
 */
export function nsf5(bitsPerNonZeroAc: number, options: JpegPayloadOptions = {}): JpegControl {
  assertRate(bitsPerNonZeroAc, 1, RATE_UNIT);
  const changeRate = binaryChangeRate(bitsPerNonZeroAc);
  return (cover, random) => {
    const components = carriers(cover, options);
    const places = components.map((component) => coefficientPlaces(component, isNonZeroAc));
    const all = places.reduce((sum, { length }) => sum + length, 0);
    const isChanged = randomChoice(Math.round(changeRate * all), all, random);
    const changed = components.map(({ coefficients }, index) => {
      const own = coefficients.slice();
      for (const place of places[index]!) if (isChanged()) own[place]! -= Math.sign(own[place]!);
      return own;
    });
    return withCoefficients(cover, changed);
  };
}

/** The part of coefficients that change in binary embedding with ideal coding: p of 0 to 0.5 with H(p) = rate. */
export function binaryChangeRate(rate: number): number {
  return 1 - solveDecreasing((stays) => embeddingBits(1 - stays, 0), rate, 0.5, 1);
}
