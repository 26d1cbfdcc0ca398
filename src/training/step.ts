/**
 * The training step of a hiding network as one ONNX model: forward, loss, backward, optimiser.
 */
import { gradients } from '../graph/differentiate.ts';
import type { ModelDescription } from '../graph/lower.ts';
import { add, multiply, square, subtract } from '../graph/operations/arithmetic.ts';
import { quantize8Bit } from '../graph/operations/functions.ts';
import { mean } from '../graph/operations/reduction.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import { parameterCount } from '../networks/parameters.ts';
import { flattenTensors, unflattenTensors } from './flat-weights.ts';
import type { OptimizerConfiguration, OptimizerState } from './optimizer.ts';
import { OPTIMIZER_STATE_NAMES, optimizerStep } from './optimizer.ts';

export interface LossConfiguration {
  /** Weight of the secret's error against the cover's (Baluja: 0.75). */
  readonly beta: number;
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

/**
 * Baluja's loss, `mse(cover, container) + beta * mse(secret, revealed)`, samples 0-1.
 * The container is limited and rounded to 8 bits before it is compared and revealed, so that nothing can hide below the
 * rounding; `noise`, in samples, is added after that when it is given.
 */
export function hidingLoss(
  network: HidingNetwork,
  parameters: Readonly<Record<string, Tensor>>,
  cover: Tensor,
  secret: Tensor,
  { beta }: LossConfiguration,
  noise?: Tensor,
): { readonly loss: Tensor; readonly coverError: Tensor; readonly secretError: Tensor } {
  const container = quantize8Bit(network.hide(parameters, cover, secret));
  const received = noise === undefined ? container : quantize8Bit(add(container, noise));
  const revealed = network.reveal(parameters, received);
  const coverError = mean(square(subtract(container, cover)));
  const secretError = mean(square(subtract(revealed, secret)));
  return { loss: add(coverError, multiply(secretError, beta)), coverError, secretError };
}

/**
 * The model of a training step.
 *
 * Inputs: the state (`weights`, `moment1`, `moment2`, `averaged`: [count]; `step`: []), `learningRate` [], and `cover`,
 * `secret`, and with `noise` also `noise`: [batch, 3, crop, crop], samples 0-1.
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
  const cover = input('cover', pictures);
  const secret = input('secret', pictures);
  const noise = withNoise ? input('noise', pictures) : undefined;
  const learningRate = input('learningRate', []);

  const parameters = unflattenTensors(state.weights, network.parameters);
  const { loss, coverError, secretError } = hidingLoss(
    network,
    parameters,
    cover,
    secret,
    configuration,
    noise,
  );
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
    inputs: { ...state, learningRate, cover, secret, ...(noise === undefined ? {} : { noise }) },
    outputs: {
      ...Object.fromEntries(OPTIMIZER_STATE_NAMES.map((name) => [`next_${name}`, next.state[name]])),
      coverError,
      secretError,
      gradientNorm: next.gradientNorm,
      skipped: next.skipped,
    },
  };
}
