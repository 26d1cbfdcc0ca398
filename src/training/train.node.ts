/**
 * Training in Node: a folder of photos in, a model folder with checkpoints and a log out.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { coded } from '../errors/coded.ts';
import type { ModelManifest } from '../networks/manifest.ts';
import { createNodeRuntime } from '../runtime/node-runtime.node.ts';
import { beginTraining } from './begin.node.ts';
import { BatchQueue } from './data/batches.ts';
import { folderPhotos, holdOut, validationPairs } from './data/photo-folder.node.ts';
import { PhotoPool } from './data/photos.ts';
import type { CheckedPair } from './pair-checker.ts';
import { type StepSize, stepSizes } from './stages.ts';
import type { TrainOptions } from './train-options.ts';
import { Trainer } from './trainer.ts';
import type { LogEntry } from './training-log.node.ts';
import { TrainingLog } from './training-log.node.ts';
import { CHECKPOINT_FILE, TrainingRun } from './training-run.node.ts';

export type { TrainingProgress, TrainOptions } from './train-options.ts';
export type { CheckEntry, LogEntry, StepsEntry } from './training-log.node.ts';

/** The result of a training besides its files. */
export interface TrainingResult {
  /** The model's `model.json`. */
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

const LOG_FILE = 'training.jsonl';

/**
 * Trains a network and writes its model folder: `model.json`, `hide.onnx`, `reveal.onnx` and `weights.safetensors` (averaged weights), and
 * beside them `checkpoint.safetensors` and `training.jsonl`; with an adversary also `adversary.onnx`, the current detector.
 *
 * With `resume` a training that was killed continues on the same batches, from the last checkpoint.
 *
 * @throws Error when the data or the folder cannot be used; TypeError or RangeError when an option does not fit.
 */
export async function train(options: TrainOptions): Promise<TrainingResult> {
  const { out } = options;
  assertLength(options);
  const warn = options.onWarning ?? (() => undefined);
  const photos = await folderPhotos(options.data);
  const begun = await beginTraining(options, join(out, CHECKPOINT_FILE), warn);
  const { configuration, network, checkpoint } = begun;
  await mkdir(out, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw coded(
      new Error(`Expected a folder that can be written for the model but received ${out} (${error.code})`),
      'output-unwritable',
    );
  });
  const { training, validation } = holdOut(photos, configuration.validationPhotos);
  const skippedPhotos = new Set<string>();
  const onSkip = (name: string, reason: string): void => {
    // A photo may be used both as a held-out one and as one to train on.
    if (skippedPhotos.has(name)) return;
    skippedPhotos.add(name);
    warn(`Left out ${name}: ${reason}`);
  };
  const pool = new PhotoPool(training, {
    cacheBytes: configuration.cacheMebibytes * 2 ** 20,
    smallestSide: Math.max(...stepSizes(configuration).map(({ crop }) => crop)),
    onSkip,
  });
  const pairs = await validationPairs(validation, pool, network.multiple, configuration, onSkip);
  const log = await TrainingLog.open(join(out, LOG_FILE), checkpoint.batches);
  const runtime = createNodeRuntime({
    backend: options.device ?? 'cpu',
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  try {
    const { state, adversary } = checkpoint;
    const trainer = await Trainer.create(network, configuration, runtime, state, adversary?.state);
    const batchesFrom = (size: StepSize, first: number): BatchQueue =>
      new BatchQueue(pool, { ...configuration, ...size }, first);
    const photoCount = training.names.length;
    const device = runtime.backend;
    const run = new TrainingRun({
      options,
      begun,
      trainer,
      batchesFrom,
      pairs,
      log,
      device,
      photoCount,
      warn,
    });
    const ended = await run.toItsEnd();
    await trainer.dispose();
    return { ...ended, log: log.entries, skippedPhotos: [...skippedPhotos] };
  } finally {
    await runtime.dispose();
  }
}

/** @throws TypeError, RangeError if the length is given twice, not at all, or is invalid. */
function assertLength({ minutes, steps }: TrainOptions): void {
  if ((minutes === undefined) === (steps === undefined)) {
    throw new TypeError('Expected either minutes or steps for the length of the training');
  }
  if (!((minutes ?? steps ?? 0) > 0)) {
    throw new RangeError(`Expected a positive length of the training but received ${minutes ?? steps}`);
  }
}
