import type { RgbImage } from '../../image/rgb-image.ts';
import { chiSquareTail } from '../textbook/incomplete-gamma.ts';

/** Samples between two looks at the histogram. */
const BLOCK = 1024;

/** The program fails with fewer; no picture below 87,723 pixels is tested. */
const FEWEST_BLOCKS = 256;

/** Pairs of values that differ in the lowest bit only. */
const PAIRS = 128;

/** Sums of expected and observed counts that are nearer than this are taken as equal. */
const EQUAL_SUMS = 1e-5;

/**
 * StegExpose's chi-square attack: the mean, over ever longer beginnings of the picture, of the probability that even and odd
 * values of each pair are equally frequent.
 *
 * Departs from Westfeld and Pfitzmann (1999) in a histogram that counts from 1 for each value instead of leaving rare pairs
 * out; in expected counts rounded down and then scaled to the sum of the observed ones; in 127 degrees of freedom always;
 * and in one histogram for three colours.
 *
 * @returns 0 to 1; `undefined` for pictures of fewer than 87,723 pixels: the program fails there.
 */
export function stegExposeChiSquare({ width, height, data }: RgbImage): number | undefined {
  const blocks = Math.floor((3 * width * height) / BLOCK) - 1;
  if (blocks < FEWEST_BLOCKS) return undefined;
  const histogram = new Float64Array(2 * PAIRS).fill(1);
  let sum = 0;
  for (let block = 0; block < blocks; block++) {
    for (let at = block * BLOCK; at < (block + 1) * BLOCK; at++) histogram[data[at]!]!++;
    sum += chiSquareTail(PAIRS - 1, statistic(histogram));
  }
  return sum / blocks;
}

function statistic(histogram: Float64Array): number {
  let [expectedSum, observedSum] = [0, 0];
  for (let even = 0; even < 2 * PAIRS; even += 2) {
    expectedSum += Math.floor((histogram[even]! + histogram[even + 1]!) / 2);
    observedSum += histogram[even]!;
  }
  const scale = Math.abs(expectedSum - observedSum) > EQUAL_SUMS ? observedSum / expectedSum : 1;
  let value = 0;
  for (let even = 0; even < 2 * PAIRS; even += 2) {
    const observed = histogram[even]!;
    const expected = scale * Math.floor((observed + histogram[even + 1]!) / 2);
    value += (observed - expected) ** 2 / expected;
  }
  return value;
}
