/**
 * The learning rate over a training: linear warm-up, then half a cosine down to a floor (Loshchilov and Hutter 2017,
 * https://arxiv.org/abs/1608.03983, without restarts).
 */
export interface ScheduleConfiguration {
  /** Highest rate. */
  readonly learningRate: number;
  /** Steps of the warm-up. */
  readonly warmupSteps: number;
  /** Rate at the end, as a fraction of the highest. */
  readonly finalFraction: number;
}

/**
 * The rate of a step.
 *
 * @param step - steps before this one.
 * @param progress - the finished share of the training, 0-1, in steps or in time.
 */
export function learningRate(step: number, progress: number, configuration: ScheduleConfiguration): number {
  const { learningRate: highest, warmupSteps, finalFraction } = configuration;
  const warmup = warmupSteps === 0 ? 1 : Math.min(1, (step + 1) / warmupSteps);
  const cosine = (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, progress)))) / 2;
  return highest * warmup * (finalFraction + (1 - finalFraction) * cosine);
}
