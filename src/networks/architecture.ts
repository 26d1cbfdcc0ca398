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
  /** `maps`: feature maps [1, channels, height, width]; `picture`: [1, 3, height, width]. */
  readonly kind: 'maps' | 'picture';
  /** The expression that computes it. */
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
  /** Names and shapes of its weights, in the order of their flat vector. */
  readonly parameters: readonly ParameterSpecification[];
  /** Pixels beyond which a pixel of the cover or secret has no influence on a pixel of the container. */
  readonly hideRadius: number;
  /** The same for the container's influence on the revealed secret. */
  readonly revealRadius: number;
  /** Multiply-adds a pixel of each network. */
  readonly multiplyAdds: {
    /** Of the Hide network, with what prepares the secret. */
    readonly hide: number;
    /** Of the Reveal network. */
    readonly reveal: number;
  };
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
   * @param parameters - its weights, by name.
   * @param cover - [batch, 3, height, width], samples 0-1.
   * @param secret - of the same shape.
   * @param conditions - [batch, conditions]; zeros when left out.
   * @param observe - for those who want to look inside.
   */
  hide(
    parameters: Parameters,
    cover: Tensor,
    secret: Tensor,
    conditions?: Tensor,
    observe?: StageObserver,
  ): Tensor;
  /**
   * The secret, not limited, under the conditions that it was hidden with.
   *
   * @param parameters - its weights, by name.
   * @param container - [batch, 3, height, width], samples 0-1.
   * @param conditions - [batch, conditions]; zeros when left out.
   * @param observe - for those who want to look inside.
   */
  reveal(parameters: Parameters, container: Tensor, conditions?: Tensor, observe?: StageObserver): Tensor;
}
