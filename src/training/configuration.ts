/**
 * Everything that defines a training, with defaults, and its reading from a JSON file.
 */
import { coded } from '../errors/coded.ts';
import type { WeightPrecision } from '../graph/lower.ts';
import type { AdversaryConfiguration } from './detector/adversary.ts';
import type { OptimizerConfiguration } from './optimizer/optimizer.ts';
import { OPTIMIZER_DEFAULTS } from './optimizer/optimizer.ts';
import type { ScheduleConfiguration } from './optimizer/schedule.ts';
import type { TrainingStage } from './stages.ts';
import { trainingStages } from './stages.ts';
import type { TrainingRounding } from './training-step.ts';

/** Everything that defines a training except its data and its length. */
export interface TrainingConfiguration {
  /** Name of the architecture, one that `createNetwork` knows. */
  readonly architecture: string;
  /** Settings of the architecture, such as `{ "maps": 32 }`. */
  readonly network: Readonly<Record<string, unknown>>;
  /** `mse`: mean squared errors (Baluja); `rms`: each picture's root mean squared error, so that no picture outweighs others. */
  readonly loss: 'mse' | 'rms';
  /** Weight of the secret's error in the loss. */
  readonly beta: number;
  /** The factor that multiplies `beta` if the secret is favoured, and divides it if the cover is. */
  readonly favourFactor: number;
  /** Standard deviation of the noise added to the container, in grey levels; 0 for none. */
  readonly noise: number;
  /** How containers are rounded: `nearest`, each sample by itself, or `shaped`, as the finished model does. */
  readonly rounding: TrainingRounding;
  /** Pairs a step, where there are no stages. */
  readonly batch: number;
  /** Side of the square crops, in pixels, where there are no stages. */
  readonly crop: number;
  /** Parts of the training with crops and batches of other sizes; none when empty. */
  readonly stages: readonly TrainingStage[];
  /** How often a crop's colours are changed at random, 0-1. */
  readonly colourChange: number;
  /** How often a crop is of an enlarged picture, 0-1: without fine detail. */
  readonly upsampled: number;
  /** How often a crop is of a picture shrunk to half, 0-1: with sharper detail. */
  readonly downsampled: number;
  /** How often a crop is no photo, 0-1: flat, blocky, smooth or striped. */
  readonly synthetic: number;
  /** How often a crop has the noise of a sensor, 0-1. */
  readonly sensorNoise: number;
  /** How often a secret is scrambled as with a key, 0-1; for networks with that condition. */
  readonly scrambled: number;
  /** How often a pair favours one side, 0-1; for networks with that condition. */
  readonly favoured: number;
  /** Seed of weights, batches and noise: a whole number of 32 bits. */
  readonly seed: number;
  /** How many times the running mean a batch's loss may be if it is to be learned from; 0 for any. */
  readonly badBatch: number;
  /** The learning rate over the training. */
  readonly schedule: ScheduleConfiguration;
  /** How weights follow their gradient. */
  readonly optimizer: OptimizerConfiguration;
  /** A detector that the network trains against. */
  readonly adversary: AdversaryConfiguration;
  /** How weights are stored in the model's files. */
  readonly storedPrecision: WeightPrecision;
  /** Number of pictures held out for checks. */
  readonly validationPhotos: number;
  /** Largest side of the squares that the checks use, in pixels. */
  readonly validationSide: number;
  /** Minutes of training between checkpoints; 0 or more. */
  readonly checkpointMinutes: number;
  /** Minutes of training between checks on held-out pairs; 0 or more. Each writes a checkpoint and the model, too. */
  readonly validationMinutes: number;
  /** Memory for decoded pictures, in MiB. */
  readonly cacheMebibytes: number;
}

/** The defaults of a training. */
export const TRAINING_DEFAULTS: TrainingConfiguration = {
  architecture: 'baluja',
  network: {},
  loss: 'mse',
  beta: 0.75,
  favourFactor: 2,
  noise: 0,
  rounding: 'nearest',
  batch: 8,
  crop: 48,
  stages: [],
  colourChange: 0.5,
  upsampled: 0,
  downsampled: 0,
  synthetic: 0,
  sensorNoise: 0,
  scrambled: 0,
  favoured: 0,
  seed: 1,
  badBatch: 0,
  schedule: { learningRate: 1e-3, warmupSteps: 200, finalFraction: 0.02 },
  optimizer: OPTIMIZER_DEFAULTS,
  adversary: { weight: 0, maps: 8, learningRate: 1e-3, warmupSteps: 500 },
  storedPrecision: 'float32',
  validationPhotos: 12,
  validationSide: 256,
  checkpointMinutes: 2,
  validationMinutes: 5,
  cacheMebibytes: 1024,
};

type Plain = Readonly<Record<string, unknown>>;

/** The range of a number. */
interface Range {
  readonly what: string;
  allows(value: number): boolean;
}

