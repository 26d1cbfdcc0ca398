/**
 * The inference models of a network: weights are constants, height and width are free.
 */
import type { WeightPrecision, WeightValues } from '../graph/lower.ts';
import { toOnnx } from '../graph/lower.ts';
import type { Shape } from '../graph/shape.ts';
import { freeSize } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from './architecture.ts';
import { conditionsInput } from './conditions-input.ts';
import type { Parameters, Weights } from './parameters.ts';

/** The two `.onnx` files of a model. */
export interface InferenceModels {
  /**
   * Inputs `cover` and `secret`, output `container`: [1, 3, height, width], samples 0-1, the output not clamped. A network
   * with conditions takes them as `conditions` [1, count].
   */
  readonly hide: Uint8Array;
  /** Input `container`, output `secret`: the same shape; and `conditions`. */
  readonly reveal: Uint8Array;
}

/**
 * The models that hide and reveal with the given weights, stored in that precision.
 *
 * @throws RangeError when a weight is missing.
 */
export function inferenceModels(
  network: HidingNetwork,
  weights: Weights,
  precision: WeightPrecision = 'float32',
): InferenceModels {
  const { parameters, bindings } = boundWeights(network, weights, precision);
  const shape: Shape = [1, 3, freeSize('height'), freeSize('width')];
  const cover = input('cover', shape);
  const secret = input('secret', shape);
  const container = input('container', shape);
  const steering = conditionsInput(network);
  const metadata = {
    architecture: network.architecture,
    configuration: JSON.stringify(network.configuration),
  };
  return {
    hide: toOnnx({
      name: `${network.architecture} hide`,
      inputs: { cover, secret, ...steering },
      outputs: { container: network.hide(parameters, cover, secret, steering.conditions) },
      weights: bindings,
      metadata,
    }),
    reveal: toOnnx({
      name: `${network.architecture} reveal`,
      inputs: { container, ...steering },
      outputs: { secret: network.reveal(parameters, container, steering.conditions) },
      weights: bindings,
      metadata,
    }),
  };
}

/**
 * A network's parameters as tensors, and the values that they stand for in a model.
 *
 * @throws RangeError when a weight is missing.
 */
export function boundWeights(
  network: HidingNetwork,
  weights: Weights,
  precision: WeightPrecision,
): { readonly parameters: Parameters; readonly bindings: ReadonlyMap<Tensor, WeightValues> } {
  const parameters: Record<string, Tensor> = {};
  const bindings = new Map<Tensor, WeightValues>();
  for (const { name, shape } of network.parameters) {
    const values = weights[name];
    if (values === undefined) throw new RangeError(`Expected a value for the weight ${name}`);
    const tensor = input(name, shape);
    parameters[name] = tensor;
    bindings.set(tensor, { name, values, precision });
  }
  return { parameters, bindings };
}
