/**
 * Trains a detector network on covers and containers in memory.
 */
import { toOnnx } from '../../graph/lower.ts';
import { detectorModel } from '../../networks/detectors/detector-model.ts';
import type { DetectorNetwork } from '../../networks/detectors/detector-network.ts';
import { xunet } from '../../networks/detectors/xunet.ts';
import { initialWeights } from '../../networks/parameters.ts';
import type { LoadedModel, Runtime } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';
import { flattenWeights, unflattenWeights } from '../optimizer/flat-weights.ts';
import type { OptimizerConfiguration, OptimizerState } from '../optimizer/optimizer.ts';
import { OPTIMIZER_STATE_NAMES } from '../optimizer/optimizer.ts';
import type { ScheduleConfiguration } from '../optimizer/schedule.ts';
import { learningRate } from '../optimizer/schedule.ts';
import { STEP_STATE } from '../training-step.ts';
import { DETECTOR_OPTIMIZER, detectorStep } from './detector-step.ts';
import { measureMoments } from './moments.ts';
import type { CoverContainerPair, PairBatch } from './pairs.ts';
import { assertPairs, makePairBatch } from './pairs.ts';

/** The state of a detector's training, with all that is needed to continue it. */
export interface DetectorState {
  readonly optimizer: OptimizerState<Float32Array>;
  /** Batches so far. */
  readonly batches: number;
  /** Seconds of training so far. */
  readonly seconds: number;
}

/** Progress after every step; loss and error are running means over the last steps. */
export interface DetectorProgress {
  readonly step: number;
  /** Cross-entropy in nats; ln 2 is the value of guessing. */
  readonly loss: number;
  /** Share of wrong decisions on training crops, 0-1. */
  readonly error: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Steps so far whose gradient was not finite; they changed nothing. */
  readonly skipped: number;
  readonly stepsPerSecond: number;
  /** Seconds of training so far, and until the end. */
  readonly seconds: number;
  readonly secondsLeft: number;
}

