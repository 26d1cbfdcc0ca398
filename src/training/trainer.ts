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
import { initialWeights, parameterCount, seededRandom } from '../networks/parameters.ts';
import type { LoadedModel, Runtime, TensorValues } from '../runtime/runtime.ts';
import { float32 } from '../runtime/runtime.ts';
import type { Batch } from './batches.ts';
import type { TrainingConfiguration } from './configuration.ts';
import { flattenWeights, unflattenTensors } from './flat-weights.ts';
import type { OptimizerState } from './optimizer.ts';
import { OPTIMIZER_STATE_NAMES } from './optimizer.ts';
import { learningRate } from './schedule.ts';
import { flipBlocks } from './scrambled.ts';
import { STEP_STATE, trainingStep } from './step.ts';

export interface StepResult {
  /** Mean squared errors before the step, samples 0-1. */
  readonly coverError: number;
  readonly secretError: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** The gradient was not finite and the weights stayed as they were. */
  readonly skipped: boolean;
}

/** A secret and the picture that it is to be hidden in. */
export interface CoverSecretPair {
  readonly cover: RgbImage;
  readonly secret: RgbImage;
}

/** A pair that a network in training has hidden and revealed, through 8 bits; figures in dB. */
export interface CheckedPair extends CoverSecretPair {
  readonly container: RgbImage;
  readonly revealed: RgbImage;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
}

/** Seeds of the streams that are drawn from the training's seed. */
const NOISE_STREAM = 0x6e6f6973;

/** Seed of what the secrets of checks are scrambled with. */
const CHECK_STREAM = 0x63686b73;

/** The optimiser's state before the first step. */
export function initialState(network: HidingNetwork, seed: number): OptimizerState<Float32Array> {
  const weights = flattenWeights(initialWeights(network.parameters, seed), network.parameters);
  return {
    weights,
    moment1: new Float32Array(weights.length),
    moment2: new Float32Array(weights.length),
    averaged: weights.slice(),
    step: new Float32Array(1),
  };
}

export class Trainer {
  private readonly configuration: TrainingConfiguration;
  private readonly network: HidingNetwork;
  private readonly runtime: Runtime;
  private readonly model: LoadedModel;
  private checker: LoadedModel | undefined;
  private checkerSide = 0;

  private constructor(
    network: HidingNetwork,
    configuration: TrainingConfiguration,
    runtime: Runtime,
    model: LoadedModel,
  ) {
    this.network = network;
    this.configuration = configuration;
    this.runtime = runtime;
    this.model = model;
  }

  /** A trainer on `runtime`, which stays the caller's, starting from `state`. */
  static async create(
    network: HidingNetwork,
    configuration: TrainingConfiguration,
    runtime: Runtime,
    state: OptimizerState<Float32Array>,
  ): Promise<Trainer> {
    const description = trainingStep(network, configuration, configuration.noise > 0);
    const model = await runtime.load(toOnnx(description), { state: STEP_STATE });
    const trainer = new Trainer(network, configuration, runtime, model);
    await trainer.setState(state);
    return trainer;
  }

  /**
   * One step.
   *
   * @param number - number of the batch.
   * @param progress - how much of the training is done, 0-1.
   * @param rateFactor - what the schedule's rate is multiplied by.
   */
  async step(batch: Batch, number: number, progress: number, rateFactor = 1): Promise<StepResult> {
    const { batch: pairs, crop, noise, seed, schedule, beta, favourFactor } = this.configuration;
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
    };
    if (noise > 0) {
      const random = seededRandom(seed, NOISE_STREAM, number);
      const samples = batch.cover.map(() => (noise / 255) * random.normal());
      feeds.noise = float32(samples, dims);
    }
    const results = await this.model.run(feeds, { transfer: true });
    const scalar = (name: string): number => results[name]!.data[0] as number;
    return {
      coverError: scalar('coverError'),
      secretError: scalar('secretError'),
      gradientNorm: scalar('gradientNorm'),
      learningRate: rate,
      skipped: scalar('skipped') !== 0,
    };
  }

  async setState(state: OptimizerState<Float32Array>): Promise<void> {
    await this.model.writeState(
      Object.fromEntries(
        OPTIMIZER_STATE_NAMES.map((name) => [
          name,
          float32(state[name], name === 'step' ? [] : [state[name].length]),
        ]),
      ),
    );
  }

  async state(): Promise<OptimizerState<Float32Array>> {
    const values = await this.model.readState();
    return Object.fromEntries(
      OPTIMIZER_STATE_NAMES.map((name) => [name, values[name]!.data as Float32Array]),
    ) as unknown as OptimizerState<Float32Array>;
  }

  /**
   * Hides and reveals square pairs of one size with the given weights, through 8 bits, favouring neither side. The secrets of a
   * private model are scrambled, as it never meets others.
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
