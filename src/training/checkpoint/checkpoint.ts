/**
 * The checkpoint of a training as a safetensors file: all it needs to continue as if it had not stopped.
 */
import type { HidingNetwork } from '../../networks/architecture.ts';
import type { ParameterSpecification } from '../../networks/parameters.ts';
import type { SafeTensor } from '../../networks/safetensors.ts';
import { decodeSafetensors, encodeSafetensors } from '../../networks/safetensors.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import { trainingConfiguration } from '../configuration.ts';
import { adversaryNetwork } from '../detector/adversary.ts';
import type { RunningErrors } from '../explosion.ts';
import { NO_ERRORS } from '../explosion.ts';
import { flattenWeights, unflattenWeights } from '../optimizer/flat-weights.ts';
import type { OptimizerState } from '../optimizer/optimizer.ts';

export interface Checkpoint {
  readonly configuration: TrainingConfiguration;
  /** Batches used, skipped steps included: the number of the next batch. */
  readonly batches: number;
  /** Steps that were not applied because the gradient was not finite. */
  readonly skipped: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly errors: RunningErrors;
  /** The factor of the schedule's rates: 1, halved after every explosion. */
  readonly rateFactor: number;
  readonly state: OptimizerState<Float32Array>;
  /** The adversary, if the configuration has one. */
  readonly adversary?: AdversaryProgress;
  /** Name of the model whose weights the training started from, if any. */
  readonly from?: string;
}

/** The state of a training's adversary. */
export interface AdversaryProgress {
  readonly state: OptimizerState<Float32Array>;
  /** Share of wrong decisions, a running mean over the last steps, 0-1. */
  readonly error: number;
}

const VECTORS = ['weights', 'moment1', 'moment2', 'averaged'] as const;

/** Prefix of the adversary's tensors. */
const ADVERSARY = 'adversary/';

/**
 * The bytes of a checkpoint: tensors `<vector>/<parameter>`, and `adversary/<vector>/<parameter>` if there is one; the rest is in
 * the metadata.
 */
export function encodeCheckpoint(checkpoint: Checkpoint, network: HidingNetwork): Uint8Array {
  const { configuration, batches, skipped, seconds, errors, rateFactor, state, adversary, from } = checkpoint;
  const detector = adversaryNetwork(configuration.adversary);
  const tensors: Record<string, SafeTensor> = {
    ...stateTensors(state, network.parameters, ''),
    ...(adversary && detector ? stateTensors(adversary.state, detector.parameters, ADVERSARY) : {}),
  };
  const metadata = {
    training: JSON.stringify({
      configuration,
      batches,
      skipped,
      seconds,
      errors,
      rateFactor,
      step: state.step[0],
      ...(adversary && { adversary: { step: adversary.state.step[0], error: adversary.error } }),
      from,
    }),
  };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * The configuration in a checkpoint, from which its network is made.
 *
 * @throws RangeError or TypeError when the bytes are no checkpoint.
 */
export function checkpointConfiguration(bytes: Uint8Array): TrainingConfiguration {
  return trainingMetadata(decodeSafetensors(bytes).metadata).configuration;
}

/**
 * The checkpoint in the bytes of a file.
 *
 * @throws RangeError or TypeError when the bytes are no checkpoint, or one of another network.
 */
export function decodeCheckpoint(bytes: Uint8Array, network: HidingNetwork): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { step, adversary, ...training } = trainingMetadata(metadata);
  const detector = adversaryNetwork(training.configuration.adversary);
  return {
    ...training,
    state: stateIn(tensors, network.parameters, '', step),
    ...(adversary &&
      detector && {
        adversary: {
          state: stateIn(tensors, detector.parameters, ADVERSARY, adversary.step),
          error: adversary.error,
        },
      }),
  };
}

function stateTensors(
  state: OptimizerState<Float32Array>,
  parameters: readonly ParameterSpecification[],
  prefix: string,
): Record<string, SafeTensor> {
  const tensors: Record<string, SafeTensor> = {};
  for (const vector of VECTORS) {
    const values = unflattenWeights(state[vector], parameters);
    for (const { name, shape } of parameters) {
      tensors[`${prefix}${vector}/${name}`] = { shape, values: values[name]! };
    }
  }
  return tensors;
}

function stateIn(
  tensors: Readonly<Record<string, SafeTensor>>,
  parameters: readonly ParameterSpecification[],
  prefix: string,
  step: number,
): OptimizerState<Float32Array> {
  const vector = (vectorName: (typeof VECTORS)[number]): Float32Array =>
    flattenWeights(
      Object.fromEntries(
        parameters.map(({ name }) => [
          name,
          tensors[`${prefix}${vectorName}/${name}`]?.values ?? new Float32Array(),
        ]),
      ),
      parameters,
    );
  return {
    weights: vector('weights'),
    moment1: vector('moment1'),
    moment2: vector('moment2'),
    averaged: vector('averaged'),
    step: Float32Array.of(step),
  };
}

/** The metadata of a checkpoint; the steps are those of the two optimisers. */
interface TrainingMetadata extends Omit<Checkpoint, 'state' | 'adversary'> {
  readonly step: number;
  readonly adversary?: { readonly step: number; readonly error: number };
}

function trainingMetadata(metadata: Readonly<Record<string, string>>): TrainingMetadata {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = Object(JSON.parse(metadata.training as string));
  } catch {
    throw new RangeError('Expected a training checkpoint but received other safetensors');
  }
  const number = (name: string, within: Readonly<Record<string, unknown>> = value): number => {
    if (Number.isFinite(within[name])) return within[name] as number;
    throw new RangeError(`Expected a number for ${name} in the checkpoint but received ${within[name]}`);
  };
  const configuration = trainingConfiguration(value.configuration);
  const adversary = Object(value.adversary);
  return {
    configuration,
    batches: number('batches'),
    skipped: number('skipped'),
    seconds: number('seconds'),
    // Checkpoints of earlier versions have none.
    errors: isRunningErrors(value.errors) ? value.errors : NO_ERRORS,
    rateFactor: value.rateFactor === undefined ? 1 : number('rateFactor'),
    step: number('step'),
    ...(configuration.adversary.weight > 0
      ? { adversary: { step: number('step', adversary), error: number('error', adversary) } }
      : {}),
    ...(typeof value.from === 'string' ? { from: value.from } : {}),
  };
}

function isRunningErrors(value: unknown): value is RunningErrors {
  const { cover, secret, steps } = Object(value);
  return [cover?.mean, cover?.best, secret?.mean, secret?.best, steps].every(Number.isFinite);
}
