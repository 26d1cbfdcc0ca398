/**
 * Named weights of a network: their shapes, their initial values, and their tensors in an expression.
 */
import type { Tensor } from '../graph/tensor.ts';
import type { RandomSource } from '../random/seeded-random.ts';
import { seededRandom } from '../random/seeded-random.ts';

/** One weight tensor of a network. */
export interface ParameterSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  /** Initial values, row-major. */
  initialize(random: RandomSource): Float32Array;
}

/** Weights by name, as expressions. */
export type Parameters = Readonly<Record<string, Tensor>>;

/** Weights by name, as values. */
export type Weights = Readonly<Record<string, Float32Array>>;

/** Initial weights of all parameters. Each has its own stream, so that adding one leaves the others as they were. */
export function initialWeights(parameters: readonly ParameterSpecification[], seed: number): Weights {
  return Object.fromEntries(
    parameters.map((parameter, index) => [parameter.name, parameter.initialize(seededRandom(seed, index))]),
  );
}

/** Number of weights. */
export function parameterCount(parameters: readonly ParameterSpecification[]): number {
  return parameters.reduce(
    (total, { shape }) => total + shape.reduce((product, size) => product * size, 1),
    0,
  );
}
