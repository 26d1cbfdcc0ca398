/**
 * A network in training on a device: takes batches, keeps the optimiser's state there, and checks itself on held-out pairs.
 */
import { toOnnx } from '../graph/lower.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import type { DetectorNetwork } from '../networks/detectors/detector-network.ts';
import { initialWeights } from '../networks/parameters.ts';
import type { RevealSensitivity } from '../networks/rounding/shaped-rounding.ts';
import { ShapedRounding } from '../networks/rounding/shaped-rounding.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { LoadedModel, Runtime, TensorValues } from '../runtime/runtime.ts';
import { float32 } from '../runtime/runtime.ts';
import type { TrainingConfiguration } from './configuration.ts';
import type { Batch } from './data/batches.ts';
import { adversaryModel, adversaryNetwork, adversarySide } from './detector/adversary.ts';
import { LossGuard } from './loss-guard.ts';
import { flattenWeights } from './optimizer/flat-weights.ts';
import type { OptimizerState } from './optimizer/optimizer.ts';
import { OPTIMIZER_STATE_NAMES } from './optimizer/optimizer.ts';
import { learningRate } from './optimizer/schedule.ts';
import type { CheckedPair, CoverSecretPair } from './pair-checker.ts';
import { PairChecker } from './pair-checker.ts';
import { type StepSize, stepSizes } from './stages.ts';
import { ADVERSARY_PREFIX, ADVERSARY_STEP_STATE, STEP_STATE, trainingStep } from './training-step.ts';

export interface StepResult {
  /** Mean squared errors before the step, samples 0-1. */
  readonly coverError: number;
  readonly secretError: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** The gradient was not finite, or the batch too bad to be learned from, and the weights stayed as they were. */
  readonly skipped: boolean;
  /** Share of the adversary's decisions that were wrong, 0-1, if there is one. */
  readonly adversaryError?: number;
}

/** Seeds of the streams derived from the training's seed. */
const NOISE_STREAM = 0x6e6f6973;
const ROUNDING_STREAM = 0x726f756e;

/** Separates an adversary's weights and batches from the network's. */
const ADVERSARY_STREAM = 0x61647673;

/** The optimiser's state before the first step of a network with random weights. */
export function initialState(
  { parameters }: Pick<HidingNetwork, 'parameters'>,
  seed: number,
): OptimizerState<Float32Array> {
  return stateFrom(flattenWeights(initialWeights(parameters, seed), parameters));
}

/** The optimiser's state before the first step from these weights [count]. */
export function stateFrom(weights: Float32Array): OptimizerState<Float32Array> {
  return {
    weights: weights.slice(),
    moment1: new Float32Array(weights.length),
    moment2: new Float32Array(weights.length),
    averaged: weights.slice(),
    step: new Float32Array(1),
  };
}

/** The state of a configuration's adversary before the first step, or undefined if it has none. */
export function initialAdversaryState({
  adversary,
  seed,
}: TrainingConfiguration): OptimizerState<Float32Array> | undefined {
  const detector = adversaryNetwork(adversary);
  return detector && initialState(detector, seed ^ ADVERSARY_STREAM);
}

export class Trainer {
  private readonly configuration: TrainingConfiguration;
  private readonly network: HidingNetwork;
  private readonly runtime: Runtime;
  private readonly guard: LossGuard;
  private model: LoadedModel;
  private size: StepSize;
  private readonly detector: DetectorNetwork | undefined;
  private readonly checker: PairChecker;
  private rounding: ShapedRounding | undefined;

  private constructor(
    network: HidingNetwork,
    configuration: TrainingConfiguration,
    runtime: Runtime,
    model: LoadedModel,
    size: StepSize,
  ) {
    this.network = network;
    this.size = size;
    this.guard = new LossGuard(configuration.badBatch);
    this.configuration = configuration;
    this.runtime = runtime;
    this.model = model;
    this.detector = adversaryNetwork(configuration.adversary);
    this.checker = new PairChecker(network, runtime);
  }

  /**
   * A trainer on `runtime`, which the caller keeps, starting from `state`.
   *
   * @param adversary - the state of the configuration's adversary, if it has one; by default that of a new one.
   */
  static async create(
    network: HidingNetwork,
    configuration: TrainingConfiguration,
    runtime: Runtime,
    state: OptimizerState<Float32Array>,
    adversary = initialAdversaryState(configuration),
  ): Promise<Trainer> {
    const size = stepSizes(configuration)[0]!;
    const model = await loadStep(network, configuration, runtime, size);
    const trainer = new Trainer(network, configuration, runtime, model, size);
    await trainer.setState(state, adversary);
    return trainer;
  }

  /** Goes on with crops and batches of another size. */
  async resize(size: StepSize): Promise<void> {
    if (size.crop === this.size.crop && size.batch === this.size.batch) return;
    const [state, adversary] = [await this.state(), await this.adversaryState()];
    await this.model.dispose();
    this.model = await loadStep(this.network, this.configuration, this.runtime, size);
    this.size = size;
    await this.setState(state, adversary);
  }

