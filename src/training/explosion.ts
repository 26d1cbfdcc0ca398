/**
 * Notices that a training has exploded: the errors of the last steps are far above the best that it had. Averaged weights from
 * before are still good then; skipping steps alone would stall for ever.
 */

/** Where the running errors stand; part of a checkpoint, so that a resumed training notices the same. */
export interface RunningErrors {
  /** Running means of the squared errors of cover and secret; 0 before the first step. */
  readonly cover: number;
  readonly secret: number;
  /** Highest sum of both in dB so far; 0 before the first step. */
  readonly best: number;
}

export const NO_ERRORS: RunningErrors = { cover: 0, secret: 0, best: 0 };

/** Weight of the last step in the running means. */
const RUNNING_MEAN = 0.05;

/** A training that falls this far below its best, dB of cover and secret together, has exploded. */
const COLLAPSE = 8;

/** The running errors after a step. */
export function afterStep(errors: RunningErrors, cover: number, secret: number): RunningErrors {
  const blend = (mean: number, value: number): number =>
    errors.cover === 0 ? value : (1 - RUNNING_MEAN) * mean + RUNNING_MEAN * value;
  const next = { cover: blend(errors.cover, cover), secret: blend(errors.secret, secret) };
  return { ...next, best: Math.max(errors.best, score(next)) };
}

/** Whether the running errors are those of a training that has exploded. */
export function hasExploded(errors: RunningErrors): boolean {
  return errors.cover > 0 && score(errors) < errors.best - COLLAPSE;
}

/** Mean squared error, samples 0-1, in dB. */
export function decibels(meanSquaredError: number): number {
  return -10 * Math.log10(meanSquaredError);
}

function score({ cover, secret }: Pick<RunningErrors, 'cover' | 'secret'>): number {
  return decibels(cover) + decibels(secret);
}
