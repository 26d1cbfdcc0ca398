/**
 * The interface of a hiding network to the rest of the project: weights, and two expressions over them.
 */
import type { Tensor } from '../graph/tensor.ts';
import type { ParameterSpecification, Parameters } from './parameters.ts';

/**
 * Numbers that steer a network besides its pictures, in the order of the input `conditions` [batch, count].
 *
 * - `favour`: -1 for a better cover, 1 for a better secret, 0 for balance.
 * - `scrambled`: 1 if the secret is scrambled with a key, otherwise 0.
 */
export const NETWORK_CONDITIONS = ['favour', 'scrambled'] as const;

export type NetworkCondition = (typeof NETWORK_CONDITIONS)[number];

/** An intermediate result of a network: feature maps, or a picture [1, 3, height, width], samples 0-1. */
export interface NetworkStage {
  /** Its name, such as `prep` or `cover.3`. */
  readonly name: string;
  readonly kind: 'maps' | 'picture';
  readonly tensor: Tensor;
}

/** Receives each stage while the expressions are made, in the order of computation. */
export type StageObserver = (stage: NetworkStage) => void;

/**
 * A pair of networks that hide a picture in a picture and reveal it.
 * Pictures are [batch, 3, height, width], samples 0-1.
 */
export interface HidingNetwork {
  /** Name of the architecture, such as `baluja`. */
  readonly architecture: string;
  /** The settings that define it, as in `model.json`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parameters: readonly ParameterSpecification[];
  /** Pixels beyond which a pixel of the cover or secret has no influence on a pixel of the container. */
  readonly hideRadius: number;
  /** The same for the container's influence on the revealed secret. */
  readonly revealRadius: number;
  /** Multiply-adds a pixel of each network. */
  readonly multiplyAdds: { readonly hide: number; readonly reveal: number };
  /** Width and height are multiples of this. */
  readonly multiple: number;
  /** Side of the tiles, in pixels, for large pictures: a tile with its surroundings fits into some 300 MB. */
  readonly tile: number;
  /**
   * Whether secrets are scrambled with a key made from the model's own weights if no passphrase is given, so that what one model
   * hides is noise to every other.
   */
  readonly private: boolean;
  /** The conditions that steer it: all of `NETWORK_CONDITIONS`, or none. */
  readonly conditions: readonly NetworkCondition[];
  /**
   * The container, neither clamped nor rounded.
   *
   * @param conditions - [batch, conditions]; zeros by default.
   * @param observe - receives the intermediate stages.
   */
  hide(
    parameters: Parameters,
    cover: Tensor,
    secret: Tensor,
    conditions?: Tensor,
    observe?: StageObserver,
  ): Tensor;
  /** The secret, not clamped, under the conditions that it was hidden with. */
  reveal(parameters: Parameters, container: Tensor, conditions?: Tensor, observe?: StageObserver): Tensor;
}
