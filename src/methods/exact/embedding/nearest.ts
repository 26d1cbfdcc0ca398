/**
 * For every sample and every class modulo a period: the nearest value of that class within the samples' range.
 *
 * Classes count from the smallest value of the range: a sample v is of class (v - least) mod period. With 8-bit samples that is v mod
 * period.
 */

/** The nearest values of a class. */
export interface NearestValues {
  /** The nearest value of a class to a sample. */
  value(sample: number, residue: number): number;
  /** The other one if two are equally near, otherwise the same. */
  other(sample: number, residue: number): number;
}

/** The most entries of a table worth its memory: 8-bit samples with any period, 16-bit ones with a period of 4. */
const LARGEST_TABLE = 2 ** 18;

/**
 * The nearest values for a period and a range.
 *
 * @param period - 1 to the number of values in the range.
 */
export function nearestValues(period: number, least = 0, most = 255): NearestValues {
  const value = (sample: number, residue: number): number => {
    const up = sample + upwards(sample - least, residue, period);
    const down = up - period;
    return up <= most && (up - sample < sample - down || down < least) ? up : down;
  };
  const other = (sample: number, residue: number): number => {
    const up = sample + upwards(sample - least, residue, period);
    const isTied = 2 * (up - sample) === period && up <= most && up - period >= least;
    return isTied ? up : value(sample, residue);
  };
  const entries = (most - least + 1) * period;
  if (entries > LARGEST_TABLE) return { value, other };
  const values = new Int32Array(entries);
  const others = new Int32Array(entries);
  for (let sample = least; sample <= most; sample++) {
    for (let residue = 0; residue < period; residue++) {
      const entry = (sample - least) * period + residue;
      values[entry] = value(sample, residue);
      others[entry] = other(sample, residue);
    }
  }
  return {
    value: (sample, residue) => values[(sample - least) * period + residue]!,
    other: (sample, residue) => others[(sample - least) * period + residue]!,
  };
}

/** The distance up from a sample, counted from the smallest value, to the next value of a class. */
function upwards(sample: number, residue: number, period: number): number {
  return (residue - (sample % period) + period) % period;
}
