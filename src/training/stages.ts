/** Stages of a training, with crops and batches of other sizes: small crops teach fast, large ones the borders and what is far. */
import { coded } from '../errors/coded.ts';

/** A part of a training. */
export interface TrainingStage {
  /** Share of the training's length at which it ends, 0-1. */
  readonly until: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  /** Pairs a step. */
  readonly batch: number;
}

/** Crops and batches of a training. */
export interface StageConfiguration {
  readonly crop: number;
  readonly batch: number;
  /** In their order; none: all steps are alike. */
  readonly stages: readonly TrainingStage[];
}

/** The sizes of a step. */
export type StepSize = Pick<TrainingStage, 'crop' | 'batch'>;

const NAMES = ['until', 'crop', 'batch'] as const;

/** All sizes, in their order. */
export function stepSizes({ crop, batch, stages }: StageConfiguration): readonly StepSize[] {
  return stages.length === 0 ? [{ crop, batch }] : stages;
}

/**
 * The sizes at a point of the training.
 *
 * @param progress - its finished share, 0-1.
 */
export function stepSizeAt(configuration: StageConfiguration, progress: number): StepSize {
  const { stages } = configuration;
  return stages.find(({ until }) => progress < until) ?? stages.at(-1) ?? configuration;
}

/**
 * The stages that a JSON value describes.
 *
 * @throws TypeError, RangeError `bad-configuration`.
 */
export function trainingStages(value: unknown): readonly TrainingStage[] {
  if (!Array.isArray(value))
    throw refused(TypeError, `a list for stages but received ${JSON.stringify(value)}`);
  let before = 0;
  const stages = value.map((stage: unknown, index): TrainingStage => {
    const name = `stages[${index}]`;
    if (typeof stage !== 'object' || stage === null || Array.isArray(stage)) {
      throw refused(TypeError, `an object for ${name} but received ${JSON.stringify(stage)}`);
    }
    const unknown = Object.keys(stage).find((key) => !(NAMES as readonly string[]).includes(key));
    if (unknown !== undefined) {
      throw refused(TypeError, `until, crop and batch in ${name} but received ${unknown}`);
    }
    const { until, crop, batch } = stage as Record<string, unknown>;
    for (const [key, size] of [
      ['crop', crop],
      ['batch', batch],
    ] as const) {
      if (!Number.isSafeInteger(size) || (size as number) < 1) {
        throw refused(
          RangeError,
          `a positive whole number for ${name}.${key} but received ${JSON.stringify(size)}`,
        );
      }
    }
    if (typeof until !== 'number' || !(until > before && until <= 1)) {
      const what = `a number above ${before}, up to 1, for ${name}.until`;
      throw refused(RangeError, `${what} but received ${JSON.stringify(until)}`);
    }
    before = until;
    return { until, crop: crop as number, batch: batch as number };
  });
  if (stages.length > 0 && before !== 1) {
    throw refused(RangeError, `1 for the last stage's until but received ${before}`);
  }
  return stages;
}

function refused(Kind: typeof TypeError | typeof RangeError, what: string): Error {
  return coded(new Kind(`Expected ${what}`), 'bad-configuration');
}
