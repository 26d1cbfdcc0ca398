/**
 * The training step of a hiding network as one ONNX model: forward, loss, backward, optimiser.
 */
import { gradients } from '../graph/differentiate.ts';
import type { ModelDescription } from '../graph/lower.ts';
import { add, multiply, square, subtract } from '../graph/operations/arithmetic.ts';
import { less, quantize8Bit, restoringClamp, sqrt } from '../graph/operations/functions.ts';
import { mean } from '../graph/operations/reduction.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import { conditionsInput } from '../networks/conditions-input.ts';
import type { DetectorNetwork } from '../networks/detectors/detector-network.ts';
import type { ParameterSpecification } from '../networks/parameters.ts';
import { parameterCount } from '../networks/parameters.ts';
import type { AdversaryConfiguration } from './detector/adversary.ts';
import { adversaryStep } from './detector/adversary.ts';
import { flattenTensors, unflattenTensors } from './optimizer/flat-weights.ts';
import type { OptimizerConfiguration, OptimizerState } from './optimizer/optimizer.ts';
import { OPTIMIZER_STATE_NAMES, optimizerStep } from './optimizer/optimizer.ts';

/** How containers are rounded in a training: each sample by itself, or with errors of the shape that costs the secret least. */
export type TrainingRounding = 'nearest' | 'shaped';

export interface LossConfiguration {
  /** The error that is added up: mean squared errors, or their roots. */
  readonly loss: 'mse' | 'rms';
}

export interface StepConfiguration extends LossConfiguration {
  /** Pairs a step. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  readonly optimizer: OptimizerConfiguration;
  /** How containers are rounded: `nearest` if left out. */
  readonly rounding?: TrainingRounding;
  /** Above 0: a batch is not learned from whose loss reaches the input `lossLimit`. */
  readonly badBatch: number;
}

/** A detector that learns together with the network, as its adversary. */
export interface StepAdversary {
  readonly detector: DetectorNetwork;
  readonly configuration: AdversaryConfiguration;
}

/** Outputs of a step that are not state. */
export const STEP_RESULTS = ['coverError', 'secretError', 'gradientNorm', 'skipped'] as const;

/** State of a step as input name -> output name, for `LoadOptions.state`. */
export const STEP_STATE: Readonly<Record<string, string>> = Object.fromEntries(
  OPTIMIZER_STATE_NAMES.map((name) => [name, `next_${name}`]),
);

/** Prefix of the names of an adversary's state. */
export const ADVERSARY_PREFIX = 'adversary_';

/** The same of a step with an adversary. */
export const ADVERSARY_STEP_STATE: Readonly<Record<string, string>> = {
  ...STEP_STATE,
  ...Object.fromEntries(
    OPTIMIZER_STATE_NAMES.map((name) => [`${ADVERSARY_PREFIX}${name}`, `next_${ADVERSARY_PREFIX}${name}`]),
  ),
};

/** The tensors that a loss is made from; pictures are [batch, 3, height, width], samples 0-1. */
export interface LossInputs {
  readonly cover: Tensor;
  readonly secret: Tensor;
  /** Weight of each pair's secret against its cover (Baluja: 0.75), [batch]. */
  readonly secretWeight: Tensor;
  /** The conditions that steer the network, [batch, conditions]. */
  readonly conditions?: Tensor | undefined;
  /** Noise added to the container after rounding, in samples. */
  readonly noise?: Tensor | undefined;
  /** What shaped rounding adds to the container, in samples; where it is left out, each sample is rounded by itself. */
  readonly roundingError?: Tensor | undefined;
}

/** Keeps the slope of the root finite at an error of zero: the square of a tenth of a grey level. */
const ROOT_FLOOR = (0.1 / 255) ** 2;

/**
 * The mean over pairs of `error(cover, container) + secretWeight * error(secret, revealed)`: with mean squared errors Baluja's loss.
 * The container is clamped and rounded to 8 bits before it is compared and revealed, so that nothing can hide below the rounding. Of
 * shaped rounding only the errors are simulated: they are added.
 *
 * @returns the loss, the mean squared errors of the batch, and the container before any noise.
 */
