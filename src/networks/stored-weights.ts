/**
 * Reads the weights of a network from its inference models, where they are constants: the inverse of
 * `inferenceModels`.
 */
import { decodeModel } from '../onnx/decode.ts';
import { fromFloat16 } from '../onnx/float16.ts';
import type { OnnxTensor } from '../onnx/model.ts';
import type { HidingNetwork } from './architecture.ts';
import type { InferenceModels } from './inference.ts';
import type { Weights } from './parameters.ts';

/**
 * The weights in two models, by name, exactly as stored there.
 *
 * @throws RangeError when the bytes are no ONNX models, or a weight is missing, has another shape or is not of floating point numbers.
 */
export function storedWeights(network: HidingNetwork, { hide, reveal }: InferenceModels): Weights {
  // Most are in both; each model has some that the other does not need.
  const tensors = new Map(
    [hide, reveal].flatMap((bytes) =>
      decodeModel(bytes).graph.initializers.map((tensor) => [tensor.name, tensor] as const),
    ),
  );
  return Object.fromEntries(
    network.parameters.map(({ name, shape }) => {
      const tensor = tensors.get(name);
      if (tensor === undefined || tensor.dims.join() !== shape.join()) {
        const received = tensor === undefined ? 'none' : `[${tensor.dims}]`;
        throw new RangeError(`Expected the weight ${name} [${shape}] in the models but received ${received}`);
      }
      return [name, valuesOf(tensor)];
    }),
  );
}

function valuesOf({ name, type, data }: OnnxTensor): Float32Array {
  // A copy is aligned to its elements.
  const { buffer } = data.slice();
  if (type === 'float32') return new Float32Array(buffer);
  if (type === 'float16') return fromFloat16(new Uint16Array(buffer));
  throw new RangeError(`Expected float32 or float16 numbers for the weight ${name} but received ${type}`);
}
