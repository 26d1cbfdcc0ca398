/**
 * Adaptive embedding at its bound: what no code that spares costly samples can do better. J. Fridrich, T. Filler, "Practical methods
 * for minimizing embedding impact in steganography", SPIE 6505 (2007): of all ways to carry a payload, the one of least expected
 * cost changes sample i up or down with
 *
 *     p_i = e^(-lambda rho_i) / (1 + 2 e^(-lambda rho_i)) each,
 *
 * and lambda makes the entropy of all changes the payload. Trellis codes come within some percent of it.
 */
import { hillCosts } from '../../hiding/exact/distortion/hill.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import type { Control } from './control.ts';
import { assertRate, LARGEST_SAMPLE } from './control.ts';
import { solveDecreasing } from './entropy.ts';

/** What is tried for log2 of lambda times the mean cost: nothing changes above it, everything alike below. */
const LEAST_LOG_LAMBDA = -40;
const LARGEST_LOG_LAMBDA = 40;

/** Bisections of log2 of lambda: to a hundredth of a millionth. */
const LAMBDA_STEPS = 33;

/**
 * HILL at its bound: costs of `hillCosts`, the payload spread over all colours as costs have it.
 *
 * @param bitsPerSample - 0 to 1.58.
 * @throws RangeError when the rate is another.
 */
export function hill(bitsPerSample: number): Control {
  return adaptive(hillCosts, bitsPerSample);
}

/**
 * Adaptive embedding with any costs. Changes that lead out of 0-255 are never made.
 *
 * @param costsOf - for each sample of a cover what a change by one costs, above 0.
 * @param bitsPerSample - 0 to 1.58.
 * @throws RangeError when the rate is another, or a cover's samples at 0 and 255 leave no room for it.
 */
export function adaptive(costsOf: (cover: RgbImage) => Float32Array, bitsPerSample: number): Control {
  assertRate(bitsPerSample, Math.log2(3));
  return (cover, random) => {
    const { width, height, data } = cover;
    if (bitsPerSample === 0) return rgbImage(width, height, data.slice());
    const costs = costsOf(cover);
    const lambda = findLambda(data, costs, bitsPerSample);
    const samples = data.map((sample, index) => {
      const [up, down] = changeProbabilities(sample, costs[index]!, lambda);
      const draw = random.uniform();
      if (draw < up) return sample + 1;
      return draw < up + down ? sample - 1 : sample;
    });
    return rgbImage(width, height, samples);
  };
}

/** Probabilities of a sample to go up and down. */
export function changeProbabilities(
  sample: number,
  cost: number,
  lambda: number,
): [up: number, down: number] {
  const relative = Math.exp(-lambda * cost);
  const up = sample < LARGEST_SAMPLE ? relative : 0;
  const down = sample > 0 ? relative : 0;
  return [up / (1 + up + down), down / (1 + up + down)];
}

/**
 * The lambda for which a cover's changes carry the payload.
 *
 * @throws RangeError when they cannot.
 */
export function findLambda(samples: Uint8Array, costs: Float32Array, bitsPerSample: number): number {
  // Costs of HILL in flat areas are very large; their median is what lambda goes with.
  const typical = costs.slice().sort()[costs.length >> 1]!;
  const rate = (logLambda: number): number => {
    const lambda = 2 ** logLambda / typical;
    let bits = 0;
    for (let i = 0; i < samples.length; i++) {
      // The entropy of weights 1, e^-x, e^-x over their sum Z: log Z + x (1 - 1/Z).
      const exponent = lambda * costs[i]!;
      const directions = Number(samples[i]! > 0) + Number(samples[i]! < LARGEST_SAMPLE);
      const sum = 1 + directions * Math.exp(-exponent);
      bits += Math.log2(sum) + exponent * (1 - 1 / sum) * Math.LOG2E;
    }
    return bits / samples.length;
  };
  const largest = rate(LEAST_LOG_LAMBDA);
  if (largest < bitsPerSample) {
    throw new RangeError(
      `Expected at most the ${largest.toFixed(3)} bits per sample that this cover has room for but received ${bitsPerSample}`,
    );
  }
  return (
    2 ** solveDecreasing(rate, bitsPerSample, LEAST_LOG_LAMBDA, LARGEST_LOG_LAMBDA, LAMBDA_STEPS) / typical
  );
}