const POSITIVE: Range = { what: 'a positive number', allows: (value) => value > 0 };
const NOT_NEGATIVE: Range = { what: 'a number of 0 or more', allows: (value) => value >= 0 };
const FRACTION: Range = { what: 'a number of 0 to 1', allows: (value) => value >= 0 && value <= 1 };
const DECAY: Range = { what: 'a number of 0 to below 1', allows: (value) => value >= 0 && value < 1 };
const COUNT: Range = {
  what: 'a positive whole number',
  allows: (value) => Number.isSafeInteger(value) && value >= 1,
};
const WHOLE: Range = {
  what: 'a whole number of 0 or more',
  allows: (value) => Number.isSafeInteger(value) && value >= 0,
};
const SEED: Range = {
  what: 'a whole number of 0 to 4294967295',
  allows: (value) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff,
};

const RANGES: Readonly<Record<string, Range>> = {
  beta: NOT_NEGATIVE,
  favourFactor: POSITIVE,
  noise: NOT_NEGATIVE,
  batch: COUNT,
  crop: COUNT,
  colourChange: FRACTION,
  upsampled: FRACTION,
  downsampled: FRACTION,
  synthetic: FRACTION,
  sensorNoise: FRACTION,
  scrambled: FRACTION,
  favoured: FRACTION,
  seed: SEED,
  badBatch: NOT_NEGATIVE,
  'schedule.learningRate': POSITIVE,
  'schedule.warmupSteps': WHOLE,
  'schedule.finalFraction': FRACTION,
  'optimizer.beta1': DECAY,
  'optimizer.beta2': DECAY,
  'optimizer.epsilon': POSITIVE,
  'optimizer.clipNorm': POSITIVE,
  'optimizer.weightDecay': NOT_NEGATIVE,
  'optimizer.averageDecay': DECAY,
  'adversary.weight': NOT_NEGATIVE,
  'adversary.maps': COUNT,
  'adversary.learningRate': POSITIVE,
  'adversary.warmupSteps': WHOLE,
  validationPhotos: WHOLE,
  validationSide: COUNT,
  checkpointMinutes: NOT_NEGATIVE,
  validationMinutes: NOT_NEGATIVE,
  cacheMebibytes: NOT_NEGATIVE,
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  storedPrecision: ['float32', 'float16'] satisfies WeightPrecision[],
  loss: ['mse', 'rms'] satisfies TrainingConfiguration['loss'][],
  rounding: ['nearest', 'shaped'] satisfies TrainingRounding[],
  'optimizer.method': ['adam', 'muon'] satisfies OptimizerConfiguration['method'][],
};

/**
 * The configuration that a JSON value describes; missing settings come from `defaults`.
 *
 * @param value - a plain object, nested as `TrainingConfiguration` is.
 * @param defaults - what settings are that `value` leaves out; `TRAINING_DEFAULTS` when left out.
 * @throws TypeError when a setting is unknown or has the wrong type, RangeError when its value cannot be; the message names
 *   it. The network's settings are looked at by the network.
 */
export function trainingConfiguration(
  value: unknown,
  defaults: TrainingConfiguration = TRAINING_DEFAULTS,
): TrainingConfiguration {
  return merge(defaults as unknown as Plain, value, '') as unknown as TrainingConfiguration;
}

function merge(defaults: Plain, value: unknown, path: string): Plain {
  const result: Record<string, unknown> = { ...defaults };
  for (const [key, setting] of Object.entries(plain(value, path))) {
    const name = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(defaults, key)) {
      throw coded(
        new TypeError(
          `Expected one of ${Object.keys(defaults).join(', ')} in ${path || 'the configuration'} but received ${name}`,
        ),
        'bad-configuration',
      );
    }
    const standard = defaults[key];
    if (name === 'network') result[key] = plain(setting, name);
    else if (name === 'stages') result[key] = trainingStages(setting);
    else if (typeof standard === 'object') result[key] = merge(standard as Plain, setting, name);
    else result[key] = checked(setting, standard, name);
  }
  return result;
}

function checked(setting: unknown, standard: unknown, name: string): unknown {
  const range = RANGES[name];
  const choices = CHOICES[name];
  if (typeof setting !== typeof standard) {
    throw coded(
      new TypeError(
        `Expected ${range?.what ?? `a ${typeof standard}`} for ${name} but received ${JSON.stringify(setting)}`,
      ),
      'bad-configuration',
    );
  }
  if (range !== undefined && !(Number.isFinite(setting) && range.allows(setting as number))) {
    throw coded(
      new RangeError(`Expected ${range.what} for ${name} but received ${setting}`),
      'bad-configuration',
    );
  }
  if (choices !== undefined && !choices.includes(setting as string)) {
    throw coded(
      new RangeError(`Expected one of ${choices.join(', ')} for ${name} but received ${setting}`),
      'bad-configuration',
    );
  }
  return setting;
}

function plain(value: unknown, path: string): Plain {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Plain;
  throw coded(
    new TypeError(
      `Expected an object for ${path || 'the configuration'} but received ${JSON.stringify(value)}`,
    ),
    'bad-configuration',
  );
}
