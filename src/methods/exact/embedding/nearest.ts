/**
 * For every sample and every class modulo a period: the nearest value of that class within 0-255.
 */

/** Tables of 256 times `period` values, at `sample * period + class`. */
export interface NearestValues {
  readonly value: Uint8Array;
  /** The other one where two are equally near, else the same. */
  readonly other: Uint8Array;
}

const SAMPLE_VALUES = 256;

/**
 * The tables of a period.
 *
 * @param period - 1 to 256.
 */
export function nearestValues(period: number): NearestValues {
  const value = new Uint8Array(SAMPLE_VALUES * period);
  const other = new Uint8Array(SAMPLE_VALUES * period);
  for (let sample = 0; sample < SAMPLE_VALUES; sample++) {
    for (let residue = 0; residue < period; residue++) {
      const up = sample + ((residue - (sample % period) + period) % period);
      const down = up - period;
      const upIsNearer = up - sample < sample - down;
      const tied = up - sample === sample - down && isSample(up) && isSample(down);
      const entry = sample * period + residue;
      value[entry] = isSample(up) && (upIsNearer || !isSample(down)) ? up : down;
      other[entry] = tied ? up : value[entry]!;
    }
  }
  return { value, other };
}

function isSample(value: number): boolean {
  return value >= 0 && value < SAMPLE_VALUES;
}
