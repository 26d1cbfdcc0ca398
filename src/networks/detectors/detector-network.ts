/**
 * The interface of a detector network to the rest of the project: weights, and one expression over them.
 */
import { batchNormalization, normalizeByMoments } from '../../graph/operations/normalization.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { ParameterSpecification, Parameters } from '../parameters.ts';

/**
 * How a layer's maps are normalised: by their own moments in training, by those of the training pictures in inference.
 *
 * @param layer - the layer's name.
 * @param x - [batch, channels, height, width].
 * @param scale, shift - [channels].
 */
export type Normalization = (layer: string, x: Tensor, scale: Tensor, shift: Tensor) => Tensor;

/** Decides for pictures whether something is hidden in them. */
export interface DetectorNetwork {
  /** Name of the architecture, such as `xunet`. */
  readonly architecture: string;
  /** The settings that define it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parameters: readonly ParameterSpecification[];
  /** Mean and variance of the maps of every normalised layer, in the order of the layers: `<layer>.mean`, `<layer>.variance`. */
  readonly moments: readonly ParameterSpecification[];
  /** Planes of a picture: 3 for RGB. */
  readonly planes: number;
  /** Width and height are multiples of this. */
  readonly multiple: number;
  /** Multiply-adds of all convolutions and products for a picture of that size. */
  multiplyAdds(width: number, height: number): number;
  /**
   * The logits, [batch]: above 0 for a container.
   *
   * @param pictures - [batch, planes, height, width], samples 0-1.
   */
  logits(parameters: Parameters, pictures: Tensor, normalization: Normalization): Tensor;
}

/** Added to every variance; informative maps vary more than this. */
const EPSILON = 1e-5;

/** Normalises as in training: every layer by the moments of the batch. */
export const byBatch: Normalization = (_, x, scale, shift) => batchNormalization(x, scale, shift, EPSILON);

/** Normalises as in inference: every layer by the moments of its name. */
export function byMoments(moments: Parameters): Normalization {
  return (layer, x, scale, shift) => {
    const [mean, variance] = [moments[`${layer}.mean`]!, moments[`${layer}.variance`]!];
    return normalizeByMoments(x, scale, shift, { mean, variance }, EPSILON);
  };
}
