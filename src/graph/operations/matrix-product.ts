/**
 * Matrix product, batched over leading axes.
 */
import { broadcastShapes, sameSize, shapeName } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';
import { sumTo } from './reduction.ts';
import { transpose } from './shaping.ts';

/**
 * `a [..., m, k] x b [..., k, n] -> [..., m, n]`; leading axes broadcast.
 *
 * Gradients: by a, `g b^T`; by b, `a^T g`.
 */
export function matrixProduct(a: Tensor, b: Tensor): Tensor {
  requireFloat32('MatrixProduct', a, b);
  const rankA = a.shape.length;
  const rankB = b.shape.length;
  if (rankA < 2 || rankB < 2 || !sameSize(a.shape[rankA - 1]!, b.shape[rankB - 2]!)) {
    throw new RangeError(
      `Expected [..., m, k] and [..., k, n] for a matrix product but received ${shapeName(a.shape)} and ${shapeName(b.shape)}`,
    );
  }
  const leading = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return expression(
    {
      name: 'MatrixProduct',
      lower: (emit, inputs) => emit.node('MatMul', inputs),
      gradient: (upstream) => [
        sumTo(matrixProduct(upstream, swapLast(b)), a.shape),
        sumTo(matrixProduct(swapLast(a), upstream), b.shape),
      ],
    },
    [a, b],
    [...leading, a.shape[rankA - 2]!, b.shape[rankB - 1]!],
  );
}

/** The matrix transpose of the last two axes. */
export function swapLast(x: Tensor): Tensor {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}
