/**
 * Notices that a training has exploded: the errors of its steps stay far above the best that it had. Averaged weights from before
 * are still good then; skipping steps alone would stall for ever.
 */

/** Where the running errors stand; part of a checkpoint, so that a resumed training notices the same. */
export interface RunningErrors {
  /**
   * Running means of the errors of cover and secret in dB: of decibels and not of squared errors, so that one batch with a picture
   * that collapsed counts as one bad batch and not as the end of the training.
   */
  readonly cover: number;
  readonly secret: number;
  /** Highest sum of both so far, dB. */
  readonly best: number;
  /** Steps that the means are of. */
  readonly steps: number;
}

export const NO_ERRORS: RunningErrors = { cover: 0, secret: 0, best: 0, steps: 0 };

/** Weight of the last step in the running means, once they are of many. */
const RUNNING_MEAN = 0.05;

/** A training that falls this far below its best, dB of cover and secret together, has exploded. */
const COLLAPSE = 8;

/** The running errors after a step with these mean squared errors, samples 0-1. */
export function afterStep(errors: RunningErrors, coverError: number, secretError: number): RunningErrors {
  const steps = errors.steps + 1;
  const weight = Math.max(RUNNING_MEAN, 1 / steps);
  const blend = (mean: number, error: number): number => mean + weight * (decibels(error) - mean);
  const cover = blend(errors.cover, coverError);
  const secret = blend(errors.secret, secretError);
  // The first steps of a mean that has just begun say little.
  const best = steps * RUNNING_MEAN < 1 ? 0 : Math.max(errors.best, cover + secret);
  return { cover, secret, best, steps };
}

/** Whether the running errors are those of a training that has exploded. */
export function hasExploded({ cover, secret, best }: RunningErrors): boolean {
  return cover + secret < best - COLLAPSE;
}

/** Mean squared error, samples 0-1, in dB; at most 150, which is beyond what float32 can tell from none. */
export function decibels(meanSquaredError: number): number {
  return -10 * Math.log10(Math.max(meanSquaredError, 1e-15));
}
