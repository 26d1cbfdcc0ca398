/**
 * The options of a training, and its progress reports.
 */
import type { TrainingConfiguration } from './configuration.ts';
import type { CheckEntry } from './training-log.node.ts';

/** The data, the output and the length of a training. */
export interface TrainOptions {
  /** Folder of photos; subfolders are not entered. */
  readonly data: string;
  /** Folder for the model, the checkpoint and the log; created if missing. */
  readonly out: string;
  /**
   * `TRAINING_DEFAULTS` by default; with `resume` that of the checkpoint, with `from` that of the model. Given with `resume`, it
   * applies from here on; the network must be the same.
   */
  readonly configuration?: TrainingConfiguration;
  /** Length of the training, one of the two: minutes of training, resumed ones included, or steps. */
  readonly minutes?: number;
  readonly steps?: number;
  /** Continues from the checkpoint in `out`. */
  readonly resume?: boolean;
  /**
   * Folder of a model to start from (`findModel` knows those that ship): its weights, as stored in its files, replace random
   * ones; all else starts fresh. The network must be the same. Not with `resume`.
   */
  readonly from?: string;
  readonly device?: 'cpu' | 'webgpu';
  /** Threads inside an operator; by default one for each core. */
  readonly threads?: number;
  /** Ends the training early, after the step under way, with a checkpoint and a model. */
  readonly signal?: AbortSignal;
  /** Called after every step. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Receives a note about each picture that cannot be used, and other notes. */
  readonly onWarning?: (message: string) => void;
  /** Receives each check on held-out pairs. */
  readonly onCheck?: (entry: CheckEntry) => void;
}

/** The progress of a training after every step. Decibels are running means over the last steps. */
export interface TrainingProgress {
  readonly step: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly skipped: number;
  /** Share of the adversary's decisions that are wrong, 0-1, also a running mean; only if there is an adversary. */
  readonly adversaryError?: number;
  readonly stepsPerSecond: number;
  /** Seconds of training so far, and until the end. */
  readonly seconds: number;
  readonly secondsLeft: number;
}
