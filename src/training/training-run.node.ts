/**
 * One training from its first step to its last check: the loop over steps, the log, and the writing of the model and its
 * checkpoint.
 */
import { join } from 'node:path';
import { writeFileAtomically } from '../image/picture-files.node.ts';
import type { ModelManifest } from '../networks/manifest.ts';
import { parameterCount } from '../networks/parameters.ts';
import type { BegunTraining } from './begin.node.ts';
import type { Checkpoint } from './checkpoint/checkpoint.ts';
import { encodeCheckpoint } from './checkpoint/checkpoint.ts';
import { writeModelFolder } from './checkpoint/model-files.node.ts';
import type { Batch } from './data/batches.ts';
import type { RunningErrors } from './explosion.ts';
import { afterStep, hasExploded, isSound, NO_ERRORS } from './explosion.ts';
import { unflattenWeights } from './optimizer/flat-weights.ts';
import type { OptimizerState } from './optimizer/optimizer.ts';
import type { CheckedPair, CoverSecretPair } from './pair-checker.ts';
import { type StepSize, stepSizeAt } from './stages.ts';
import type { TrainOptions } from './train-options.ts';
import type { StepResult, Trainer } from './trainer.ts';
import type { CheckEntry, StepsEntry, TrainingLog } from './training-log.node.ts';
import { rounded } from './training-log.node.ts';

export const CHECKPOINT_FILE = 'checkpoint.safetensors';
const ADVERSARY_FILE = 'adversary.onnx';
/** Seconds between two lines about steps in the log. */
const LOG_SECONDS = 10;
/** Weight of the last step in the adversary's running error. */
const LATEST = 0.02;
/** Steps between two measurements of the sensitivity that containers are rounded for. */
const ROUNDING_STEPS = 200;

/** The parts of a run, and its callbacks. */
export interface RunParts {
  readonly options: TrainOptions;
  readonly begun: BegunTraining;
  readonly trainer: Trainer;
  /** The batches of a size, from a number on. */
  readonly batchesFrom: (size: StepSize, first: number) => { take(): Promise<Batch> };
  readonly pairs: readonly CoverSecretPair[];
  readonly log: TrainingLog;
  /** What the training ran on. */
  readonly device: string;
  /** Number of photos to train on. */
  readonly photoCount: number;
  readonly warn: (message: string) => void;
}

export class TrainingRun {
  private readonly parts: RunParts;
  private readonly started = performance.now();
  private readonly secondsBefore: number;
  private readonly firstBatch: number;
  private checkpoint: Checkpoint;
  /** Batches used. */
  private number: number;
  private skipped: number;
  private errors: RunningErrors;
  private rateFactor: number;
  private adversaryError: number | undefined;
  /** Averaged weights of the last sound checkpoint. */
  private sound: Float32Array;
  private stage: { readonly size: StepSize; readonly batches: { take(): Promise<Batch> } } | undefined;
  private latest: Omit<StepsEntry, 'kind'> | undefined;
  private lastLog: number;
  private lastCheckpoint: number;
  private lastCheck: number;
  private checked: readonly CheckedPair[] = [];

  constructor(parts: RunParts) {
    this.parts = parts;
    const { checkpoint } = parts.begun;
    this.checkpoint = checkpoint;
    this.secondsBefore = checkpoint.seconds;
    this.number = checkpoint.batches;
    this.firstBatch = checkpoint.batches;
    this.skipped = checkpoint.skipped;
    this.errors = checkpoint.errors;
    this.rateFactor = checkpoint.rateFactor;
    this.adversaryError = checkpoint.adversary?.error;
    this.sound = checkpoint.state.averaged;
    this.lastLog = this.lastCheckpoint = this.lastCheck = this.seconds();
  }

