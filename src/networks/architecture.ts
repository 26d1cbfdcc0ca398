/**
 * What every hiding network is to the rest of the project: weights, and two expressions over them.
 */
import type { Tensor } from '../graph/tensor.ts';
import type { ParameterSpecification, Parameters } from './parameters.ts';

/**
 * A pair of networks that hide a picture in a picture and reveal it.
 * Pictures are [batch, 3, height, width], samples 0-1.
 */
export interface HidingNetwork {
  /** Name of the architecture, such as `baluja`. */
  readonly architecture: string;
  /** The settings that define it, as they stand in `model.json`. */
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
  /** The container, neither limited nor rounded. */
  hide(parameters: Parameters, cover: Tensor, secret: Tensor): Tensor;
  /** The secret, not limited. */
  reveal(parameters: Parameters, container: Tensor): Tensor;
}
