/**
 * Quantiser steps from the coefficients of decoded blocks: Fan and de Queiroz, "Identification of bitmap compression history: JPEG
 * detection and quantizer estimation", IEEE Trans. Image Processing 12(2), 2003, section III.
 */
import { VALUES } from './luma-blocks.ts';

/** The step of a frequency with too few non-zero coefficients. */
export const UNKNOWN = 0;

/**
 * The variance that rounding the decoded samples to whole numbers adds to each coefficient: the transform is orthonormal, so it is that
 * of rounding itself (Luo, Huang and Qiu, "JPEG error analysis and its applications to digital image forensics", IEEE Trans. Information
 * Forensics and Security 5(3), 2010, section III).
 */
const ROUNDING_VARIANCE = 1 / 12;

/** Coefficients nearer to zero than this may be zero and rounding: 4.5 deviations. */
export const ZERO = 1.3;

/**
 * The number of non-zero coefficients from which on rounding is nearly random. In a block with fewer, such as one whose rows are alike, it
 * repeats, and adds up to more than `ZERO` in some coefficients.
 */
const RICH = 6;

/** Largest step of a table with 8-bit entries (ISO/IEC 10918-1, B.2.4.1). */
const LARGEST = 255;

/** Most that a coefficient off the lattice counts against a step, in nats: more than the logarithm of the largest step. */
const OUTLIER = 8;

/**
 * The number of coefficients that tell a step from its neighbours: the mean of three is within 0.5 of a level except 3 times
 * in 1,000.
 */
const LEAST = 3;

/** The most coefficients of a frequency to use. */
const MOST = 250;

/**
 * The most likely step of each frequency. A coefficient c that was quantised by q has the likelihood q N(c - q round(c / q)), as the
 * lattice of q is q times as sparse as that of 1; the step with the largest sum of logarithms wins.
 *
 * @param blocks - coefficients, 64 a block.
 * @returns 64 steps, `UNKNOWN` where hardly anything but zeros was seen.
 */
export function estimateSteps(blocks: readonly Float64Array[]): Uint8Array {
  const rich = blocks.filter((block) => block.reduce((n, c) => n + Number(Math.abs(c) > ZERO), 0) >= RICH);
  const steps = new Uint8Array(VALUES);
  const seen = new Float64Array(MOST);
  for (let frequency = 0; frequency < VALUES; frequency++) {
    let count = 0;
    for (let index = 0; index < rich.length && count < MOST; index++) {
      const size = Math.abs(rich[index]![frequency]!);
      if (size > ZERO) seen[count++] = size;
    }
    steps[frequency] = count < LEAST ? UNKNOWN : likeliestStep(seen.subarray(0, count));
  }
  return steps;
}

function likeliestStep(sizes: Float64Array): number {
  let [best, most] = [1, -Infinity];
  // A larger step has no level there.
  const end = Math.min(LARGEST, Math.ceil(sizes.reduce((a, b) => Math.max(a, b)) + 1));
  for (let step = 1; step <= end; step++) {
    const gain = Math.log(step);
    let sum = 0;
    for (let index = 0; index < sizes.length; index++) {
      const size = sizes[index]!;
      const rest = size - step * Math.round(size / step);
      sum += gain - Math.min(OUTLIER, (rest * rest) / (2 * ROUNDING_VARIANCE));
    }
    if (sum > most) [best, most] = [step, sum];
  }
  return best;
}
