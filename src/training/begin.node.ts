/**
 * Begins a training: with random weights, with given ones, or from its checkpoint.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { coded } from '../errors/coded.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import { createNetwork } from '../networks/registry.ts';
import { ROUNDING_BLOCK } from '../networks/rounding/blocks.ts';
import type { AdversaryProgress, Checkpoint } from './checkpoint/checkpoint.ts';
import { checkpointConfiguration, decodeCheckpoint } from './checkpoint/checkpoint.ts';
import { readStartingPoint } from './checkpoint/starting-point.node.ts';
import type { TrainingConfiguration } from './configuration.ts';
import { trainingConfiguration } from './configuration.ts';
import { adversaryNetwork, adversarySide } from './detector/adversary.ts';
import { NO_ERRORS } from './explosion.ts';
import { flattenWeights } from './optimizer/flat-weights.ts';
import type { OptimizerState } from './optimizer/optimizer.ts';
import { stepSizes } from './stages.ts';
import { initialAdversaryState, initialState, stateFrom } from './trainer.ts';

export interface BegunTraining {
  readonly configuration: TrainingConfiguration;
  readonly network: HidingNetwork;
  readonly checkpoint: Checkpoint;
}

/** How a training begins: see `TrainOptions`. */
export interface BeginOptions {
  readonly configuration?: TrainingConfiguration;
  readonly resume?: boolean;
  readonly from?: string;
}

/** Error rate of an untrained adversary. */
const UNKNOWING = 0.5;

/**
 * A training at its start, or at its checkpoint.
 *
 * @throws Error when the checkpoint or the model cannot be used, or a training already exists; TypeError or RangeError when an option
 *   does not fit.
 */
export async function beginTraining(
  { resume = false, from, configuration: wanted }: BeginOptions,
  checkpointPath: string,
  warn: (message: string) => void,
): Promise<BegunTraining> {
  if (resume && from !== undefined) {
    throw coded(
      new TypeError(
        'Expected either a model to start from or a training to resume, which has its own weights',
      ),
      'bad-configuration',
    );
  }
  const bytes = await readCheckpoint(checkpointPath, resume);
  if (bytes !== undefined) return resumed(bytes, wanted, checkpointPath, warn);
  if (from !== undefined) return startedFrom(from, wanted);
  const configuration = trainingConfiguration(wanted ?? {});
  const network = networkOf(configuration);
  const checkpoint = firstCheckpoint(configuration, initialState(network, configuration.seed));
  return { configuration, network, checkpoint };
}

async function startedFrom(path: string, wanted: TrainingConfiguration | undefined): Promise<BegunTraining> {
  const start = await readStartingPoint(path);
  const configuration = trainingConfiguration(wanted ?? start.configuration ?? {});
  const network = networkOf(configuration);
  const state = stateFrom(flattenWeights(start.weightsFor(network), network.parameters));
  const checkpoint = { ...firstCheckpoint(configuration, state), from: start.name };
  return { configuration, network, checkpoint };
}

function firstCheckpoint(
  configuration: TrainingConfiguration,
  state: OptimizerState<Float32Array>,
): Checkpoint {
  return {
    configuration,
    batches: 0,
    skipped: 0,
    seconds: 0,
    errors: NO_ERRORS,
    rateFactor: 1,
    state,
    ...adversaryOf(configuration),
  };
}

/** The adversary of the configuration: the given one if it fits, or a new one. */
function adversaryOf(
  configuration: TrainingConfiguration,
  given?: AdversaryProgress,
): { readonly adversary?: AdversaryProgress } {
  const state = initialAdversaryState(configuration);
  if (state === undefined) return {};
  const fits = given?.state.weights.length === state.weights.length;
  return { adversary: fits ? given : { state, error: UNKNOWING } };
}

