/**
 * All weights of a network as one vector: the optimiser then is a handful of operators instead of a handful for each
 * tensor, and a checkpoint's state is four vectors.
 */

import { concatenate, reshape, slice } from '../../graph/operations/shaping.ts';
import { knownShape } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { ParameterSpecification, Parameters, Weights } from '../../networks/parameters.ts';
import { parameterCount } from '../../networks/parameters.ts';

/** The parameters as views of one vector [count], in order. */
export function unflattenTensors(vector: Tensor, parameters: readonly ParameterSpecification[]): Parameters {
  let start = 0;
  const views: Record<string, Tensor> = {};
  for (const { name, shape } of parameters) {
    const size = shape.reduce((product, side) => product * side, 1);
    views[name] = reshape(slice(vector, 0, start, start + size), shape);
    start += size;
  }
  return views;
}

/** One vector [count] of tensors, in order. */
export function flattenTensors(tensors: readonly Tensor[]): Tensor {
  return concatenate(
    tensors.map((tensor) => {
      const sizes = knownShape(tensor.shape, 'a flattened tensor');
      return reshape(tensor, [sizes.reduce((product, size) => product * size, 1)]);
    }),
    0,
  );
}

/** Values of all parameters as one vector, in order. */
export function flattenWeights(
  weights: Weights,
  parameters: readonly ParameterSpecification[],
): Float32Array {
  const vector = new Float32Array(parameterCount(parameters));
  let start = 0;
  for (const { name, shape } of parameters) {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = weights[name];
    if (values?.length !== size) {
      throw new RangeError(
        `Expected ${size} values for weight ${name} but received ${values?.length ?? 'none'}`,
      );
    }
    vector.set(values, start);
    start += size;
  }
  return vector;
}

/** The parameters' values from one vector; the arrays are copies. */
export function unflattenWeights(
  vector: Float32Array,
  parameters: readonly ParameterSpecification[],
): Weights {
  let start = 0;
  const weights: Record<string, Float32Array> = {};
  for (const { name, shape } of parameters) {
    const size = shape.reduce((product, side) => product * side, 1);
    weights[name] = vector.slice(start, start + size);
    start += size;
  }
  return weights;
}