  /**
   * One step.
   *
   * @param number - number of the batch.
   * @param progress - the finished share of the training, 0-1.
   * @param rateFactor - the factor of the schedule's rate.
   */
  async step(batch: Batch, number: number, progress: number, rateFactor = 1): Promise<StepResult> {
    const { badBatch, noise, seed, schedule, beta, favourFactor } = this.configuration;
    const { batch: pairs, crop } = this.size;
    const count = this.network.conditions.length;
    const favour = (pair: number): number => (count === 0 ? 0 : batch.conditions[pair * count]!);
    const weights = Float32Array.from({ length: pairs }, (_, pair) => beta * favourFactor ** favour(pair));
    const dims = [pairs, 3, crop, crop];
    const rate = rateFactor * learningRate(number, progress, schedule);
    const feeds: Record<string, TensorValues[string]> = {
      cover: float32(batch.cover, dims),
      secret: float32(batch.secret, dims),
      secretWeight: float32(weights, [pairs]),
      ...(count === 0 ? {} : { conditions: float32(batch.conditions, [pairs, count]) }),
      learningRate: float32(Float32Array.of(rate), []),
      ...(badBatch === 0 ? {} : { lossLimit: float32(Float32Array.of(this.guard.limit()), []) }),
    };
    if (noise > 0) {
      const random = seededRandom(seed, NOISE_STREAM, number);
      const samples = batch.cover.map(() => (noise / 255) * random.normal());
      feeds.noise = float32(samples, dims);
    }
    if (this.configuration.rounding === 'shaped') {
      feeds.roundingError = float32(this.roundingErrors(pairs, crop, number), dims);
    }
    const results = await this.model.run(feeds, { transfer: true });
    const scalar = (name: string): number => results[name]!.data[0] as number;
    if (badBatch > 0) this.guard.note(scalar('loss'));
    return {
      coverError: scalar('coverError'),
      secretError: scalar('secretError'),
      gradientNorm: scalar('gradientNorm'),
      learningRate: rate,
      skipped: scalar('skipped') !== 0,
      ...(this.detector === undefined ? {} : { adversaryError: scalar('adversaryError') }),
    };
  }

  /** What rounding adds to the containers of a batch: [batch, 3, crop, crop], in samples. */
  private roundingErrors(pairs: number, crop: number, number: number): Float32Array {
    const { rounding } = this;
    if (rounding === undefined) throw new Error('Expected a measured sensitivity before the first step');
    const random = seededRandom(this.configuration.seed, ROUNDING_STREAM, number);
    const errors = new Float32Array(pairs * 3 * crop * crop);
    for (let pair = 0; pair < pairs; pair++) {
      errors.set(rounding.noise(crop, crop, random.uniform), pair * 3 * crop * crop);
    }
    return errors;
  }

  /** Sets the network's state, and the adversary's if one is given; otherwise the adversary's stays. */
  async setState(
    state: OptimizerState<Float32Array>,
    adversary?: OptimizerState<Float32Array>,
  ): Promise<void> {
    const kept = this.detector && (adversary ?? (await this.adversaryState()));
    await this.model.writeState({
      ...stateValues(state, ''),
      ...(kept === undefined ? {} : stateValues(kept, ADVERSARY_PREFIX)),
    });
  }

  async state(): Promise<OptimizerState<Float32Array>> {
    return stateOf(await this.model.readState(), '');
  }

  /** The adversary's state, or undefined if there is none. */
  async adversaryState(): Promise<OptimizerState<Float32Array> | undefined> {
    return this.detector && stateOf(await this.model.readState(), ADVERSARY_PREFIX);
  }

  /**
   * The adversary as a model for `loadDetector`, or undefined if there is none.
   *
   * @param pairs - the pairs to normalise it by, as `check` returns them, with sides of at least the configuration's crop.
   */
  async adversaryModel(
    { averaged }: OptimizerState<Float32Array>,
    pairs: readonly CheckedPair[],
  ): Promise<Uint8Array | undefined> {
    const { seed } = this.configuration;
    const { batch, crop } = this.size;
    return (
      this.detector &&
      adversaryModel(this.detector, averaged, this.runtime, pairs, {
        batch,
        crop: adversarySide(crop),
        seed: seed ^ ADVERSARY_STREAM,
      })
    );
  }

  /** Hides and reveals square pairs of one size with the given weights: see `PairChecker`. */
  async check(
    weights: Float32Array,
    pairs: readonly CoverSecretPair[],
    sensitivity?: RevealSensitivity,
  ): Promise<CheckedPair[]> {
    return this.checker.check(weights, pairs, sensitivity);
  }

  /** How the network answers to the samples of its containers, with the given weights: see `PairChecker`. */
  async sensitivity(weights: Float32Array, pairs: readonly CoverSecretPair[]): Promise<RevealSensitivity> {
    return this.checker.sensitivity(weights, pairs);
  }

  /** Goes on with containers that are rounded for this sensitivity. */
  shapeRounding(sensitivity: RevealSensitivity): void {
    this.rounding = new ShapedRounding(sensitivity);
  }

  async dispose(): Promise<void> {
    await this.checker.dispose();
    await this.model.dispose();
  }
}

/** The model of a step of that size. */
function loadStep(
  network: HidingNetwork,
  configuration: TrainingConfiguration,
  runtime: Runtime,
  size: StepSize,
): Promise<LoadedModel> {
  const detector = adversaryNetwork(configuration.adversary);
  const description = trainingStep(
    network,
    { ...configuration, ...size },
    configuration.noise > 0,
    detector && { detector, configuration: configuration.adversary },
  );
  return runtime.load(toOnnx(description), {
    state: detector === undefined ? STEP_STATE : ADVERSARY_STEP_STATE,
  });
}

function stateValues(state: OptimizerState<Float32Array>, prefix: string): TensorValues {
  return Object.fromEntries(
    OPTIMIZER_STATE_NAMES.map((name) => [
      `${prefix}${name}`,
      float32(state[name], name === 'step' ? [] : [state[name].length]),
    ]),
  );
}

function stateOf(values: TensorValues, prefix: string): OptimizerState<Float32Array> {
  return Object.fromEntries(
    OPTIMIZER_STATE_NAMES.map((name) => [name, values[`${prefix}${name}`]!.data as Float32Array]),
  ) as unknown as OptimizerState<Float32Array>;
}
