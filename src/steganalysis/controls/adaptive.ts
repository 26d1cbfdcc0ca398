/**
 * Adaptive embedding at its bound, which no code that avoids costly samples can beat. J. Fridrich, T. Filler, "Practical methods
 * for minimizing embedding impact in steganography", SPIE 6505 (2007): of all ways to carry a payload, the one of least expected
 * cost changes sample i up or down with
 *
 *     p_i = e^(-lambda rho_i) / (1 + 2 e^(-lambda rho_i)) each,
 *
 * and lambda makes the entropy of all changes the payload. Trellis codes come within some percent of it.
 */

import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { hillCosts } from '../../methods/exact/distortion/hill.ts';
import type { CoverSamples } from '../../methods/exact/embedding/samples.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import type { Control } from './control.ts';
import { assertRate, LARGEST_SAMPLE } from './control.ts';

/** Smallest and largest value of samples: changes do not lead out of it. */
export type SampleRange = Pick<CoverSamples, 'least' | 'most'>;

const PIXELS: SampleRange = { least: 0, most: LARGEST_SAMPLE };

/** Whole numbers whose changes are simulated: pixels, coefficients. */
type Samples = Uint8Array | Int16Array;

/**
 * The range to search for the logarithm of lambda times the median cost: nothing changes above it, everything equally below.
 */
const LEAST_LOG_LAMBDA = -28;
const LARGEST_LOG_LAMBDA = 28;

/** The tolerance for the natural logarithm of lambda times the median cost. */
const LOG_LAMBDA_TOLERANCE = 1e-9;

/** About the number of samples for a first guess. */
const GUESSED_FROM = 20_000;

/**
 * HILL at its bound: costs of `hillCosts`, the payload spread over all colours as costs have it.
 *
 * @param bitsPerSample - 0 to 1.58.
 * @throws RangeError when the rate is out of range.
 */
export function hill(bitsPerSample: number): Control {
  return adaptive(hillCosts, bitsPerSample);
}

/**
 * Adaptive embedding with any costs. Changes that lead out of 0-255 are never made.
 *
 * @param costsOf - returns the cost of a change by one for each sample of a cover, above 0.
 * @param bitsPerSample - 0 to 1.58.
 * @throws RangeError when the rate is out of range, or a cover's samples at 0 and 255 leave no room for it.
 */
export function adaptive(costsOf: (cover: RgbImage) => Float32Array, bitsPerSample: number): Control {
  assertRate(bitsPerSample, Math.log2(3));
  return (cover, random) => {
    const { width, height, data } = cover;
    if (bitsPerSample === 0) return rgbImage(width, height, data.slice());
    return rgbImage(width, height, adaptivelyChanged(data, costsOf(cover), bitsPerSample, random));
  };
}

/**
 * Samples after changes at random that carry the payload at the least expected cost.
 *
 * @param samples - stay as they are.
 * @param costs - of a change by one, above 0 and finite: one for each sample.
 * @param range - 0-255 by default.
 * @throws RangeError when the samples leave no room for the payload.
 */
export function adaptivelyChanged<T extends Samples>(
  samples: T,
  costs: Float32Array,
  bitsPerSample: number,
  random: RandomSource,
  range: SampleRange = PIXELS,
): T {
  const lambda = findLambda(samples, costs, bitsPerSample, range);
  const changed = samples.slice() as T;
  for (const [index, sample] of samples.entries()) {
    const [up, down] = changeProbabilities(sample, costs[index]!, lambda, range);
    const draw = random.uniform();
    if (draw < up) changed[index] = sample + 1;
    else if (draw < up + down) changed[index] = sample - 1;
  }
  return changed;
}

/** Probabilities of a sample to go up and down. */
export function changeProbabilities(
  sample: number,
  cost: number,
  lambda: number,
  { least, most }: SampleRange = PIXELS,
): [up: number, down: number] {
  const relative = Math.exp(-lambda * cost);
  const up = sample < most ? relative : 0;
  const down = sample > least ? relative : 0;
  return [up / (1 + up + down), down / (1 + up + down)];
}

/**
 * The lambda for which a cover's changes carry the payload.
 *
 * Uses Newton's method within known bounds, first for some of the samples, then for all.
 *
 * @throws RangeError when they cannot.
 */
export function findLambda(
  samples: Samples,
  costs: Float32Array,
  bitsPerSample: number,
  range: SampleRange = PIXELS,
): number {
  // HILL's costs in flat areas are very large, so lambda is scaled by the median.
  const typical = costs.slice().sort()[costs.length >> 1]!;
  const rate = (logLambda: number, every: number): Rate =>
    embeddingRate(samples, costs, Math.exp(logLambda) / typical, every, range);
  const largest = rate(LEAST_LOG_LAMBDA, 1).bits;
  if (largest < bitsPerSample) {
    throw new RangeError(
      `Expected at most the ${largest.toFixed(3)} bits per sample that this cover has room for but received ${bitsPerSample}`,
    );
  }
  const solve = (every: number, guess: number): number => {
    let [low, high, at] = [LEAST_LOG_LAMBDA, LARGEST_LOG_LAMBDA, guess];
    for (;;) {
      const { bits, slope } = rate(at, every);
      if (bits > bitsPerSample) low = at;
      else high = at;
      const newton = at - (bits - bitsPerSample) / slope;
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - at) < LOG_LAMBDA_TOLERANCE) return next;
      at = next;
    }
  };
  const every = Math.ceil(samples.length / GUESSED_FROM);
  // Covers all colours alike; steps of three would see only one.
  return Math.exp(solve(1, solve(every % 3 === 0 ? every + 1 : every, 0))) / typical;
}

interface Rate {
  /** A sample. */
  readonly bits: number;
  /** Their derivative by the natural logarithm of lambda. */
  readonly slope: number;
}

/**
 * The entropy of the changes of every so many samples. Of weights 1, e^-x, e^-x (or one of these) over their sum Z, x = lambda rho, it is
 * log Z + x (1 - 1/Z). With Z' = -(Z - 1) its derivative is -x (Z - 1) / Z^2, and x changes by x with log lambda.
 */
function embeddingRate(
  samples: Samples,
  costs: Float32Array,
  lambda: number,
  every: number,
  { least, most }: SampleRange,
): Rate {
  let nats = 0;
  let slope = 0;
  let count = 0;
  for (let i = 0; i < samples.length; i += every) {
    const exponent = lambda * costs[i]!;
    const directions = Number(samples[i]! > least) + Number(samples[i]! < most);
    const others = directions * Math.exp(-exponent);
    const sum = 1 + others;
    nats += Math.log(sum) + (exponent * others) / sum;
    slope -= (exponent / sum) ** 2 * others;
    count += 1;
  }
  return { bits: (nats / count) * Math.LOG2E, slope: (slope / count) * Math.LOG2E };
}
