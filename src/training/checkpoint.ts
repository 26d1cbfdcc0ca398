/**
 * What a training needs to go on as if it had not stopped, as a safetensors file.
 */
import type { HidingNetwork } from '../networks/architecture.ts';
import type { TrainingConfiguration } from './configuration.ts';
import { trainingConfiguration } from './configuration.ts';
import type { RunningErrors } from './explosion.ts';
import { NO_ERRORS } from './explosion.ts';
import { flattenWeights, unflattenWeights } from './flat-weights.ts';
import type { OptimizerState } from './optimizer.ts';
import type { SafeTensor } from './safetensors.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

export interface Checkpoint {
  readonly configuration: TrainingConfiguration;
  /** Batches used, skipped steps included: the number of the next batch. */
  readonly batches: number;
  /** Steps that were not applied because the gradient was not finite. */
  readonly skipped: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly errors: RunningErrors;
  /** What the schedule's rates are multiplied by: 1, and half of it after every explosion. */
  readonly rateFactor: number;
  readonly state: OptimizerState<Float32Array>;
}

const VECTORS = ['weights', 'moment1', 'moment2', 'averaged'] as const;

/** The bytes of a checkpoint: tensors `<vector>/<parameter>`, the rest in the metadata. */
export function encodeCheckpoint(checkpoint: Checkpoint, network: HidingNetwork): Uint8Array {
  const tensors: Record<string, SafeTensor> = {};
  for (const vector of VECTORS) {
    const values = unflattenWeights(checkpoint.state[vector], network.parameters);
    for (const { name, shape } of network.parameters) {
      tensors[`${vector}/${name}`] = { shape, values: values[name]! };
    }
  }
  const { configuration, batches, skipped, seconds, errors, rateFactor } = checkpoint;
  const step = checkpoint.state.step[0];
  const metadata = {
    training: JSON.stringify({
      configuration,
      batches,
      skipped,
      seconds,
      errors,
      rateFactor,
      step,
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
  const { step, ...training } = trainingMetadata(metadata);
  const vector = (name: (typeof VECTORS)[number]): Float32Array =>
    flattenWeights(
      Object.fromEntries(
        network.parameters.map((parameter) => [
          parameter.name,
          tensors[`${name}/${parameter.name}`]?.values ?? new Float32Array(),
        ]),
      ),
      network.parameters,
    );
  return {
    ...training,
    state: {
      weights: vector('weights'),
      moment1: vector('moment1'),
      moment2: vector('moment2'),
      averaged: vector('averaged'),
      step: Float32Array.of(step),
    },
  };
}

function trainingMetadata(
  metadata: Readonly<Record<string, string>>,
): Omit<Checkpoint, 'state'> & { readonly step: number } {
  let value: Readonly<Record<string, unknown>>;
  try {
    value = Object(JSON.parse(metadata.training as string));
  } catch {
    throw new RangeError('Expected a training checkpoint but received other safetensors');
  }
  const number = (name: string): number => {
    if (Number.isFinite(value[name])) return value[name] as number;
    throw new RangeError(`Expected a number for ${name} in the checkpoint but received ${value[name]}`);
  };
  return {
    configuration: trainingConfiguration(value.configuration),
    batches: number('batches'),
    skipped: number('skipped'),
    seconds: number('seconds'),
    // Checkpoints of earlier versions have none.
    errors: isRunningErrors(value.errors) ? value.errors : NO_ERRORS,
    rateFactor: value.rateFactor === undefined ? 1 : number('rateFactor'),
    step: number('step'),
  };
}

function isRunningErrors(value: unknown): value is RunningErrors {
  const { cover, secret, steps } = Object(value);
  return [cover?.mean, cover?.best, secret?.mean, secret?.best, steps].every(Number.isFinite);
}
