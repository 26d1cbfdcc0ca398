/**
 * Keeps the weights of a network's two inference models once: in a safetensors file beside them, where both models, as ONNX's external
 * data, and other programs find them.
 */
import type { WeightPrecision } from '../graph/lower.ts';
import { decodeModel } from '../onnx/decode.ts';
import { encodeModel } from '../onnx/encode.ts';
import type { HidingNetwork } from './architecture.ts';
import type { InferenceModels } from './inference.ts';
import { inferenceModels } from './inference.ts';
import type { Weights } from './parameters.ts';
import { encodeSafetensors, safetensorsOffsets, weightTensors } from './safetensors.ts';

/** The three files of a model. */
export interface SharedFiles extends InferenceModels {
  /** A safetensors file: each weight once, under the network's names. */
  readonly weights: Uint8Array;
}

/**
 * The models that hide and reveal with the given weights, which lie beside them.
 *
 * @param location - name of the file of the weights.
 * @throws RangeError when a weight is missing.
 */
export function sharedFiles(
  network: HidingNetwork,
  weights: Weights,
  precision: WeightPrecision,
  location: string,
): SharedFiles {
  const models = inferenceModels(network, weights, precision);
  const tensors = weightTensors(network.parameters, weights);
  const bytes = encodeSafetensors({ tensors, metadata: {} }, precision);
  const external = { location, offsets: safetensorsOffsets(bytes) };
  const without = (model: Uint8Array): Uint8Array => encodeModel(decodeModel(model), external);
  return { hide: without(models.hide), reveal: without(models.reveal), weights: bytes };
}

/**
 * A model with its weights inside.
 *
 * @param location - name of the file of the weights.
 * @throws RangeError when the bytes are no ONNX model, or its weights are not in the file.
 */
export function withWeights(model: Uint8Array, location: string, weights: Uint8Array): Uint8Array {
  return encodeModel(decodeModel(model, new Map([[location, weights]])));
}