export interface TrainDetectorOptions {
  readonly pairs: readonly CoverContainerPair[];
  /** The runtime of the training; the caller keeps it. */
  readonly runtime: Runtime;
  /** Length of the training, one of the two: steps, or minutes, including those before `resume`. */
  readonly steps?: number | undefined;
  readonly minutes?: number | undefined;
  /** Side of the square crops, a multiple of the network's; 128 by default. */
  readonly crop?: number | undefined;
  /** Crops begin at multiples of this; 1 by default, 8 for what were the blocks of a JPEG. */
  readonly grid?: number | undefined;
  /** Pairs a step; 16 by default. */
  readonly batch?: number | undefined;
  /** Seed of the weights and the batches; 1 by default. */
  readonly seed?: number | undefined;
  /** `xunet()` by default. */
  readonly network?: DetectorNetwork | undefined;
  readonly schedule?: Partial<ScheduleConfiguration> | undefined;
  readonly optimizer?: Partial<OptimizerConfiguration> | undefined;
  /** Batches that the moments for inference are measured on; 16 by default. */
  readonly momentBatches?: number | undefined;
  /** The state to continue from: with the same pairs and seed the same batches follow as without the interruption. */
  readonly resume?: DetectorState | undefined;
  /** Ends the training early, after the step under way; the result is that of the steps so far. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DetectorProgress) => void) | undefined;
}

/** The result of a training. */
export interface TrainedDetector {
  /** The bytes of an `.onnx` file, from the averaged weights: see `detectorModel`. */
  readonly model: Uint8Array;
  readonly state: DetectorState;
  /** The signal ended the training early. */
  readonly stopped: boolean;
}

const DEFAULT_CROP = 128;
const DEFAULT_BATCH = 16;
const DEFAULT_MOMENT_BATCHES = 16;

export const DETECTOR_SCHEDULE: ScheduleConfiguration = {
  learningRate: 2e-3,
  warmupSteps: 20,
  finalFraction: 0.01,
};

/** Separates the crops for measuring moments from those of the training. */
const MOMENT_STREAM = 0x6d6f6d65;

/** Weight of the latest step in the running means. */
const LATEST = 0.02;

interface RunningMeans {
  readonly loss: number;
  readonly error: number;
}

/** The figures of an untrained network. */
const UNKNOWING: RunningMeans = { loss: Math.LN2, error: 0.5 };

function afterStep(means: RunningMeans, loss: number, error: number): RunningMeans {
  return {
    loss: means.loss + LATEST * (loss - means.loss),
    error: means.error + LATEST * (error - means.error),
  };
}

/**
 * Trains a detector: pairs of a cover and its container in every batch, random crops, turned and mirrored.
 *
 * On one device and number of threads equal options give equal models, except for trainings measured in minutes.
 *
 * @throws TypeError or RangeError when an option does not fit.
 */
export async function trainDetector(options: TrainDetectorOptions): Promise<TrainedDetector> {
  const { pairs, runtime, steps, minutes, signal, onProgress } = options;
  const { crop = DEFAULT_CROP, batch = DEFAULT_BATCH, grid, seed = 1, network = xunet() } = options;
  assertLength(steps, minutes);
  assertPositive('batch', batch);
  assertPositive('crop', crop);
  if (crop % network.multiple !== 0) {
    throw new RangeError(`Expected a multiple of ${network.multiple} for crop but received ${crop}`);
  }
  assertPairs(pairs, crop, network.planes);
  const schedule = { ...DETECTOR_SCHEDULE, ...options.schedule };
  const optimizer = { ...DETECTOR_OPTIMIZER, ...options.optimizer };
  const draw = (number: number): PairBatch => makePairBatch(pairs, number, { batch, crop, grid, seed });

  const start = options.resume ?? initialDetectorState(network, seed);
  const model = await runtime.load(toOnnx(detectorStep(network, { batch, crop, optimizer })), {
    state: STEP_STATE,
  });
  try {
    await writeState(model, start.optimizer);
    const started = performance.now();
    const seconds = (): number => start.seconds + (performance.now() - started) / 1000;
    let number = start.batches;
    const progress = (): number => (minutes === undefined ? number / steps! : seconds() / (60 * minutes));
    let next = draw(number);
    let means = UNKNOWING;
    let skipped = 0;
    const dims = [batch, network.planes, crop, crop];
    while (progress() < 1 && signal?.aborted !== true) {
      const rate = learningRate(number, progress(), schedule);
      const run = model.run(
        {
          cover: float32(next.cover, dims),
          container: float32(next.container, dims),
          learningRate: float32(Float32Array.of(rate), []),
        },
        { transfer: true },
      );
      number += 1;
      // While the device computes.
      next = draw(number);
      const results = await run;
      const scalar = (name: string): number => results[name]!.data[0] as number;
      if (scalar('skipped') === 0) means = afterStep(means, scalar('loss'), scalar('error'));
      else skipped += 1;
      const stepsPerSecond = (number - start.batches) / (seconds() - start.seconds);
      const left = minutes === undefined ? (steps! - number) / stepsPerSecond : 60 * minutes - seconds();
      onProgress?.({
        step: number,
        ...means,
        learningRate: rate,
        gradientNorm: scalar('gradientNorm'),
        skipped,
        stepsPerSecond,
        seconds: seconds(),
        secondsLeft: Math.max(0, left),
      });
    }
    const stopped = progress() < 1;
    const state: DetectorState = { optimizer: await readState(model), batches: number, seconds: seconds() };
    const weights = state.optimizer.averaged;
    const moments = await measureMoments(
      network,
      weights,
      runtime,
      { batch, crop, seed },
      (own) => makePairBatch(pairs, own, { batch, crop, grid, seed: seed ^ MOMENT_STREAM }),
      options.momentBatches ?? DEFAULT_MOMENT_BATCHES,
    );
    const bytes = detectorModel(network, unflattenWeights(weights, network.parameters), moments);
    return { model: bytes, state, stopped };
  } finally {
    await model.dispose();
  }
}

/** The state before the first step. */
export function initialDetectorState(network: DetectorNetwork, seed: number): DetectorState {
  return stateOf(flattenWeights(initialWeights(network.parameters, seed), network.parameters));
}

/**
 * The state before the first step of a training that starts from another one's weights: from a detector of strong embedding to one
 * of weak embedding, whose training may not get started alone (Y. Qian et al., "Learning and transferring representations for image
 * steganalysis using convolutional neural network", ICIP 2016).
 */
export function transferredState({ optimizer }: DetectorState): DetectorState {
  return stateOf(optimizer.averaged.slice());
}

function stateOf(weights: Float32Array): DetectorState {
  return {
    optimizer: {
      weights,
      moment1: new Float32Array(weights.length),
      moment2: new Float32Array(weights.length),
      averaged: weights.slice(),
      step: new Float32Array(1),
    },
    batches: 0,
    seconds: 0,
  };
}

async function writeState(model: LoadedModel, state: OptimizerState<Float32Array>): Promise<void> {
  await model.writeState(
    Object.fromEntries(
      OPTIMIZER_STATE_NAMES.map((name) => [
        name,
        float32(state[name], name === 'step' ? [] : [state[name].length]),
      ]),
    ),
  );
}

async function readState(model: LoadedModel): Promise<OptimizerState<Float32Array>> {
  const values = await model.readState();
  return Object.fromEntries(
    OPTIMIZER_STATE_NAMES.map((name) => [name, values[name]!.data as Float32Array]),
  ) as unknown as OptimizerState<Float32Array>;
}

function assertLength(steps: number | undefined, minutes: number | undefined): void {
  if ((steps === undefined) === (minutes === undefined)) {
    throw new TypeError('Expected either steps or minutes for the length of the training');
  }
  if (!((steps ?? minutes ?? 0) > 0)) {
    throw new RangeError(`Expected a positive length of the training but received ${steps ?? minutes}`);
  }
}

function assertPositive(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Expected a positive whole number for ${name} but received ${value}`);
  }
}
