/**
 * Training in Node: a folder of photos in, a model folder with checkpoints and a log out.
 */
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../image/node.ts';
import { inferenceModels } from '../networks/inference.ts';
import type { ModelManifest } from '../networks/manifest.ts';
import { parameterCount } from '../networks/parameters.ts';
import { createNodeRuntime } from '../runtime/node.ts';
import { BatchQueue } from './batches.ts';
import { beginTraining } from './begin.node.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { TrainingConfiguration } from './configuration.ts';
import { afterStep, hasExploded, isSound, NO_ERRORS } from './explosion.ts';
import { unflattenWeights } from './flat-weights.ts';
import { writeModelFolder } from './model-files.node.ts';
import type { OptimizerState } from './optimizer.ts';
import { folderPhotos, holdOut, validationPairs } from './photo-folder.node.ts';
import { PhotoPool } from './photos.ts';
import type { CheckedPair } from './trainer.ts';
import { Trainer } from './trainer.ts';

/** What to train on, where to, and for how long. */
export interface TrainOptions {
  /** Folder of photos; subfolders are not entered. */
  readonly data: string;
  /** Folder for the model, the checkpoint and the log; made when it is missing. */
  readonly out: string;
  /**
   * `TRAINING_DEFAULTS` when left out; with `resume` that of the checkpoint, with `from` that of the model. Given with `resume`, it
   * counts from here on; the network must be the same.
   */
  readonly configuration?: TrainingConfiguration;
  /** Length of the training, one of the two: minutes of training, resumed ones included, or steps. */
  readonly minutes?: number;
  readonly steps?: number;
  /** Go on from the checkpoint in `out`. */
  readonly resume?: boolean;
  /**
   * Folder of a model to start from (`findModel` knows those that ship): its weights, as they are in its files, take the place of
   * random ones; all else begins anew. The network must be the same. Not with `resume`.
   */
  readonly from?: string;
  readonly device?: 'cpu' | 'webgpu';
  /** Threads inside an operator; one a core when left out. */
  readonly threads?: number;
  /** Ends the training early, after the step under way, with a checkpoint and a model. */
  readonly signal?: AbortSignal;
  /** Told after every step. */
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Told about each picture that cannot be used, and other things worth knowing. */
  readonly onWarning?: (message: string) => void;
  /** Told about each check on held-out pairs. */
  readonly onCheck?: (entry: CheckEntry) => void;
}

/** Where a training stands, after every step. Decibels are running means over the last steps. */
export interface TrainingProgress {
  readonly step: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly skipped: number;
  /** Part of the adversary's decisions that are wrong, 0-1, a running mean too; only where there is one. */
  readonly adversaryError?: number;
  readonly stepsPerSecond: number;
  /** Seconds of training so far, and until the end. */
  readonly seconds: number;
  readonly secondsLeft: number;
}

/** A line of `training.jsonl` about a stretch of steps. */
export interface StepsEntry {
  readonly kind: 'steps';
  readonly step: number;
  readonly seconds: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly skipped: number;
  /** See `TrainingProgress`. */
  readonly adversaryError?: number;
}

/** A line of `training.jsonl` about a check on held-out pairs, with the averaged weights. */
export interface CheckEntry {
  readonly kind: 'check';
  readonly step: number;
  readonly seconds: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  /** Lowest of all pairs. */
  readonly worstCoverPsnr: number;
  readonly worstSecretPsnr: number;
}

/** A line of `training.jsonl`. */
export type LogEntry = StepsEntry | CheckEntry;

/** What a training leaves behind besides its files. */
export interface TrainingResult {
  readonly manifest: ModelManifest;
  /** All lines of `training.jsonl`, those before a resume included. */
  readonly log: readonly LogEntry[];
  /** The held-out pairs, hidden and revealed with the final weights. */
  readonly pairs: readonly CheckedPair[];
  /** Names of the pictures that could not be used. */
  readonly skippedPhotos: readonly string[];
  /** True when the signal ended the training early; the checkpoint is there. */
  readonly stopped: boolean;
}

const CHECKPOINT_FILE = 'checkpoint.safetensors';
const LOG_FILE = 'training.jsonl';
const ADVERSARY_FILE = 'adversary.onnx';
/** Seconds between two lines about steps in the log. */
const LOG_SECONDS = 10;
/** Weight of the last step in the adversary's running error. */
const LATEST = 0.02;

