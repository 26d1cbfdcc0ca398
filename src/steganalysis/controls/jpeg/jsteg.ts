/**
 * Jsteg (D. Upham, 1997): the lowest bits of quantised coefficients are replaced, in two's complement and with DC, except in 0 and 1.
 * Values become exchanged in pairs (2, 3), (-2, -1), ..., which evens out the histogram: the easiest of all methods to find.
 */
import { assertRate } from '../control.ts';
import type { JpegControl, JpegPayloadOptions } from './jpeg-control.ts';
import {
  carriers,
  coefficientPlaces,
  nonZeroAcCount,
  RATE_UNIT,
  randomChoice,
  withCoefficients,
} from './jpeg-control.ts';

/** How Jsteg embeds. */
export interface JstegOptions extends JpegPayloadOptions {
  /**
   * Coefficients in random order, the default (as in OutGuess 0.1), or from the first on (as in Jsteg itself): component by component,
   * block by block.
   */
  readonly order?: 'random' | 'sequential' | undefined;
}

/**
 * Jsteg with a random message.
 *
 * @param bitsPerNonZeroAc - one bit goes into each coefficient that is used, and half of these change.
 * @throws RangeError when the rate is not 0 or more; in use, when a cover has too few coefficients other than 0 and 1.
 */
export function jsteg(bitsPerNonZeroAc: number, options: JstegOptions = {}): JpegControl {
  assertRate(bitsPerNonZeroAc, Number.POSITIVE_INFINITY, RATE_UNIT);
  return (cover, random) => {
    const components = carriers(cover, options);
    const places = components.map((component) =>
      coefficientPlaces(component, (coefficient) => coefficient !== 0 && coefficient !== 1),
    );
    const room = places.reduce((sum, { length }) => sum + length, 0);
    const bits = Math.round(bitsPerNonZeroAc * nonZeroAcCount(components));
    if (bits > room) {
      throw new RangeError(
        `Expected at most ${room} bits, one for each coefficient other than 0 and 1, but received ${bits}`,
      );
    }
    let before = 0;
    const isUsed =
      options.order === 'sequential' ? (): boolean => before++ < bits : randomChoice(bits, room, random);
    const changed = components.map(({ coefficients }, index) => {
      const own = coefficients.slice();
      for (const place of places[index]!) if (isUsed() && random.integer(2) === 1) own[place]! ^= 1;
      return own;
    });
    return withCoefficients(cover, changed);
  };
}