  /** Trains to the end, or until the signal is aborted, and writes the model. */
  async toItsEnd(): Promise<{
    readonly manifest: ModelManifest;
    readonly pairs: readonly CheckedPair[];
    readonly stopped: boolean;
  }> {
    const { signal } = this.parts.options;
    while (!this.isOver() && signal?.aborted !== true) {
      await this.step();
      if (this.isOver()) break;
      await this.writeWhatIsDue();
    }
    const stopped = !this.isOver();
    const manifest = await this.check();
    return { manifest, pairs: this.checked, stopped };
  }

  /** Seconds of training, including those before a resume. */
  private seconds(): number {
    return this.secondsBefore + (performance.now() - this.started) / 1000;
  }

  /** Share of the planned length, from 0; 1 and more at the end. */
  private progress(): number {
    const { minutes, steps } = this.parts.options;
    return minutes === undefined ? this.number / steps! : this.seconds() / (60 * minutes);
  }

  /** Whether the planned length was reached when the latest step was told of. */
  private isOver(): boolean {
    const { minutes, steps } = this.parts.options;
    if (minutes === undefined) return this.number >= steps!;
    return (this.latest?.seconds ?? this.secondsBefore) >= 60 * minutes;
  }

  private async step(): Promise<void> {
    const { trainer } = this.parts;
    const progress = this.progress();
    const batches = await this.batchesAt(progress);
    if (this.isRoundingDue()) await this.shapeRounding();
    const result = await trainer.step(await batches.take(), this.number, progress, this.rateFactor);
    this.number += 1;
    if (result.skipped) this.skipped += 1;
    else {
      this.errors = afterStep(this.errors, result.coverError, result.secretError);
      if (this.adversaryError !== undefined)
        this.adversaryError += LATEST * (result.adversaryError! - this.adversaryError);
    }
    if (hasExploded(this.errors)) await this.recover();
    this.tell(result);
    if (this.seconds() - this.lastLog >= LOG_SECONDS) await this.logSteps();
  }

  /** The batches of the stage at a point of the training, for which the trainer is made ready. */
  private async batchesAt(progress: number): Promise<{ take(): Promise<Batch> }> {
    const { trainer, batchesFrom, begun } = this.parts;
    const size = stepSizeAt(begun.configuration, progress);
    if (this.stage === undefined || this.stage.size !== size) {
      await trainer.resize(size);
      this.stage = { size, batches: batchesFrom(size, this.number) };
    }
    return this.stage.batches;
  }

  /** Whether the rounding of containers has to follow the weights. */
  private isRoundingDue(): boolean {
    if (this.parts.begun.configuration.rounding !== 'shaped') return false;
    return this.number === this.firstBatch || this.number % ROUNDING_STEPS === 0;
  }

  private async shapeRounding(): Promise<void> {
    const { trainer, pairs } = this.parts;
    const { averaged } = await trainer.state();
    trainer.shapeRounding(await trainer.sensitivity(averaged, pairs));
  }

  /** Goes back to weights that were sound, at half the rate. */
  private async recover(): Promise<void> {
    const { trainer, warn } = this.parts;
    this.rateFactor /= 2;
    this.errors = NO_ERRORS;
    warn(
      `The training exploded at step ${this.number}: going on from the averaged weights of the last checkpoint, at half the rate`,
    );
    await trainer.setState(restarted(this.sound, await trainer.state()));
  }

  private tell({ learningRate, gradientNorm }: StepResult): void {
    const { minutes, steps, onProgress } = this.parts.options;
    const now = this.seconds();
    const stepsPerSecond = (this.number - this.firstBatch) / (now - this.secondsBefore);
    this.latest = {
      step: this.number,
      coverPsnr: this.errors.cover.mean,
      secretPsnr: this.errors.secret.mean,
      learningRate,
      gradientNorm,
      skipped: this.skipped,
      ...(this.adversaryError === undefined ? {} : { adversaryError: this.adversaryError }),
      seconds: now,
    };
    const secondsLeft = minutes === undefined ? (steps! - this.number) / stepsPerSecond : 60 * minutes - now;
    onProgress?.({ ...this.latest, stepsPerSecond, secondsLeft: Math.max(0, secondsLeft) });
  }

