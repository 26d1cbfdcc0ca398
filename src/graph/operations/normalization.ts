/**
 * Batch normalisation (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167): every map gets mean 0 and variance 1 over batch,
 * height and width, and then a learned scale and shift.
 *
 *     y = scale * (x - mean) / sqrt(variance + epsilon) + shift
 */
import { shapeName } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';
import { add, divide, multiply, square, subtract } from './arithmetic.ts';
import { sqrt } from './functions.ts';
import { mean, sum } from './reduction.ts';
import { reshape } from './shaping.ts';

/** Mean and variance of each map, [channels]; the variance is that of the values themselves, not of a larger population. */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** All positions of all pictures of a batch. */
const POSITIONS = { axes: [0, 2, 3], keepAxes: true } as const;

/** Mean and variance of each map of `x` [n, c, h, w], over positions of known number. */
export function channelMoments(x: Tensor): Moments {
  const channels = channelCount(x, 'moments');
  const average = mean(x, POSITIONS);
  const variance = mean(square(subtract(x, average)), POSITIONS);
  return { mean: reshape(average, [channels]), variance: reshape(variance, [channels]) };
}

/**
 * Normalisation by the batch's own moments, as in training.
 *
 * With z = (x - mean) / sigma, sigma = sqrt(variance + epsilon), and N positions, section 3 of the paper gives, in short,
 *
 *     dx = scale / sigma * (g - mean(g) - z * mean(g z)),    dscale = sum(g z),    dshift = sum(g):
 *
 * the mean's and the variance's own dependence on x takes out of g what would move or stretch all of a map.
 *
 * @param x - [n, c, h, w] of known sizes.
 * @param scale, shift - [c].
 */
export function batchNormalization(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): Tensor {
  const channels = checkOperands(x, epsilon, scale, shift);
  const perMap = (vector: Tensor): Tensor => reshape(vector, [1, channels, 1, 1]);
  // Separate expressions, because both the values and the gradients use them.
  const centred = subtract(x, mean(x, POSITIONS));
  const inverse = divide(1, sqrt(add(mean(square(centred), POSITIONS), epsilon)));
  const factor = multiply(perMap(scale), inverse);
  return expression(
    {
      name: 'BatchNormalization',
      lower: (emit, [, , , values, factors, shifts]) =>
        emit.node('Add', [emit.node('Mul', [values!, factors!]), shifts!]),
      gradient: (upstream) => {
        const product = multiply(upstream, centred);
        const byMean = mean(upstream, POSITIONS);
        // z mean(g z) = (x - mean) / sigma^2 * mean(g (x - mean))
        const byVariance = multiply(mean(product, POSITIONS), square(inverse));
        return [
          multiply(subtract(subtract(upstream, byMean), multiply(centred, byVariance)), factor),
          reshape(multiply(sum(product, POSITIONS), inverse), [channels]),
          sum(upstream, { axes: POSITIONS.axes }),
        ];
      },
    },
    // The gradients by the last three are in those by the first three.
    [x, scale, shift, centred, factor, perMap(shift)],
    x.shape,
  );
}

/**
 * Normalisation by moments that are known, as in inference: the same formula, one multiplication and one addition for each value.
 *
 * @param x - [n, c, h, w]; all but the channels may be free.
 * @param scale, shift - [c], as are the moments.
 */
export function normalizeByMoments(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  moments: Moments,
  epsilon: number,
): Tensor {
  const channels = checkOperands(x, epsilon, scale, shift, moments.mean, moments.variance);
  const perMap = (vector: Tensor): Tensor => reshape(vector, [1, channels, 1, 1]);
  const factor = divide(scale, sqrt(add(moments.variance, epsilon)));
  return add(multiply(x, perMap(factor)), perMap(subtract(shift, multiply(moments.mean, factor))));
}

function checkOperands(x: Tensor, epsilon: number, ...vectors: readonly Tensor[]): number {
  requireFloat32('BatchNormalization', x, ...vectors);
  const channels = channelCount(x, 'a batch normalisation');
  for (const { shape } of vectors) {
    if (shape.length !== 1 || shape[0] !== channels) {
      throw new RangeError(
        `Expected [${channels}] for each vector of a batch normalisation but received ${shapeName(shape)}`,
      );
    }
  }
  if (!(epsilon > 0)) throw new RangeError(`Expected an epsilon above 0 but received ${epsilon}`);
  return channels;
}

function channelCount({ shape }: Tensor, what: string): number {
  const channels = shape[1];
  if (shape.length !== 4 || typeof channels !== 'number') {
    throw new RangeError(
      `Expected [n, c, h, w] of known channels for ${what} but received ${shapeName(shape)}`,
    );
  }
  return channels;
}
