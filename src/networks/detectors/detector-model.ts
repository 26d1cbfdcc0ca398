/**
 * The inference model of a detector: weights and moments are constants, height and width are free.
 */
import type { WeightValues } from '../../graph/lower.ts';
import { toOnnx } from '../../graph/lower.ts';
import { freeSize } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { input } from '../../graph/tensor.ts';
import type { ParameterSpecification, Parameters, Weights } from '../parameters.ts';
import type { DetectorNetwork } from './detector-network.ts';
import { byMoments } from './detector-network.ts';

/**
 * The bytes of the `.onnx` file: input `picture` [1, planes, height, width], samples 0-1, sides that are multiples of the network's;
 * output `logit` [1], above 0 for a container.
 *
 * @param moments - those of `network.moments`, by name.
 * @throws RangeError when a weight or moment is missing.
 */
export function detectorModel(network: DetectorNetwork, weights: Weights, moments: Weights): Uint8Array {
  const bindings = new Map<Tensor, WeightValues>();
  const bind = (specifications: readonly ParameterSpecification[], all: Weights): Parameters =>
    Object.fromEntries(
      specifications.map(({ name, shape }) => {
        const values = all[name];
        if (values === undefined) throw new RangeError(`Expected a value for the weight ${name}`);
        const tensor = input(name, shape);
        bindings.set(tensor, { name, values });
        return [name, tensor];
      }),
    );
  const parameters = bind(network.parameters, weights);
  const normalization = byMoments(bind(network.moments, moments));
  const picture = input('picture', [1, network.planes, freeSize('height'), freeSize('width')]);
  return toOnnx({
    name: `${network.architecture} detector`,
    inputs: { picture },
    outputs: { logit: network.logits(parameters, picture, normalization) },
    weights: bindings,
    metadata: {
      architecture: network.architecture,
      configuration: JSON.stringify(network.configuration),
      multiple: `${network.multiple}`,
    },
  });
}