  private async writeWhatIsDue(): Promise<void> {
    const { validationMinutes, checkpointMinutes } = this.parts.begun.configuration;
    const now = this.seconds();
    if (now - this.lastCheck >= 60 * validationMinutes) await this.check();
    else if (now - this.lastCheckpoint >= 60 * checkpointMinutes) await this.save();
  }

  private async logSteps(): Promise<void> {
    const { latest } = this;
    if (latest === undefined) return;
    this.lastLog = this.seconds();
    await this.parts.log.append({
      kind: 'steps',
      ...latest,
      coverPsnr: rounded(latest.coverPsnr),
      secretPsnr: rounded(latest.secretPsnr),
      gradientNorm: rounded(latest.gradientNorm),
      ...(latest.adversaryError === undefined ? {} : { adversaryError: rounded(latest.adversaryError) }),
      seconds: rounded(latest.seconds),
    });
    this.latest = undefined;
  }

  /** Writes the checkpoint. */
  private async save(): Promise<void> {
    const { trainer, options, begun } = this.parts;
    const state = await trainer.state();
    const opponent = await trainer.adversaryState();
    this.checkpoint = {
      ...this.checkpoint,
      batches: this.number,
      skipped: this.skipped,
      seconds: this.seconds(),
      errors: this.errors,
      rateFactor: this.rateFactor,
      state,
      ...(opponent && this.adversaryError !== undefined
        ? { adversary: { state: opponent, error: this.adversaryError } }
        : {}),
    };
    if (isSound(this.errors)) this.sound = state.averaged;
    await writeFileAtomically(
      join(options.out, CHECKPOINT_FILE),
      encodeCheckpoint(this.checkpoint, begun.network),
    );
    this.lastCheckpoint = this.seconds();
  }

  /** Writes the checkpoint, measures the held-out pairs with the averaged weights, and writes the model. */
  private async check(): Promise<ModelManifest> {
    const { trainer, options, begun, pairs, log, photoCount } = this.parts;
    const { network, configuration } = begun;
    await this.save();
    await this.logSteps();
    const weights = this.checkpoint.state.averaged;
    const sensitivity = await trainer.sensitivity(weights, pairs);
    this.checked = await trainer.check(weights, pairs, sensitivity);
    const entry = this.checkEntry();
    await log.append(entry);
    options.onCheck?.(entry);
    this.lastCheck = this.seconds();
    const { adversary, from } = this.checkpoint;
    const detector = adversary && (await trainer.adversaryModel(adversary.state, this.checked));
    if (detector !== undefined) await writeFileAtomically(join(options.out, ADVERSARY_FILE), detector);
    return writeModelFolder(
      options.out,
      network,
      unflattenWeights(weights, network.parameters),
      configuration.storedPrecision,
      {
        photos: photoCount,
        steps: this.number - this.skipped,
        skipped: this.skipped,
        minutes: rounded(this.seconds() / 60),
        device: this.parts.device,
        ...(from === undefined ? {} : { from }),
        parameters: parameterCount(network.parameters),
        check: entry,
        configuration,
      },
      sensitivity,
    );
  }

  private checkEntry(): CheckEntry {
    const cover = this.checked.map((pair) => pair.coverPsnr);
    const secret = this.checked.map((pair) => pair.secretPsnr);
    return {
      kind: 'check',
      step: this.number,
      seconds: rounded(this.seconds()),
      coverPsnr: rounded(mean(cover)),
      secretPsnr: rounded(mean(secret)),
      worstCoverPsnr: rounded(Math.min(...cover)),
      worstSecretPsnr: rounded(Math.min(...secret)),
    };
  }
}

/** The state of a fresh optimiser with these weights. */
function restarted(
  weights: Float32Array,
  { step }: OptimizerState<Float32Array>,
): OptimizerState<Float32Array> {
  return {
    weights: weights.slice(),
    moment1: new Float32Array(weights.length),
    moment2: new Float32Array(weights.length),
    averaged: weights.slice(),
    step,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
