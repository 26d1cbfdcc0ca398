/**
 * Hides and reveals pairs with the weights of a training, as the finished model will.
 */
import type { ModelDescription } from '../graph/lower.ts';
import { toOnnx } from '../graph/lower.ts';
import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import { fromPlanes, toPlanes } from '../image/planes.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { cropImage } from '../image/tiles.ts';
import { psnr } from '../metrics/psnr.ts';
import type { HidingNetwork } from '../networks/architecture.ts';
import { conditionsInput } from '../networks/conditions-input.ts';
import type { Parameters } from '../networks/parameters.ts';
import { parameterCount } from '../networks/parameters.ts';
import { ROUNDING_BLOCK } from '../networks/rounding/blocks.ts';
import { SensitivitySum, sensitivityModel } from '../networks/rounding/sensitivity.ts';
import type { RevealSensitivity } from '../networks/rounding/shaped-rounding.ts';
import { ShapedRounding } from '../networks/rounding/shaped-rounding.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { LoadedModel, Runtime, TensorValue } from '../runtime/runtime.ts';
import { float32 } from '../runtime/runtime.ts';
import { flipBlocks } from './data/scrambled.ts';
import { unflattenTensors } from './optimizer/flat-weights.ts';

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

/** The sensitivity is measured with so many probes in each of so many pairs, in squares of this side at most. */
const PROBES = 2;
const PROBED_PAIRS = 6;
const PROBED_SIDE = 128;

/** Seeds of the scrambles of the checks' secrets, and of the probes. */
const CHECK_STREAM = 0x63686b73;
const PROBE_STREAM = 0x70726f62;

/** The models that a checker runs, by what they do; weights are inputs, so that one model serves all checks. */
type Part = 'hide' | 'reveal' | 'sensitivity';

export class PairChecker {
  private readonly network: HidingNetwork;
  private readonly runtime: Runtime;
  private readonly models = new Map<string, Promise<LoadedModel>>();

  /** @param runtime - stays the caller's. */
  constructor(network: HidingNetwork, runtime: Runtime) {
    this.network = network;
    this.runtime = runtime;
  }

  /**
   * Hides and reveals square pairs of one size with the given weights, through 8 bits, favouring neither side. The secrets of
   * a private model are scrambled, because it never sees others.
   *
   * @param weights - [count], all of the network's.
   * @param sensitivity - for the rounding of the containers; where it is left out, samples are rounded one by one.
   */
  async check(
    weights: Float32Array,
    pairs: readonly CoverSecretPair[],
    sensitivity?: RevealSensitivity,
  ): Promise<CheckedPair[]> {
    const rounding = sensitivity && new ShapedRounding(sensitivity);
    const checked: CheckedPair[] = [];
    for (const [index, { cover, secret }] of pairs.entries()) {
      const { width: side } = cover;
      const planes = await this.hide(weights, { cover, secret }, index);
      rounding?.round(planes, side, side);
      const container = fromPlanes(planes, side, side);
      const revealed = await this.run('reveal', side, weights, { container: toPlanes(container) });
      const restored = fromPlanes(this.flipped(revealed, side, index), side, side);
      const [coverPsnr, secretPsnr] = [psnr(cover, container), psnr(secret, restored)];
      checked.push({ cover, secret, container, revealed: restored, coverPsnr, secretPsnr });
    }
    return checked;
  }

  /**
   * Measures how strongly what the network reveals depends on the samples of a container's blocks.
   *
   * @param pairs - some to measure with, of one size.
   * @returns zeros where the pairs are too small to measure, or what is measured is not finite.
   */
  async sensitivity(weights: Float32Array, pairs: readonly CoverSecretPair[]): Promise<RevealSensitivity> {
    const total = new SensitivitySum(ROUNDING_BLOCK);
    for (const [index, pair] of pairs.slice(0, PROBED_PAIRS).entries()) {
      const whole = pair.cover.width;
      const side = whole <= PROBED_SIDE ? whole : PROBED_SIDE - (PROBED_SIDE % this.network.multiple);
      const part = (image: RgbImage): RgbImage => cropImage(image, { x: 0, y: 0, width: side, height: side });
      const planes = await this.hide(weights, { cover: part(pair.cover), secret: part(pair.secret) }, index);
      const container = toPlanes(fromPlanes(planes, side, side));
      for (let probe = 0; probe < PROBES; probe++) {
        const random = seededRandom(PROBE_STREAM, index, probe);
        const gradient = await this.run('sensitivity', side, weights, {
          container,
          probe: container.map(() => random.normal()),
        });
        total.add(gradient, side);
      }
    }
    return total.sensitivity();
  }

  /** Gives back the memory of its models. */
  async dispose(): Promise<void> {
    const models = await Promise.allSettled(this.models.values());
    this.models.clear();
    for (const model of models) if (model.status === 'fulfilled') await model.value.dispose();
  }

  /** The container of a square pair, not limited: [3, side, side]. */
  private hide(
    weights: Float32Array,
    { cover, secret }: CoverSecretPair,
    index: number,
  ): Promise<Float32Array> {
    const { width: side } = cover;
    return this.run('hide', side, weights, {
      cover: toPlanes(cover),
      secret: this.flipped(toPlanes(secret), side, index),
    });
  }

  private flipped(planes: Float32Array, side: number, index: number): Float32Array {
    if (this.network.private) flipBlocks(planes, side, seededRandom(CHECK_STREAM, index));
    return planes;
  }

  private async run(
    part: Part,
    side: number,
    weights: Float32Array,
    pictures: Readonly<Record<string, Float32Array>>,
  ): Promise<Float32Array> {
    const { conditions } = this.network;
    const feeds: Record<string, TensorValue> = { weights: float32(weights, [weights.length]) };
    for (const [name, planes] of Object.entries(pictures)) feeds[name] = float32(planes, [1, 3, side, side]);
    if (conditions.length > 0) {
      const values = conditions.map((name) => (this.network.private && name === 'scrambled' ? 1 : 0));
      feeds.conditions = float32(Float32Array.from(values), [1, conditions.length]);
    }
    const results = await (await this.load(part, side)).run(feeds);
    return Object.values(results)[0]!.data as Float32Array;
  }

  private load(part: Part, side: number): Promise<LoadedModel> {
    const key = `${part} ${side}`;
    let model = this.models.get(key);
    if (model === undefined) {
      model = this.runtime.load(toOnnx(this.describe(part, side)));
      this.models.set(key, model);
    }
    return model;
  }

  private describe(part: Part, side: number): ModelDescription {
    const { network } = this;
    const weights = input('weights', [parameterCount(network.parameters)]);
    const parameters: Parameters = unflattenTensors(weights, network.parameters);
    if (part === 'sensitivity') return sensitivityModel(network, parameters, { weights }, side);
    const steering = conditionsInput(network);
    const picture = (name: string): Tensor => input(name, [1, 3, side, side]);
    const name = `${network.architecture} check: ${part}`;
    if (part === 'hide') {
      const [cover, secret] = [picture('cover'), picture('secret')];
      const container = network.hide(parameters, cover, secret, steering.conditions);
      return { name, inputs: { weights, cover, secret, ...steering }, outputs: { container } };
    }
    const container = picture('container');
    const secret = network.reveal(parameters, container, steering.conditions);
    return { name, inputs: { weights, container, ...steering }, outputs: { secret } };
  }
}
