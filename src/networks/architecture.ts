/**
 * What every hiding network is to the rest of the project: weights, and two expressions over them.
 */
import type { Tensor } from '../graph/tensor.ts';
import type { ParameterSpecification, Parameters } from './parameters.ts';

/**
 * Numbers that steer a network besides its pictures, in the order of the input `conditions` [batch, count].
 *
 * - `favour`: -1 for a better cover, 1 for a better secret, 0 for balance.
 * - `scrambled`: 1 where the secret is scrambled with a key, else 0.
 */
export const NETWORK_CONDITIONS = ['favour', 'scrambled'] as const;

export type NetworkCondition = (typeof NETWORK_CONDITIONS)[number];

/** Something that a network computes on its way: feature maps, or a picture [1, 3, height, width], samples 0-1. */
export interface NetworkStage {
  /** Such as `prep` or `cover.3`. */
  readonly name: string;
  /** `maps`: feature maps [1, channels, height, width]; `picture`: [1, 3, height, width]. */
  readonly kind: 'maps' | 'picture';
  /** The expression that computes it. */
  readonly tensor: Tensor;
}

/** Told of stages while the expressions are made, in the order in which they are computed. */
export type StageObserver = (stage: NetworkStage) => void;

/**
 * A pair of networks that hide a picture in a picture and reveal it.
 * Pictures are [batch, 3, height, width], samples 0-1.
 */
export interface HidingNetwork {
  /** Name of the architecture, such as `baluja`. */
  readonly architecture: string;
  /** The settings that define it, as they stand in `model.json`. */
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
  /** Side of the tiles, in pixels, in which it works through a large picture: what fits into some 300 MB with its surroundings. */
  readonly tile: number;
  /**
   * Whether secrets are scrambled with a key made from the model's own weights where no passphrase is given, so that what one model
   * hides is noise to every other.
   */
  readonly private: boolean;
  /** What steers it: all of `NETWORK_CONDITIONS`, or nothing. */
  readonly conditions: readonly NetworkCondition[];
  /**
   * The container, neither limited nor rounded.
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
