/**
 * A network in training on a device: takes batches, keeps the optimiser's state there, and checks itself on held-out pairs.
 */
import { toOnnx } from '../graph/lower.ts';
import { quantize8Bit } from '../graph/operations/functions.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import { fromPlanes, toPlanes } from '../image/planes.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { psnr } from '../metrics/psnr.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import type { DetectorNetwork } from '../networks/detectors/detector-network.ts';
import { initialWeights, parameterCount } from '../networks/parameters.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { LoadedModel, Runtime, TensorValues } from '../runtime/runtime.ts';
import { float32 } from '../runtime/runtime.ts';
import type { TrainingConfiguration } from './configuration.ts';
import type { Batch } from './data/batches.ts';
import { flipBlocks } from './data/scrambled.ts';
import { adversaryModel, adversaryNetwork, adversarySide } from './detector/adversary.ts';
import { LossGuard } from './loss-guard.ts';
import { flattenWeights, unflattenTensors } from './optimizer/flat-weights.ts';
import type { OptimizerState } from './optimizer/optimizer.ts';
import { OPTIMIZER_STATE_NAMES } from './optimizer/optimizer.ts';
import { learningRate } from './optimizer/schedule.ts';
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

/** A secret and the picture to hide it in. */
export interface CoverSecretPair {
  /** Picture to hide in. */
  readonly cover: RgbImage;
  /** Picture to hide, of the cover's size. */
  readonly secret: RgbImage;
}

/** A pair that a network in training has hidden and revealed, through 8 bits; figures in dB. */
export interface CheckedPair extends CoverSecretPair {
  /** The cover with the secret in it, of the cover's size. */
  readonly container: RgbImage;
  /** What the network reveals, of the cover's size. */
  readonly revealed: RgbImage;
  /** Container against cover. */
  readonly coverPsnr: number;
  /** Revealed secret against secret. */
  readonly secretPsnr: number;
}

/** Seeds of the streams derived from the training's seed. */
const NOISE_STREAM = 0x6e6f6973;

/** Seed of the scrambles of the checks' secrets. */
const CHECK_STREAM = 0x63686b73;

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
  private checker: LoadedModel | undefined;
  private checkerSide = 0;

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

  /**
   * Hides and reveals square pairs of one size with the given weights, through 8 bits, favouring neither side. The secrets of
   * a private model are scrambled, because it never sees others.
   */
  async check(weights: Float32Array, pairs: readonly CoverSecretPair[]): Promise<CheckedPair[]> {
    const checked: CheckedPair[] = [];
    const count = this.network.conditions.length;
    const conditions = Float32Array.from({ length: count }, (_, index) =>
      this.network.private && this.network.conditions[index] === 'scrambled' ? 1 : 0,
    );
    for (const [index, { cover, secret }] of pairs.entries()) {
      const flip = (planes: Float32Array): Float32Array => {
        if (this.network.private) flipBlocks(planes, cover.width, seededRandom(CHECK_STREAM, index));
        return planes;
      };
      const side = cover.width;
      const model = await this.loadChecker(side);
      const dims = [1, 3, side, side];
      const results = await model.run({
        weights: float32(weights, [weights.length]),
        cover: float32(toPlanes(cover), dims),
        secret: float32(flip(toPlanes(secret)), dims),
        ...(count === 0 ? {} : { conditions: float32(conditions.slice(), [1, count]) }),
      });
      const container = fromPlanes(results.container!.data as Float32Array, side, side);
      const revealed = fromPlanes(flip(results.revealed!.data as Float32Array), side, side);
      const coverPsnr = psnr(cover, container);
      const secretPsnr = psnr(secret, revealed);
      checked.push({ cover, secret, container, revealed, coverPsnr, secretPsnr });
    }
    return checked;
  }

  async dispose(): Promise<void> {
    await this.checker?.dispose();
    await this.model.dispose();
  }

  private async loadChecker(side: number): Promise<LoadedModel> {
    if (this.checker !== undefined && this.checkerSide === side) return this.checker;
    await this.checker?.dispose();
    const weights = input('weights', [parameterCount(this.network.parameters)]);
    const parameters = unflattenTensors(weights, this.network.parameters);
    const cover = input('cover', [1, 3, side, side]);
    const secret = input('secret', [1, 3, side, side]);
    const count = this.network.conditions.length;
    const steering: Record<string, Tensor> =
      count === 0 ? {} : { conditions: input('conditions', [1, count]) };
    const container = quantize8Bit(this.network.hide(parameters, cover, secret, steering.conditions));
    const revealed = this.network.reveal(parameters, container, steering.conditions);
    this.checkerSide = side;
    this.checker = await this.runtime.load(
      toOnnx({
        name: `${this.network.architecture} check`,
        inputs: { weights, cover, secret, ...steering },
        outputs: { container, revealed },
      }),
    );
    return this.checker;
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
