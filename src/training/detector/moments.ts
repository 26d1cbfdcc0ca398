/**
 * The moments for normalising a trained detector in inference.
 *
 * Running averages would belong to weights that have changed since, and not to the averaged ones. Instead the moments of the final
 * weights are measured over many batches, layer by layer: those of a layer with all layers before it normalised as they will be in
 * inference (Wu and Johnson 2021, https://arxiv.org/abs/2105.07576, section 3, measure all layers at once, with the layers before
 * normalised by each batch's own moments). So over these batches every normalised layer of the inference model has mean 0 and
 * variance 1 exactly.
 */
import type { ModelDescription } from '../../graph/lower.ts';
import { toOnnx } from '../../graph/lower.ts';
import { channelMoments } from '../../graph/operations/normalization.ts';
import { concatenate } from '../../graph/operations/shaping.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { input } from '../../graph/tensor.ts';
import type { DetectorNetwork } from '../../networks/detectors/detector-network.ts';
import { byMoments } from '../../networks/detectors/detector-network.ts';
import type { Weights } from '../../networks/parameters.ts';
import { initialWeights, parameterCount } from '../../networks/parameters.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';
import { flattenWeights, unflattenTensors } from '../optimizer/flat-weights.ts';
import type { PairBatch, PairBatchConfiguration } from './pairs.ts';

/**
 * Means and variances of all normalised layers over the batches, by name as in `network.moments`.
 *
 * @param weights - [count].
 * @param batchOf - returns the batch of a number from 0; called once for every layer.
 * @param batches - the number of batches.
 */
export async function measureMoments(
  network: DetectorNetwork,
  weights: Float32Array,
  runtime: Runtime,
  { batch, crop }: PairBatchConfiguration,
  batchOf: (number: number) => PairBatch,
  batches: number,
): Promise<Weights> {
  const model = await runtime.load(toOnnx(momentsModel(network, batch, crop)));
  const moments: Record<string, Float32Array> = { ...initialWeights(network.moments, 0) };
  const dims = [batch, network.planes, crop, crop];
  try {
    for (const layer of normalizedLayers(network)) {
      const channels = moments[`${layer}.mean`]!.length;
      const [sum, sumOfSquares] = [new Float64Array(channels), new Float64Array(channels)];
      const flat = flattenWeights(moments, network.moments);
      for (let number = 0; number < batches; number++) {
        const { cover, container } = batchOf(number);
        const results = await model.run({
          weights: float32(weights, [weights.length]),
          moments: float32(flat, [flat.length]),
          cover: float32(cover, dims),
          container: float32(container, dims),
        });
        const mean = results[`${layer}.mean`]!.data as Float32Array;
        const variance = results[`${layer}.variance`]!.data as Float32Array;
        for (let channel = 0; channel < channels; channel++) {
          sum[channel]! += mean[channel]!;
          sumOfSquares[channel]! += variance[channel]! + mean[channel]! ** 2;
        }
      }
      moments[`${layer}.mean`] = Float32Array.from(sum, (total) => total / batches);
      moments[`${layer}.variance`] = Float32Array.from(sumOfSquares, (total, channel) =>
        Math.max(0, total / batches - (sum[channel]! / batches) ** 2),
      );
    }
  } finally {
    await model.dispose();
  }
  return moments;
}

/** The moments of each layer of a batch, those of the layers before it being given. */
function momentsModel(network: DetectorNetwork, batch: number, crop: number): ModelDescription {
  const weights = input('weights', [parameterCount(network.parameters)]);
  const moments = input('moments', [parameterCount(network.moments)]);
  const cover = input('cover', [batch, network.planes, crop, crop]);
  const container = input('container', [batch, network.planes, crop, crop]);
  const outputs: Record<string, Tensor> = {};
  const normalization = byMoments(unflattenTensors(moments, network.moments));
  network.logits(
    unflattenTensors(weights, network.parameters),
    concatenate([cover, container], 0),
    (layer, x, scale, shift) => {
      const { mean, variance } = channelMoments(x);
      outputs[`${layer}.mean`] = mean;
      outputs[`${layer}.variance`] = variance;
      return normalization(layer, x, scale, shift);
    },
  );
  return {
    name: `${network.architecture} moments`,
    inputs: { weights, moments, cover, container },
    outputs,
  };
}

function normalizedLayers({ moments }: DetectorNetwork): string[] {
  return moments.flatMap(({ name }) => (name.endsWith('.mean') ? [name.slice(0, -'.mean'.length)] : []));
}
