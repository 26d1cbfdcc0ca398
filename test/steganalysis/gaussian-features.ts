import { seededRandom } from '../../src/random/seeded-random.ts';

/** Rows of independent normal features of deviation 1 about `mean`. */
export function gaussianRows(count: number, dimension: number, mean: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: dimension }, () => mean + random.normal()),
  );
}

/** The normal distribution function, by the trapezoidal rule on its density from 10 deviations below. */
export function normalDistribution(value: number): number {
  const steps = 20_000;
  const width = (value + 10) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = -10 + i * width;
    sum += Math.exp((-x * x) / 2) * (i === 0 || i === steps ? 0.5 : 1);
  }
  return (sum * width) / Math.sqrt(2 * Math.PI);
}