/**
 * Trains a network and writes its model folder: `model.json`, `hide.onnx`, `reveal.onnx` (averaged weights), and beside
 * them `checkpoint.safetensors` and `training.jsonl`; with an adversary also `adversary.onnx`, the detector as it stands.
 *
 * A training that was killed goes on with `resume`, on the same batches, from the last checkpoint.
 *
 * @throws Error when the data or the folder cannot be used; TypeError or RangeError when an option does not fit.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const { out, minutes, steps } = options;
  if ((minutes === undefined) === (steps === undefined)) {
    throw new TypeError('Expected either minutes or steps for the length of the training');
  }
  if (!((minutes ?? steps ?? 0) > 0)) {
    throw new RangeError(`Expected a positive length of the training but received ${minutes ?? steps}`);
  }
  const warn = options.onWarning ?? (() => undefined);
  const photos = await folderPhotos(options.data);
  const checkpointPath = join(out, CHECKPOINT_FILE);
  const begun = await beginTraining(options, checkpointPath, warn);
  const { configuration, network } = begun;
  let checkpoint = begun.checkpoint;
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `Expected a folder that can be written for the model but received ${out} (${error.code})`,
    );
  });

  const { training, validation } = holdOut(photos, configuration.validationPhotos);
  const skippedPhotos = new Set<string>();
  const onSkip = (name: string, reason: string): void => {
    // A photo may be asked for both as a held-out one and as one to train on.
    if (skippedPhotos.has(name)) return;
    skippedPhotos.add(name);
    warn(`Left out ${name}: ${reason}`);
  };
  const pool = new PhotoPool(training, {
    cacheBytes: configuration.cacheMebibytes * 2 ** 20,
    smallestSide: configuration.crop,
    onSkip,
  });
  const pairs = await validationPairs(validation, pool, network.multiple, configuration, onSkip);
  const log = await restoreLog(join(out, LOG_FILE), checkpoint.batches);
  const append = async (entry: LogEntry): Promise<void> => {
    log.push(entry);
    await appendFile(join(out, LOG_FILE), `${JSON.stringify(entry)}\n`);
  };

  const runtime = createNodeRuntime({
    backend: options.device ?? 'cpu',
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  try {
    const { adversary } = checkpoint;
    const trainer = await Trainer.create(network, configuration, runtime, checkpoint.state, adversary?.state);
    const batches = new BatchQueue(pool, configuration, checkpoint.batches);
    const secondsBefore = checkpoint.seconds;
    const started = performance.now();
    const seconds = (): number => secondsBefore + (performance.now() - started) / 1000;
    const progress = (): number =>
      minutes === undefined ? number / (steps as number) : seconds() / (60 * minutes);

    let number = checkpoint.batches;
    let skipped = checkpoint.skipped;
    const firstNumber = number;
    let errors = checkpoint.errors;
    let rateFactor = checkpoint.rateFactor;
    let adversaryError = adversary?.error;
    /** Averaged weights of the last checkpoint that was written while all was well. */
    let sound = checkpoint.state.averaged;
    let latest: Omit<StepsEntry, 'kind'> | undefined;
    let lastLog = seconds();
    let lastCheckpoint = seconds();
    let lastCheck = seconds();
    let checked: CheckedPair[] = [];

    const logSteps = async (): Promise<void> => {
      if (latest === undefined) return;
      lastLog = seconds();
      await append({
        kind: 'steps',
        ...latest,
        coverPsnr: round(latest.coverPsnr),
        secretPsnr: round(latest.secretPsnr),
        gradientNorm: round(latest.gradientNorm),
        ...(latest.adversaryError === undefined ? {} : { adversaryError: round(latest.adversaryError) }),
        seconds: round(latest.seconds),
      });
      latest = undefined;
    };
    const save = async (): Promise<void> => {
      const state = await trainer.state();
      const opponent = await trainer.adversaryState();
      checkpoint = {
        ...checkpoint,
        batches: number,
        skipped,
        seconds: seconds(),
        errors,
        rateFactor,
        state,
        ...(opponent && adversaryError !== undefined
          ? { adversary: { state: opponent, error: adversaryError } }
          : {}),
      };
      if (isSound(errors)) sound = state.averaged;
      await writeFileAtomically(checkpointPath, encodeCheckpoint(checkpoint, network));
      lastCheckpoint = seconds();
    };
    const check = async (): Promise<ModelManifest> => {
      await save();
      await logSteps();
      const weights = checkpoint.state.averaged;
      checked = await trainer.check(weights.slice(), pairs);
      const entry: CheckEntry = {
        kind: 'check',
        step: number,
        seconds: round(seconds()),
        coverPsnr: round(mean(checked.map((pair) => pair.coverPsnr))),
        secretPsnr: round(mean(checked.map((pair) => pair.secretPsnr))),
        worstCoverPsnr: round(Math.min(...checked.map((pair) => pair.coverPsnr))),
        worstSecretPsnr: round(Math.min(...checked.map((pair) => pair.secretPsnr))),
      };
      await append(entry);
      options.onCheck?.(entry);
      lastCheck = seconds();
      const detector =
        checkpoint.adversary && (await trainer.adversaryModel(checkpoint.adversary.state, checked));
      if (detector !== undefined) await writeFileAtomically(join(out, ADVERSARY_FILE), detector);
      const files = inferenceModels(
        network,
        unflattenWeights(weights, network.parameters),
        configuration.storedPrecision,
      );
      return writeModelFolder(out, network, files, {
        photos: training.names.length,
        steps: number - skipped,
        skipped,
        minutes: round(seconds() / 60),
        device: runtime.backend,
        ...(checkpoint.from === undefined ? {} : { from: checkpoint.from }),
        parameters: parameterCount(network.parameters),
        check: entry,
        configuration,
      });
    };

    while (progress() < 1 && options.signal?.aborted !== true) {
      const batch = await batches.take();
      const result = await trainer.step(batch, number, progress(), rateFactor);
      number += 1;
      if (result.skipped) skipped += 1;
      else {
        errors = afterStep(errors, result.coverError, result.secretError);
        if (adversaryError !== undefined)
          adversaryError += LATEST * (result.adversaryError! - adversaryError);
      }
      if (hasExploded(errors)) {
        rateFactor /= 2;
        errors = NO_ERRORS;
        warn(
          `The training exploded at step ${number}: going on from the averaged weights of the last checkpoint, at half the rate`,
        );
        await trainer.setState(restarted(sound, await trainer.state()));
      }
      const now = seconds();
      const stepsPerSecond = (number - firstNumber) / (now - secondsBefore);
      latest = {
        step: number,
        coverPsnr: errors.cover.mean,
        secretPsnr: errors.secret.mean,
        learningRate: result.learningRate,
        gradientNorm: result.gradientNorm,
        skipped,
        ...(adversaryError === undefined ? {} : { adversaryError }),
        seconds: now,
      };
      const secondsLeft =
        minutes === undefined ? ((steps as number) - number) / stepsPerSecond : 60 * minutes - now;
      options.onProgress?.({ ...latest, stepsPerSecond, secondsLeft: Math.max(0, secondsLeft) });
      if (now - lastLog >= LOG_SECONDS) await logSteps();
      if (progress() >= 1) break;
      if (now - lastCheck >= 60 * configuration.validationMinutes) await check();
      else if (now - lastCheckpoint >= 60 * configuration.checkpointMinutes) await save();
    }
    // Asked for before the check, which takes time of its own.
    const stopped = progress() < 1;
    const manifest = await check();
    await trainer.dispose();
    return { manifest, log, pairs: checked, skippedPhotos: [...skippedPhotos], stopped };
  } finally {
    await runtime.dispose();
  }
}

/** Lines up to the checkpoint; later ones will be written again. */
async function restoreLog(path: string, batches: number): Promise<LogEntry[]> {
  if (batches === 0) {
    await rm(path, { force: true });
    return [];
  }
  const text = await readFile(path, 'utf8').catch(() => '');
  const log: LogEntry[] = [];
  for (const line of text.split('\n')) {
    try {
      const entry = JSON.parse(line) as LogEntry;
      if (entry.step <= batches) log.push(entry);
    } catch {
      // An empty line, or one that the end of the process cut short.
    }
  }
  await writeFile(path, log.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  return log;
}

/** The state of an optimiser that starts anew from these weights. */
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

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
