/**
 * Adaptive embedding in coefficients at its bound (adaptive.ts), for costs of any kind: J-UNIWARD, UERD and others differ in these only.
 */
import type { JpegComponent } from '../../../image/jpeg/jpeg-file.ts';
import type { SampleRange } from '../adaptive.ts';
import { adaptivelyChanged } from '../adaptive.ts';
import { assertRate } from '../control.ts';
import type { JpegControl, JpegPayloadOptions } from './jpeg-control.ts';
import { carriers, coefficientPlaces, nonZeroAcCount, RATE_UNIT, withCoefficients } from './jpeg-control.ts';

/**
 * Costs of a change by one, above 0, for each of a component's coefficients; 1e10 and more for one that must not change.
 */
export type JpegCosts = (component: JpegComponent) => Float32Array;

/** Costs from here on mean "never": J-UNIWARD's authors write 1e13. Among finite ones they would spoil the search for lambda. */
const WET = 1e10;

/** AC coefficients have up to ten bits in 8-bit files (T.81, table F.2). */
const COEFFICIENTS: SampleRange = { least: -1023, most: 1023 };

/**
 * Ternary embedding of the least expected cost: coefficients, DC too, go up or down by one. The payload is spread over all
 * components together, as costs have it.
 *
 * @param bitsPerNonZeroAc - 0 or more.
 * @throws RangeError when the rate is none; in use, when a cover has no room for it, or there is not a cost for each coefficient.
 */
export function adaptiveJpeg(
  costsOf: JpegCosts,
  bitsPerNonZeroAc: number,
  options: JpegPayloadOptions = {},
): JpegControl {
  assertRate(bitsPerNonZeroAc, Number.POSITIVE_INFINITY, RATE_UNIT);
  return (cover, random) => {
    const components = carriers(cover, options);
    const bits = bitsPerNonZeroAc * nonZeroAcCount(components);
    const changed = components.map(({ coefficients }) => coefficients.slice());
    if (bits === 0) return withCoefficients(cover, changed);
    const dry = components.map((component) => dryCoefficients(component, costsOf));
    const count = dry.reduce((sum, { places }) => sum + places.length, 0);
    if (count === 0) throw new RangeError('Expected coefficients that may change but all are wet');
    const values = new Int16Array(count);
    const costs = new Float32Array(count);
    let end = 0;
    for (const [index, own] of dry.entries()) {
      costs.set(own.costs, end);
      for (const place of own.places) values[end++] = changed[index]![place]!;
    }
    const drawn = adaptivelyChanged(values, costs, bits / count, random, COEFFICIENTS);
    let at = 0;
    for (const [index, { places }] of dry.entries()) {
      for (const place of places) changed[index]![place] = drawn[at++]!;
    }
    return withCoefficients(cover, changed);
  };
}

interface DryCoefficients {
  readonly places: Uint32Array;
  readonly costs: Float32Array;
}

function dryCoefficients(component: JpegComponent, costsOf: JpegCosts): DryCoefficients {
  const costs = costsOf(component);
  if (costs.length !== component.coefficients.length) {
    throw new RangeError(
      `Expected ${component.coefficients.length} costs for as many coefficients but received ${costs.length}`,
    );
  }
  const places = coefficientPlaces(component, () => true).filter((place) => costs[place]! < WET);
  return { places, costs: Float32Array.from(places, (place) => costs[place]!) };
}
