/**
 * Statistics of what should be uniformly random. Thresholds are such that all tests together raise a false alarm less than once in a
 * million runs.
 */
import assert from 'node:assert/strict';

/** Standard deviations that a normal variable exceeds once in a hundred million times, on one side. */
const DEVIATIONS = 5.612;

/** Fails where counts are not those of a uniform distribution: Pearson's test, both tails. */
export function assertUniform(counts: readonly number[], what: string): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  assert.ok(expected >= 5, `${what}: too few to say`);
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assertChiSquare(chiSquare, counts.length - 1, what);
}

/** Fails where a sum of so many squares of normal variables is larger or smaller than chance makes it. */
export function assertChiSquare(chiSquare: number, freedom: number, what: string): void {
  assert.ok(chiSquare < chiSquareLimit(freedom, 1), `${what}: chi-square ${chiSquare}, freedom ${freedom}`);
  assert.ok(chiSquare > chiSquareLimit(freedom, -1), `${what}: too even, chi-square ${chiSquare}`);
}

/** Fails where ones are too many or too few, or runs are (A. Wald, J. Wolfowitz, Annals of Mathematical Statistics 11, 1940). */
export function assertRandomBits(bits: readonly number[], what: string): void {
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  assertWithin(ones, bits.length / 2, Math.sqrt(bits.length) / 2, `${what}: ones`);
  const runs = bits.filter((bit, i) => i === 0 || bit !== bits[i - 1]).length;
  const mean = (2 * ones * (bits.length - ones)) / bits.length + 1;
  const variance = ((mean - 1) * (mean - 2)) / (bits.length - 1);
  assertWithin(runs, mean, Math.sqrt(variance), `${what}: runs`);
}

/** Fails where a value is further from its mean than chance takes it. */
export function assertWithin(value: number, mean: number, deviation: number, what: string): void {
  const deviations = Math.abs(value - mean) / deviation;
  assert.ok(deviations < DEVIATIONS, `${what}: ${value}, ${deviations} standard deviations from ${mean}`);
}

/** How often each number below `size` occurs. */
export function countsOf(numbers: Iterable<number>, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const number of numbers) counts[number]!++;
  return counts;
}

/** Bits of bytes, the most significant first. */
export function bitsOf(bytes: Uint8Array): number[] {
  return Array.from({ length: 8 * bytes.length }, (_, i) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1);
}

/** E. B. Wilson, M. M. Hilferty, "The distribution of chi-square", PNAS 17, 1931; of the upper or the lower tail. */
function chiSquareLimit(freedom: number, side: 1 | -1): number {
  const variance = 2 / (9 * freedom);
  return freedom * Math.max(0, 1 - variance + side * DEVIATIONS * Math.sqrt(variance)) ** 3;
}
