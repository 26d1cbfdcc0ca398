/**
 * Everything that defines a training, with defaults, and the reading of it from a JSON file.
 */
import type { OptimizerConfiguration } from './optimizer.ts';
import type { ScheduleConfiguration } from './schedule.ts';

export interface TrainingConfiguration {
  readonly architecture: string;
  /** Settings of the architecture, such as `{ "maps": 32 }`. */
  readonly network: Readonly<Record<string, unknown>>;
  /** Weight of the secret's error in the loss. */
  readonly beta: number;
  /** Standard deviation of the noise added to the container, in grey levels; 0 for none. */
  readonly noise: number;
  /** Pairs a step. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  readonly seed: number;
  readonly schedule: ScheduleConfiguration;
  readonly optimizer: OptimizerConfiguration;
  /** Pictures that are held out to check the training on. */
  readonly validationPhotos: number;
  /** Largest side of the squares that the checks use, in pixels. */
  readonly validationSide: number;
  readonly checkpointMinutes: number;
  readonly validationMinutes: number;
  /** Memory for decoded pictures, in MiB. */
  readonly cacheMebibytes: number;
}

export const TRAINING_DEFAULTS: TrainingConfiguration = {
  architecture: 'baluja',
  network: {},
  beta: 0.75,
  noise: 0,
  batch: 8,
  crop: 48,
  seed: 1,
  schedule: { learningRate: 1e-3, warmupSteps: 200, finalFraction: 0.02 },
  optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clipNorm: 1, averageDecay: 0.999 },
  validationPhotos: 12,
  validationSide: 256,
  checkpointMinutes: 2,
  validationMinutes: 5,
  cacheMebibytes: 1024,
};

type Plain = Readonly<Record<string, unknown>>;

/**
 * The configuration that a JSON value describes; what it leaves out is as in `defaults`.
 *
 * @throws TypeError when a setting is unknown or has the wrong type; the message names it.
 */
export function trainingConfiguration(
  value: unknown,
  defaults: TrainingConfiguration = TRAINING_DEFAULTS,
): TrainingConfiguration {
  return merge(defaults as unknown as Plain, value, '') as unknown as TrainingConfiguration;
}

function merge(defaults: Plain, value: unknown, path: string): Plain {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(
      `Expected an object for ${path || 'the configuration'} but received ${JSON.stringify(value)}`,
    );
  }
  const result: Record<string, unknown> = { ...defaults };
  for (const [key, setting] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    const standard = defaults[key];
    if (standard === undefined) {
      throw new TypeError(
        `Expected one of ${Object.keys(defaults).join(', ')} in ${path || 'the configuration'} but received ${name}`,
      );
    }
    if (key === 'network' && path === '') result[key] = setting;
    else if (typeof standard === 'object') result[key] = merge(standard as Plain, setting, name);
    else if (typeof setting !== typeof standard || (typeof setting === 'number' && !(setting >= 0))) {
      throw new TypeError(
        `Expected a ${typeof standard === 'number' ? 'number of 0 or more' : typeof standard} for ${name} but received ${JSON.stringify(setting)}`,
      );
    } else result[key] = setting;
  }
  return result;
}
