/**
 * The training step of a hiding network as one ONNX model: forward, loss, backward, optimiser.
 */
import { gradients } from '../graph/differentiate.ts';
import type { ModelDescription } from '../graph/lower.ts';
import { add, multiply, square, subtract } from '../graph/operations/arithmetic.ts';
import { quantize8Bit, sqrt } from '../graph/operations/functions.ts';
import { mean } from '../graph/operations/reduction.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import { parameterCount } from '../networks/parameters.ts';
import { flattenTensors, unflattenTensors } from './flat-weights.ts';
import type { OptimizerConfiguration, OptimizerState } from './optimizer.ts';
import { OPTIMIZER_STATE_NAMES, optimizerStep } from './optimizer.ts';

export interface LossConfiguration {
  /** What is added up: mean squared errors, or their roots. */
  readonly loss: 'mse' | 'rms';
}

export interface StepConfiguration extends LossConfiguration {
  /** Pairs a step. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  readonly optimizer: OptimizerConfiguration;
}

/** Outputs of a step that are not state. */
export const STEP_RESULTS = ['coverError', 'secretError', 'gradientNorm', 'skipped'] as const;

/** State of a step as input name -> output name, as `LoadOptions.state` wants it. */
export const STEP_STATE: Readonly<Record<string, string>> = Object.fromEntries(
  OPTIMIZER_STATE_NAMES.map((name) => [name, `next_${name}`]),
);

/** The tensors that a loss is made from; pictures are [batch, 3, height, width], samples 0-1. */
export interface LossInputs {
  readonly cover: Tensor;
  readonly secret: Tensor;
  /** Weight of each pair's secret against its cover (Baluja: 0.75), [batch]. */
  readonly secretWeight: Tensor;
  /** What steers the network, [batch, conditions]. */
  readonly conditions?: Tensor | undefined;
  /** Added to the container after it was rounded, in samples. */
  readonly noise?: Tensor | undefined;
}

/** Keeps the slope of the root finite where an error is zero: the square of a tenth of a grey level. */
const ROOT_FLOOR = (0.1 / 255) ** 2;

/**
 * The mean over pairs of `error(cover, container) + secretWeight * error(secret, revealed)`: with mean squared errors Baluja's loss.
 * The container is limited and rounded to 8 bits before it is compared and revealed, so that nothing can hide below the rounding.
 *
 * @returns the loss, and the mean squared errors of the batch.
 */
export function hidingLoss(
  network: HidingNetwork,
  parameters: Readonly<Record<string, Tensor>>,
  { cover, secret, secretWeight, conditions, noise }: LossInputs,
  { loss: kind }: LossConfiguration,
): { readonly loss: Tensor; readonly coverError: Tensor; readonly secretError: Tensor } {
  const container = quantize8Bit(network.hide(parameters, cover, secret, conditions));
  const received = noise === undefined ? container : quantize8Bit(add(container, noise));
  const revealed = network.reveal(parameters, received, conditions);
  const byPicture = (a: Tensor, b: Tensor): Tensor => mean(square(subtract(a, b)), { axes: [1, 2, 3] });
  const coverErrors = byPicture(container, cover);
  const secretErrors = byPicture(revealed, secret);
  const size = (errors: Tensor): Tensor => (kind === 'mse' ? errors : sqrt(add(errors, ROOT_FLOOR)));
  return {
    loss: mean(add(size(coverErrors), multiply(size(secretErrors), secretWeight))),
    coverError: mean(coverErrors),
    secretError: mean(secretErrors),
  };
}

/**
 * The model of a training step.
 *
 * Inputs: the state (`weights`, `moment1`, `moment2`, `averaged`: [count]; `step`: []), `learningRate` [], and `cover`,
 * `secret`, and with `noise` also `noise`: [batch, 3, crop, crop], samples 0-1; `secretWeight` [batch], and `conditions`
 * [batch, conditions] where the network has any.
 * Outputs: the state as `next_...`, and the scalars of `STEP_RESULTS`; errors are mean squares before the step.
 */
export function trainingStep(
  network: HidingNetwork,
  configuration: StepConfiguration,
  withNoise = false,
): ModelDescription {
  const count = parameterCount(network.parameters);
  const state: OptimizerState<Tensor> = {
    weights: input('weights', [count]),
    moment1: input('moment1', [count]),
    moment2: input('moment2', [count]),
    averaged: input('averaged', [count]),
    step: input('step', []),
  };
  const pictures = [configuration.batch, 3, configuration.crop, configuration.crop];
  const steered = network.conditions.length > 0;
  const pairs: LossInputs = {
    cover: input('cover', pictures),
    secret: input('secret', pictures),
    secretWeight: input('secretWeight', [configuration.batch]),
    ...(steered ? { conditions: input('conditions', [configuration.batch, network.conditions.length]) } : {}),
    ...(withNoise ? { noise: input('noise', pictures) } : {}),
  };
  const learningRate = input('learningRate', []);

  const parameters = unflattenTensors(state.weights, network.parameters);
  const { loss, coverError, secretError } = hidingLoss(network, parameters, pairs, configuration);
  const byParameter = gradients(
    loss,
    network.parameters.map(({ name }) => parameters[name]!),
  );
  const next = optimizerStep(
    state,
    flattenTensors(byParameter),
    learningRate,
    configuration.optimizer,
    network.parameters,
  );
  return {
    name: `${network.architecture} training step`,
    inputs: { ...state, learningRate, ...(pairs as unknown as Readonly<Record<string, Tensor>>) },
    outputs: {
      ...Object.fromEntries(OPTIMIZER_STATE_NAMES.map((name) => [`next_${name}`, next.state[name]])),
      coverError,
      secretError,
      gradientNorm: next.gradientNorm,
      skipped: next.skipped,
    },
  };
}
