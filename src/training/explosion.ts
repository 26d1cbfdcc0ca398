/**
 * Detects that a training has exploded: the errors of both sides stay far above their best. Averaged weights from before are
 * still good then; skipping steps alone would stall for ever.
 */

/** A side's running mean of decibels, and its highest value. */
export interface RunningDecibels {
  readonly mean: number;
  readonly best: number;
}

/**
 * The state of the running errors; part of a checkpoint, so that a resumed training notices the same. The means are of decibels and not
 * of squared errors, so that one batch with a collapsed picture counts as one bad batch and not as the end of the training.
 */
export interface RunningErrors {
  readonly cover: RunningDecibels;
  readonly secret: RunningDecibels;
  /** Number of steps in the means. */
  readonly steps: number;
}

const NONE: RunningDecibels = { mean: 0, best: 0 };
export const NO_ERRORS: RunningErrors = { cover: NONE, secret: NONE, steps: 0 };

/** Weight of the last step in the running means, after the first steps. */
const RUNNING_MEAN = 0.05;

/**
 * A side that falls this far below its best, dB, has collapsed. Both must, because at the start of a training the cover falls
 * from a perfect copy while the secret rises, and a change of settings moves decibels from one to the other.
 */
const COLLAPSE = 4;

/** A side this far below its best, dB, is in trouble: its averaged weights may be spoilt. */
const UNEASE = 1.5;

/** The running errors after a step with these mean squared errors, samples 0-1. */
export function afterStep(errors: RunningErrors, coverError: number, secretError: number): RunningErrors {
  const steps = errors.steps + 1;
  const weight = Math.max(RUNNING_MEAN, 1 / steps);
  const next = ({ mean, best }: RunningDecibels, error: number): RunningDecibels => {
    const moved = mean + weight * (decibels(error) - mean);
    // The first steps of a new mean say little.
    return { mean: moved, best: steps * RUNNING_MEAN < 1 ? 0 : Math.max(best, moved) };
  };
  return { cover: next(errors.cover, coverError), secret: next(errors.secret, secretError), steps };
}

/** Whether the running errors are those of a training that has exploded. */
export function hasExploded({ cover, secret }: RunningErrors): boolean {
  return cover.mean < cover.best - COLLAPSE && secret.mean < secret.best - COLLAPSE;
}

/** Whether the averaged weights are good enough to go back to. */
export function isSound({ cover, secret }: RunningErrors): boolean {
  return cover.mean >= cover.best - UNEASE || secret.mean >= secret.best - UNEASE;
}

/** Mean squared error, samples 0-1, in dB; at most 150, which is beyond what float32 can tell from none. */
export function decibels(meanSquaredError: number): number {
  return -10 * Math.log10(Math.max(meanSquaredError, 1e-15));
}
