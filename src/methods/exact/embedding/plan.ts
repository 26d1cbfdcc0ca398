/**
 * Chooses the shape that carries a payload with the least distortion, and estimates that distortion. By theory the
 * changes of an ideal code follow p(e) ~ exp(-sharpness weight e^2), and the entropies of the two layers say how many
 * bits each should carry (Filler, Judas and Fridrich, IEEE TIFS 2011, sections II and VI).
 */
import { digitsCapacity } from './digits.ts';
import type { EmbeddingShape } from './layers.ts';
import { LARGEST_MODULUS } from './layers.ts';

/** Some of the samples' weights. */
export interface PlannedWeights {
  readonly up: Float32Array;
  readonly down?: Float32Array | undefined;
}

/** A shape, with what the sender needs to know of it and its expected cost. */
export interface EmbeddingPlan {
  readonly shape: EmbeddingShape;
  /** For `EmbeddingCosts`; 0 for plain digits. */
  readonly sharpness: number;
  /** Expected mean square of the changes of the samples, grey levels squared. */
  readonly meanSquare: number;
}

/**
 * Constraint height of the trellis codes: 1,024 states stay within 0.3 dB of the bound; each step more halves the speed for
 * less than 0.1 dB.
 */
export const DEFAULT_HEIGHT = 10;

/**
 * The largest load of a trellis layer, as a share of its capacity: a fuller layer has no choice left, and its code no
 * benefit.
 */
const FULLEST_LAYER = 0.985;

/**
 * The most bits a sample for the two layers, without plain digits and above them: beyond this, a larger base of the digits
 * costs less (measured: docs/decisions/0008).
 */
const MOST_TERNARY = 1.52;
const MOST_ABOVE_DIGITS = 1.25;

/** Classes of a digit. */
const CLASSES = [0, 1, 2, 3] as const;

/** The most bits a sample for which `planTrellis` finds a shape. */
export const LARGEST_RATE = Math.log2(LARGEST_MODULUS) + 1;

/**
 * The trellis shape for that many bits.
 *
 * @param bits - at least 1.
 * @param samples - the number of samples that carry them.
 * @param weights - some of the samples' weights, enough to represent all; all equal by default. Those of changes to smaller values are
 *   the same where `down` is left out.
 * @throws RangeError if no shape holds that many bits.
 */
export function planTrellis(
  bits: number,
  samples: number,
  weights: PlannedWeights = { up: Float32Array.of(1) },
  height = DEFAULT_HEIGHT,
): EmbeddingPlan {
  for (let modulus = 1; modulus <= LARGEST_MODULUS; modulus++) {
    const layerBits = Math.max(1, bits - digitsCapacity(modulus, samples));
    const rate = layerBits / samples;
    if (rate > (modulus === 1 ? MOST_TERNARY : MOST_ABOVE_DIGITS)) continue;
    const gibbs = gibbsOfRate(modulus, rate, weights);
    const lowBits = Math.min(
      Math.max(Math.round(gibbs.lowEntropy * samples), layerBits - Math.floor(FULLEST_LAYER * samples)),
      Math.floor(FULLEST_LAYER * samples),
      layerBits,
    );
    return {
      shape: { modulus, lowBits, highBits: layerBits - lowBits, height },
      sharpness: gibbs.sharpness,
      meanSquare: gibbs.meanSquare * 10 ** (codeLoss(bits / samples) / 10),
    };
  }
  throw new RangeError(
    `Expected at most ${LARGEST_RATE} bits a sample but received ${bits} bits for ${samples} samples`,
  );
}

/**
 * Plain q-ary digits.
 *
 * @param base - q, 2 to 256.
 */
export function planDigits(base: number): EmbeddingPlan {
  let total = 0;
  for (let change = 0; change < base; change++) total += Math.min(change, base - change) ** 2;
  return {
    shape: { modulus: base, lowBits: 0, highBits: 0, height: 0 },
    sharpness: 0,
    meanSquare: total / base,
  };
}

/**
 * How far the codes of `DEFAULT_HEIGHT` fall short of an ideal one, dB: a fit to measurements at 0.01 to 5 bits a sample,
 * within 0.1 dB (docs/decisions/0008).
 */
function codeLoss(rate: number): number {
  return 0.17 + 0.7 * 2 ** (-rate / 0.3);
}

interface Gibbs {
  readonly sharpness: number;
  /** Entropy of the lower layer, bits a sample. */
  readonly lowEntropy: number;
  readonly meanSquare: number;
}

/** The distribution whose two layers together have this entropy. */
function gibbsOfRate(modulus: number, rate: number, weights: PlannedWeights): Gibbs {
  let flat = -60;
  let sharp = 60;
  for (let step = 0; step < 50; step++) {
    const middle = (flat + sharp) / 2;
    if (entropies(modulus, 2 ** middle, weights).entropy > rate) flat = middle;
    else sharp = middle;
  }
  const sharpness = 2 ** ((flat + sharp) / 2);
  return { sharpness, ...entropies(modulus, sharpness, weights) };
}

/** Means over the digits' distances from the sample, which are uniform, and over the weights. */
function entropies(
  modulus: number,
  sharpness: number,
  { up: weights, down }: PlannedWeights,
): { readonly entropy: number; readonly lowEntropy: number; readonly meanSquare: number } {
  const period = CLASSES.length * modulus;
  let entropy = 0;
  let lowEntropy = 0;
  let meanSquare = 0;
  for (let distance = 0; distance < modulus; distance++) {
    const changes = CLASSES.map((b) => {
      const up = (distance + b * modulus) % period;
      return up <= period - up ? up : up - period;
    });
    const squares = changes.map((change) => change ** 2);
    const least = Math.min(...squares);
    for (const [index, weight] of weights.entries()) {
      const likelihoods =
        down === undefined
          ? squares.map((square) => Math.exp(-sharpness * weight * (square - least)))
          : directedLikelihoods(sharpness, changes, weight, down[index]!);
      const total = likelihoods.reduce((sum, likelihood) => sum + likelihood, 0);
      const p = likelihoods.map((likelihood) => likelihood / total);
      entropy += entropyOf(p);
      lowEntropy += entropyOf([p[0]! + p[2]!, p[1]! + p[3]!]);
      meanSquare += p.reduce((sum, probability, b) => sum + probability * squares[b]!, 0);
    }
  }
  const count = modulus * weights.length;
  return { entropy: entropy / count, lowEntropy: lowEntropy / count, meanSquare: meanSquare / count };
}

/** Of the changes of one sample, relative to the cheapest. */
function directedLikelihoods(
  sharpness: number,
  changes: readonly number[],
  up: number,
  down: number,
): number[] {
  const costs = changes.map((change) => (change > 0 ? up : down) * change ** 2);
  const least = Math.min(...costs);
  return costs.map((cost) => Math.exp(-sharpness * (cost - least)));
}

/** Bits. */
function entropyOf(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}
