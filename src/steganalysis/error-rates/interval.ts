/**
 * Confidence intervals: how far a counted proportion may be from that of many more pictures.
 */

/** Bounds that contain the true value in 95 of 100 such experiments. */
export interface Interval {
  /** Lower bound, 0-1. */
  readonly low: number;
  /** Upper bound, `low` to 1. */
  readonly high: number;
}

/** Quantile of the normal distribution at 97.5 %. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * The interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927): those
 * proportions p from which the counted one is at most 1.96 standard deviations away, as p has them. It is also right near 0 and
 * 1, where the usual plus-minus is not, and never empty.
 *
 * @param successes - 0 to `trials`; may be a fraction.
 * @param trials - above 0; may be a fraction.
 * @throws RangeError when they are out of range.
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(trials > 0) || !(successes >= 0 && successes <= trials)) {
    throw new RangeError(`Expected 0 to n of n trials but received ${successes} of ${trials}`);
  }
  const square = NORMAL_QUANTILE ** 2;
  const middle = (successes + square / 2) / (trials + square);
  const spread =
    (NORMAL_QUANTILE / (trials + square)) *
    Math.sqrt((successes * (trials - successes)) / trials + square / 4);
  return { low: Math.max(0, middle - spread), high: Math.min(1, middle + spread) };
}

/** Trials that belong together, such as the tiles of a photo. */
export interface Cluster {
  readonly successes: number;
  readonly trials: number;
}

/**
 * The interval of a proportion over clusters whose trials are alike: tiles of one photo are detected together or missed together, so
 * a hundred tiles of ten photos say less than a hundred photos. The trials are divided by the design effect, the variance of the
 * proportion as estimated between clusters over that of independent trials (L. Kish, "Survey sampling", 1965; for intervals E. Korn,
 * B. Graubard, Survey Methodology 24, 1998), and the interval is Wilson's for that number.
 *
 * If nothing differs between clusters, as at 0 errors, the trials count as independent, and the interval is too narrow for photos
 * unlike these.
 *
 * @param clusters - at least one with a trial.
 * @throws RangeError when there is no trial or a count is out of range.
 */
export function clusteredInterval(clusters: readonly Cluster[]): Interval {
  const successes = clusters.reduce((sum, cluster) => sum + cluster.successes, 0);
  const trials = clusters.reduce((sum, cluster) => sum + cluster.trials, 0);
  const effective = trials / designEffect(clusters, successes / trials, trials);
  return wilsonInterval((successes / trials) * effective, effective);
}

function designEffect(clusters: readonly Cluster[], proportion: number, trials: number): number {
  const independent = (proportion * (1 - proportion)) / trials;
  if (!(independent > 0) || clusters.length < 2) return 1;
  const squares = clusters.reduce(
    (sum, cluster) => sum + (cluster.successes - proportion * cluster.trials) ** 2,
    0,
  );
  const between = ((clusters.length / (clusters.length - 1)) * squares) / trials ** 2;
  return Math.max(1, between / independent);
}
