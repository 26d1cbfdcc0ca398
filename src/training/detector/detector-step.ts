/**
 * The training step of a detector as one ONNX model: forward, cross-entropy, backward, optimiser.
 */
import { gradients } from '../../graph/differentiate.ts';
import type { ModelDescription } from '../../graph/lower.ts';
import { add, multiply, negate } from '../../graph/operations/arithmetic.ts';
import { greater, select, softplus } from '../../graph/operations/functions.ts';
import { mean } from '../../graph/operations/reduction.ts';
import { concatenate, slice } from '../../graph/operations/shaping.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { input } from '../../graph/tensor.ts';
import type { DetectorNetwork } from '../../networks/detectors/detector-network.ts';
import { byBatch } from '../../networks/detectors/detector-network.ts';
import { parameterCount } from '../../networks/parameters.ts';
import { flattenTensors, unflattenTensors } from '../optimizer/flat-weights.ts';
import type { OptimizerConfiguration, OptimizerState } from '../optimizer/optimizer.ts';
import { OPTIMIZER_DEFAULTS, OPTIMIZER_STATE_NAMES, optimizerStep } from '../optimizer/optimizer.ts';

export interface DetectorStepConfiguration {
  /** Pairs a step. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  readonly optimizer: OptimizerConfiguration;
}

/** The defaults for training detectors. */
export const DETECTOR_OPTIMIZER: OptimizerConfiguration = { ...OPTIMIZER_DEFAULTS, averageDecay: 0.99 };

/**
 * Binary cross-entropy of logits z, in nats, covers being 0 and containers 1: the mean of log(1 + e^z) over covers and
 * log(1 + e^-z) over containers. ln 2 is the value of guessing.
 *
 * @param covers, containers - logits, [batch] each.
 * @returns the loss, and the share of wrong decisions at threshold 0; both scalars.
 */
export function detectionLoss(
  covers: Tensor,
  containers: Tensor,
): { readonly loss: Tensor; readonly error: Tensor } {
  const half = (a: Tensor, b: Tensor): Tensor => multiply(add(mean(a), mean(b)), 0.5);
  return {
    loss: half(softplus(covers), softplus(negate(containers))),
    error: half(select(greater(covers, 0), 1, 0), select(greater(containers, 0), 0, 1)),
  };
}

/** One step of a detector, as expressions. */
export interface DetectorUpdate {
  readonly state: OptimizerState<Tensor>;
  /** The containers' logits before the step, [batch]. */
  readonly containers: Tensor;
  /** Cross-entropy and share of wrong decisions before the step. */
  readonly loss: Tensor;
  readonly error: Tensor;
  readonly gradientNorm: Tensor;
  /** 1 when the gradient was not finite and the state stayed as it was. */
  readonly skipped: Tensor;
}

/**
 * A step of a detector on covers and their containers, [batch, planes, height, width] each, samples 0-1.
 *
 * @param learningRate - [].
 */
export function detectorUpdate(
  network: DetectorNetwork,
  state: OptimizerState<Tensor>,
  { cover, container }: { readonly cover: Tensor; readonly container: Tensor },
  learningRate: Tensor,
  optimizer: OptimizerConfiguration,
): DetectorUpdate {
  const parameters = unflattenTensors(state.weights, network.parameters);
  const batch = cover.shape[0] as number;
  // Normalised together, because separate moments would reveal which half is which.
  const logits = network.logits(parameters, concatenate([cover, container], 0), byBatch);
  const containers = slice(logits, 0, batch, 2 * batch);
  const { loss, error } = detectionLoss(slice(logits, 0, 0, batch), containers);
  const byParameter = gradients(
    loss,
    network.parameters.map(({ name }) => parameters[name]!),
  );
  const next = optimizerStep(state, flattenTensors(byParameter), learningRate, optimizer, network.parameters);
  return { ...next, containers, loss, error };
}

/**
 * The model of a training step.
 *
 * Inputs: the state (`weights`, `moment1`, `moment2`, `averaged`: [count]; `step`: []), `learningRate` [], and `cover` and
 * `container` [batch, planes, crop, crop], samples 0-1.
 * Outputs: the state as `next_...`, and the scalars `loss` and `error` of before the step, `gradientNorm` and `skipped`.
 */
export function detectorStep(
  network: DetectorNetwork,
  { batch, crop, optimizer }: DetectorStepConfiguration,
): ModelDescription {
  const count = parameterCount(network.parameters);
  const state: OptimizerState<Tensor> = {
    weights: input('weights', [count]),
    moment1: input('moment1', [count]),
    moment2: input('moment2', [count]),
    averaged: input('averaged', [count]),
    step: input('step', []),
  };
  const cover = input('cover', [batch, network.planes, crop, crop]);
  const container = input('container', [batch, network.planes, crop, crop]);
  const learningRate = input('learningRate', []);

  const next = detectorUpdate(network, state, { cover, container }, learningRate, optimizer);
  return {
    name: `${network.architecture} training step`,
    inputs: { ...state, learningRate, cover, container },
    outputs: {
      ...Object.fromEntries(OPTIMIZER_STATE_NAMES.map((name) => [`next_${name}`, next.state[name]])),
      loss: next.loss,
      error: next.error,
      gradientNorm: next.gradientNorm,
      skipped: next.skipped,
    },
  };
}
