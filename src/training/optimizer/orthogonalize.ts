/**
 * The update of Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/): the momentum of a weight matrix is
 * replaced by the nearest matrix with orthonormal rows, so that every direction of the matrix learns at one speed. A
 * convolution's kernel is the matrix [channelsOut, channelsIn * height * width].
 */
import { add, divide, multiply, square } from '../../graph/operations/arithmetic.ts';
import { sqrt } from '../../graph/operations/functions.ts';
import { matrixProduct, swapLast } from '../../graph/operations/matrix-product.ts';
import { sum } from '../../graph/operations/reduction.ts';
import { concatenate, reshape, slice } from '../../graph/operations/shaping.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { ParameterSpecification } from '../../networks/parameters.ts';

/** Coefficients of the quintic Newton-Schulz iteration, chosen there for speed: singular values end within 0.7-1.2. */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;

/**
 * Root mean square of an update's elements at learning rate 1: that of Adam's in practice, so that both take the same rates
 * (Liu et al. 2025, https://arxiv.org/abs/2502.16982, section 2.2).
 */
const UPDATE_RMS = 0.2;

/**
 * Replaces the parts of `update` [count] that belong to matrices by their orthogonalised `momentum` [count]; parameters of one
 * axis (biases) keep theirs.
 */
export function orthogonalizedUpdate(
  momentum: Tensor,
  update: Tensor,
  parameters: readonly ParameterSpecification[],
): Tensor {
  const pieces = new Array<Tensor>(parameters.length);
  const groups = new Map<string, { readonly index: number; readonly matrix: Tensor }[]>();
  let start = 0;
  for (const [index, { shape }] of parameters.entries()) {
    const size = shape.reduce((product, side) => product * side, 1);
    const rows = shape[0]!;
    if (shape.length === 1) pieces[index] = slice(update, 0, start, start + size);
    else {
      const matrix = reshape(slice(momentum, 0, start, start + size), [1, rows, size / rows]);
      const key = `${rows}x${size / rows}`;
      groups.set(key, [...(groups.get(key) ?? []), { index, matrix }]);
    }
    start += size;
  }
  // Matrices of one shape are orthogonalised together: a few large products instead of many small ones.
  for (const members of groups.values()) {
    const stack = concatenate(
      members.map(({ matrix }) => matrix),
      0,
    );
    const [, rows, columns] = stack.shape as readonly number[];
    const scaled = multiply(orthogonalize(stack), UPDATE_RMS * Math.sqrt(Math.max(rows!, columns!)));
    for (const [position, { index }] of members.entries()) {
      pieces[index] = reshape(slice(scaled, 0, position, position + 1), [rows! * columns!]);
    }
  }
  return concatenate(pieces, 0);
}

/** Matrices [count, rows, columns] with their singular values brought near one. */
export function orthogonalize(matrices: Tensor): Tensor {
  const [, rows, columns] = matrices.shape as readonly number[];
  if (rows! > columns!) return swapLast(orthogonalize(swapLast(matrices)));
  const norm = sqrt(sum(square(matrices), { axes: [1, 2], keepAxes: true }));
  let x = divide(matrices, add(norm, 1e-12));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gram = matrixProduct(x, swapLast(x));
    const polynomial = add(multiply(gram, B), multiply(matrixProduct(gram, gram), C));
    x = add(multiply(x, A), matrixProduct(polynomial, x));
  }
  return x;
}