function resumed(
  bytes: Uint8Array,
  wanted: TrainingConfiguration | undefined,
  checkpointPath: string,
  warn: (message: string) => void,
): BegunTraining {
  try {
    const begunWith = checkpointConfiguration(bytes);
    const network = createNetwork(begunWith.architecture, begunWith.network);
    const { adversary, ...checkpoint } = decodeCheckpoint(bytes, network);
    const configuration = wanted === undefined ? begunWith : trainingConfiguration(wanted);
    const given = networkOf(configuration);
    if (!isDeepStrictEqual(shapesOf(given), shapesOf(network))) {
      throw coded(
        new RangeError(
          'it is of a network with other settings; resume with its own, or with no configuration',
        ),
        'bad-configuration',
      );
    }
    if (!isDeepStrictEqual(configuration, begunWith)) {
      warn('Going on with other settings than those the training was begun with');
    }
    // New rates apply as given.
    const rates = wanted === undefined ? {} : { rateFactor: 1, errors: NO_ERRORS };
    return {
      configuration,
      network,
      checkpoint: { ...checkpoint, ...adversaryOf(configuration, adversary), ...rates, configuration },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw coded(
      new Error(`The checkpoint ${checkpointPath} cannot be used: ${reason}`),
      'checkpoint-damaged',
    );
  }
}

/** @throws RangeError when the network cannot be trained so. */
function networkOf(configuration: TrainingConfiguration): HidingNetwork {
  const network = createNetwork(configuration.architecture, configuration.network);
  const { rounding, scrambled, favoured, upsampled, downsampled, synthetic, adversary, validationSide } =
    configuration;
  const crops = stepSizes(configuration).map(({ crop }) => crop);
  for (const crop of crops) {
    if (crop % network.multiple === 0) continue;
    throw coded(
      new RangeError(
        `Expected a multiple of ${network.multiple} for crop, as the network works on blocks, but received ${crop}`,
      ),
      'bad-configuration',
    );
  }
  if (rounding === 'shaped' && crops.some((crop) => crop % ROUNDING_BLOCK !== 0)) {
    throw coded(
      new RangeError(
        `Expected a multiple of ${ROUNDING_BLOCK} for crop, as shaped rounding works on blocks, but received ${crops.join(' and ')}`,
      ),
      'bad-configuration',
    );
  }
  if (upsampled + downsampled + synthetic > 1) {
    throw coded(
      new RangeError(
        `Expected at most 1 for upsampled, downsampled and synthetic together but received ${upsampled}, ${downsampled} and ${synthetic}`,
      ),
      'bad-configuration',
    );
  }
  if (network.conditions.length === 0 && (scrambled > 0 || favoured > 0)) {
    throw coded(
      new RangeError(
        `Expected 0 for scrambled and favoured, as the network ${network.architecture} cannot be told of them, but received ${scrambled} and ${favoured}`,
      ),
      'bad-configuration',
    );
  }
  const detector = adversaryNetwork(adversary);
  if (detector === undefined) return network;
  const { multiple } = detector;
  for (const crop of crops) {
    const side = adversarySide(crop);
    if (side < multiple || side % multiple !== 0 || validationSide < crop) {
      const least = crop - side + multiple;
      throw coded(
        new RangeError(
          `Expected ${least} or any ${multiple} more for crop and at least as much for validationSide, as the adversary needs them, but received ${crop} and ${validationSide}`,
        ),
        'bad-configuration',
      );
    }
  }
  return network;
}

/** The architecture and its weights' names and shapes, which a checkpoint must fit. */
function shapesOf({ architecture, parameters }: HidingNetwork): unknown {
  return [architecture, parameters.map(({ name, shape }) => [name, shape])];
}

async function readCheckpoint(path: string, resume: boolean): Promise<Uint8Array | undefined> {
  if (resume) {
    return new Uint8Array(
      await readFile(path).catch((error: NodeJS.ErrnoException) => {
        throw coded(
          new Error(`Expected a checkpoint to resume from in ${path} but could not read it (${error.code})`),
          'checkpoint-missing',
        );
      }),
    );
  }
  if (existsSync(path)) {
    throw coded(
      new Error(`There is a training in ${path} already; resume it, or train into another folder`),
      'training-exists',
      { path },
    );
  }
  return undefined;
}
