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
   * `TRAINING_DEFAULTS` by default; with `resume` that of the checkpoint, with `from` that of the model, or of the file if it has any. Given with `resume`, it
   * applies from here on; the network must be the same.
   */
  readonly configuration?: TrainingConfiguration;
  /** Length in minutes of training, those before a resume included. Either this or `steps`. */
  readonly minutes?: number;
  /** Length in steps, those before a resume included. Either this or `minutes`. */
  readonly steps?: number;
  /** Continues from the checkpoint in `out`. */
  readonly resume?: boolean;
  /**
   * Folder of a model to start from (`findModel` knows those that ship), or a file whose name ends in `.safetensors`: its weights, as
   * stored there, replace random ones; all else starts fresh. The network must be the same. Not with `resume`.
   */
  readonly from?: string;
  /** `cpu` when left out. */
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
  /** Steps so far, those before a resume included. */
  readonly step: number;
  /** Container against cover, dB. */
  readonly coverPsnr: number;
  /** Revealed secret against secret, dB. */
  readonly secretPsnr: number;
  /** Rate of this step. */
  readonly learningRate: number;
  /** Euclidean norm of this step's gradient, before clipping. */
  readonly gradientNorm: number;
  /** Steps so far that changed nothing, as their gradient was not finite. */
  readonly skipped: number;
  /** Share of the adversary's decisions that are wrong, 0-1, also a running mean; only if there is an adversary. */
  readonly adversaryError?: number;
  /** Mean since this training began or was resumed. */
  readonly stepsPerSecond: number;
  /** Seconds of training so far, those before a resume included. */
  readonly seconds: number;
  /** Seconds until the end, 0 or more, estimated where the length is in steps. */
  readonly secondsLeft: number;
}
