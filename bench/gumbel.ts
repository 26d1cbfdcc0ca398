/** The Gumbel distribution of largest values, P(z > t) = 1 - exp(-exp(-(t - location) / scale)). */

/**
 * The likeliest location and scale. The scale solves s = mean(z) - sum(z exp(-z / s)) / sum(exp(-z / s)); the location follows (Johnson,
 * Kotz and Balakrishnan, Continuous Univariate Distributions, volume 2, chapter 22).
 */
export function gumbelOf(values: readonly number[]): { readonly location: number; readonly scale: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const least = Math.min(...values);
  const weights = (scale: number): number[] => values.map((value) => Math.exp((least - value) / scale));
  // What the equation leaves grows with the scale: halve the interval in which it is zero.
  let low = 1e-6;
  let high = Math.max(...values) - least + 1e-6;
  for (let round = 0; round < 100; round++) {
    const scale = (low + high) / 2;
    const own = weights(scale);
    const sum = own.reduce((total, weight) => total + weight, 0);
    const moment = own.reduce((total, weight, i) => total + weight * values[i]!, 0);
    if (scale - mean + moment / sum < 0) low = scale;
    else high = scale;
  }
  const scale = (low + high) / 2;
  const average = weights(scale).reduce((total, weight) => total + weight, 0) / values.length;
  return { location: least - scale * Math.log(average), scale };
}
