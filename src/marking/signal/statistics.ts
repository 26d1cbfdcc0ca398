/** Small statistics that both ends share. */
import type { Carrier } from './layout.ts';

/** Rings on either side over which power is averaged. */
const NEIGHBOURS = 2;

/**
 * The standard deviation of real and imaginary parts at each frequency, from the mean power of its ring and those beside it.
 *
 * @param real - one for each of `frequencies`.
 * @param imaginary - as many.
 * @param carrier - to which they belong.
 * @param frequencies - the numbers of the frequencies; all of the carrier's by default.
 */
export function ringDeviations(
  real: Float64Array,
  imaginary: Float64Array,
  carrier: Carrier,
  frequencies?: Int32Array,
): Float64Array {
  const rings = carrier.design.ring[1] + 2;
  const power = new Float64Array(rings);
  const counts = new Float64Array(rings);
  const ringOf = (i: number): number => carrier.ring[frequencies?.[i] ?? i]!;
  for (let i = 0; i < real.length; i++) {
    power[ringOf(i)]! += real[i]! * real[i]! + imaginary[i]! * imaginary[i]!;
    counts[ringOf(i)]! += 1;
  }
  const smooth = new Float64Array(rings);
  for (let ring = 0; ring < rings; ring++) {
    let sum = 0;
    let count = 0;
    for (let near = ring - NEIGHBOURS; near <= ring + NEIGHBOURS; near++) {
      sum += power[near] ?? 0;
      count += counts[near] ?? 0;
    }
    smooth[ring] = Math.sqrt(sum / Math.max(1, count) / 2 + 1e-12);
  }
  const deviations = new Float64Array(real.length);
  for (let i = 0; i < deviations.length; i++) deviations[i] = smooth[ringOf(i)]!;
  return deviations;
}

/** The value below which a part of the values lies. */
export function quantile(values: Float64Array, part: number): number {
  const sorted = values.slice().sort();
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}

/** The middle value. */
export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}
