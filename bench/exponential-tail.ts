/** The tail of a distribution, from its largest values. */

/** An exponential tail: P(z > t) = exp(-(t - location) / scale) from some value on. */
export interface ExponentialTail {
  /** Above it lie the values from which it was fitted. */
  readonly from: number;
  /** The mean of what they exceed it by: the likeliest scale. */
  readonly scale: number;
  /** Standard error of the scale. */
  readonly scaleError: number;
  /** Where the tail would reach 1. */
  readonly location: number;
}

/**
 * The tail of which the largest values are taken to be. Beyond a high threshold what is left of a distribution tends to a generalised
 * Pareto distribution (Pickands, "Statistical inference using extreme order statistics", 1975); the exponential one is that for tails
 * that fall faster than any power, and errs to the safe side for those of normal variables, which fall faster than exponentials.
 *
 * @param values - at least a few dozen.
 * @param part - which part of them to take, above 0 and below 1.
 */
export function exponentialTail(values: readonly number[], part: number): ExponentialTail {
  const sorted = [...values].sort((a, b) => b - a);
  const count = Math.max(1, Math.round(part * sorted.length));
  const from = sorted[count]!;
  const scale = sorted.slice(0, count).reduce((sum, value) => sum + value - from, 0) / count;
  return {
    from,
    scale,
    scaleError: scale / Math.sqrt(count),
    location: from + scale * Math.log(count / sorted.length),
  };
}
