/**
 * The inference models of a network: weights are constants, height and width are free.
 */
import { toOnnx } from '../graph/lower.ts';
import type { Shape } from '../graph/shape.ts';
import { freeSize } from '../graph/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from './architecture.ts';
import type { Weights } from './parameters.ts';

/** The two `.onnx` files of a model. */
export interface InferenceModels {
  /** Inputs `cover` and `secret`, output `container`: [1, 3, height, width], samples 0-1, the output not limited. */
  readonly hide: Uint8Array;
  /** Input `container`, output `secret`: the same shape. */
  readonly reveal: Uint8Array;
}

/**
 * The models that hide and reveal with the given weights.
 *
 * @throws RangeError when a weight is missing.
 */
export function inferenceModels(network: HidingNetwork, weights: Weights): InferenceModels {
  const parameters: Record<string, Tensor> = {};
  const bindings = new Map<Tensor, { name: string; values: Float32Array }>();
  for (const { name, shape } of network.parameters) {
    const values = weights[name];
    if (values === undefined) throw new RangeError(`Expected a value for the weight ${name}`);
    const tensor = input(name, shape);
    parameters[name] = tensor;
    bindings.set(tensor, { name, values });
  }
  const shape: Shape = [1, 3, freeSize('height'), freeSize('width')];
  const cover = input('cover', shape);
  const secret = input('secret', shape);
  const container = input('container', shape);
  const metadata = {
    architecture: network.architecture,
    configuration: JSON.stringify(network.configuration),
  };
  return {
    hide: toOnnx({
      name: `${network.architecture} hide`,
      inputs: { cover, secret },
      outputs: { container: network.hide(parameters, cover, secret) },
      weights: bindings,
      metadata,
    }),
    reveal: toOnnx({
      name: `${network.architecture} reveal`,
      inputs: { container },
      outputs: { secret: network.reveal(parameters, container) },
      weights: bindings,
      metadata,
    }),
  };
}