export function hidingLoss(
  network: HidingNetwork,
  parameters: Readonly<Record<string, Tensor>>,
  { cover, secret, secretWeight, conditions, noise, roundingError }: LossInputs,
  { loss: kind }: LossConfiguration,
): {
  readonly loss: Tensor;
  readonly coverError: Tensor;
  readonly secretError: Tensor;
  readonly container: Tensor;
} {
  const painted = network.hide(parameters, cover, secret, conditions);
  const container =
    roundingError === undefined ? quantize8Bit(painted) : restoringClamp(add(painted, roundingError), 0, 1);
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
    container,
  };
}

/**
 * The model of a training step.
 *
 * Inputs: the state (`weights`, `moment1`, `moment2`, `averaged`: [count]; `step`: []), `learningRate` [], and `cover`, `secret`,
 * with `noise` also `noise`, with shaped rounding `roundingError`: [batch, 3, crop, crop], samples 0-1; `secretWeight` [batch], and `conditions` [batch,
 * conditions] where the network has any; with a guard against bad batches `lossLimit` []. With an adversary its state, too, as `adversary_...`. Outputs: the state as `next_...`,
 * and the scalars of `STEP_RESULTS`; errors are mean squares before the step. With an adversary also `adversaryError`, the share
 * of its decisions that were wrong; with a guard against bad batches `loss`.
 */
export function trainingStep(
  network: HidingNetwork,
  configuration: StepConfiguration,
  withNoise = false,
  adversary?: StepAdversary,
): ModelDescription {
  const state = stateInputs(network.parameters);
  const pictures = [configuration.batch, 3, configuration.crop, configuration.crop];
  const pairs: LossInputs = {
    cover: input('cover', pictures),
    secret: input('secret', pictures),
    secretWeight: input('secretWeight', [configuration.batch]),
    ...conditionsInput(network, configuration.batch),
    ...(withNoise ? { noise: input('noise', pictures) } : {}),
    ...(configuration.rounding === 'shaped' ? { roundingError: input('roundingError', pictures) } : {}),
  };
  const learningRate = input('learningRate', []);
  const lossLimit = configuration.badBatch > 0 ? input('lossLimit', []) : undefined;

  const parameters = unflattenTensors(state.weights, network.parameters);
  const { loss, coverError, secretError, container } = hidingLoss(network, parameters, pairs, configuration);
  const adversaryState = adversary && stateInputs(adversary.detector.parameters, ADVERSARY_PREFIX);
  const against =
    adversaryState &&
    adversaryStep(
      adversary.detector,
      adversaryState,
      { cover: pairs.cover, container },
      adversary.configuration,
    );
  const byParameter = gradients(
    against === undefined ? loss : add(loss, against.term),
    network.parameters.map(({ name }) => parameters[name]!),
  );
  const next = optimizerStep(
    state,
    flattenTensors(byParameter),
    learningRate,
    configuration.optimizer,
    network.parameters,
    lossLimit && less(loss, lossLimit),
  );
  return {
    name: `${network.architecture} training step`,
    inputs: {
      ...named(state, ''),
      ...(adversaryState === undefined ? {} : named(adversaryState, ADVERSARY_PREFIX)),
      learningRate,
      ...(lossLimit === undefined ? {} : { lossLimit }),
      ...(pairs as unknown as Readonly<Record<string, Tensor>>),
    },
    outputs: {
      ...named(next.state, 'next_'),
      ...(against === undefined
        ? {}
        : {
            ...named(against.update.state, `next_${ADVERSARY_PREFIX}`),
            adversaryError: against.update.error,
          }),
      ...(lossLimit === undefined ? {} : { loss }),
      coverError,
      secretError,
      gradientNorm: next.gradientNorm,
      skipped: next.skipped,
    },
  };
}

/** The inputs of an optimiser's state for these parameters. */
function stateInputs(parameters: readonly ParameterSpecification[], prefix = ''): OptimizerState<Tensor> {
  const count = parameterCount(parameters);
  return {
    weights: input(`${prefix}weights`, [count]),
    moment1: input(`${prefix}moment1`, [count]),
    moment2: input(`${prefix}moment2`, [count]),
    averaged: input(`${prefix}averaged`, [count]),
    step: input(`${prefix}step`, []),
  };
}

/** A state by its names in the model. */
function named(state: OptimizerState<Tensor>, prefix: string): Record<string, Tensor> {
  return Object.fromEntries(OPTIMIZER_STATE_NAMES.map((name) => [`${prefix}${name}`, state[name]]));
}
