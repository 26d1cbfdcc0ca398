/**
 * A model that shows the intermediate results of a network, for people who want to look inside.
 */
import { toOnnx } from '../graph/lower.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork, NetworkStage } from './architecture.ts';
import { boundWeights } from './inference.ts';
import type { Weights } from './parameters.ts';

/** A model with its stages as outputs. */
export interface ObservedModel {
  /** An `.onnx` file. */
  readonly model: Uint8Array;
  /** Outputs besides `result`, in the order in which they are computed. */
  readonly stages: readonly Pick<NetworkStage, 'name' | 'kind'>[];
}

/**
 * The hiding or the revealing network for pictures of one size, with its stages. Inputs `cover` and `secret`, or `container`: [1, 3, height,
 * width], samples 0-1; outputs `result`, not clamped, and each stage by its name. It favours neither side and expects no scrambled secret.
 *
 * @param weights - by name, row-major, as `storedWeights` gives them.
 * @param direction - which of the two networks.
 * @param wanted - which stages to give out; all when left out.
 * @throws RangeError when a weight is missing.
 */
export function observedModel(
  network: HidingNetwork,
  weights: Weights,
  direction: 'hide' | 'reveal',
  { width, height }: { readonly width: number; readonly height: number },
  wanted: (name: string) => boolean = () => true,
): ObservedModel {
  const { parameters, bindings } = boundWeights(network, weights, 'float32');
  const picture = (name: string): Tensor => input(name, [1, 3, height, width]);
  const observed: NetworkStage[] = [];
  const observe = (stage: NetworkStage): void => {
    if (wanted(stage.name)) observed.push(stage);
  };
  const inputs: Record<string, Tensor> =
    direction === 'hide'
      ? { cover: picture('cover'), secret: picture('secret') }
      : { container: picture('container') };
  const result =
    direction === 'hide'
      ? network.hide(parameters, inputs.cover!, inputs.secret!, undefined, observe)
      : network.reveal(parameters, inputs.container!, undefined, observe);
  return {
    model: toOnnx({
      name: `${network.architecture} ${direction}, observed`,
      inputs,
      outputs: { result, ...Object.fromEntries(observed.map(({ name, tensor }) => [name, tensor])) },
      weights: bindings,
    }),
    stages: observed.map(({ name, kind }) => ({ name, kind })),
  };
}
