/**
 * Two-dimensional convolution (cross-correlation, as networks call it) with stride one, and its two gradients, written as
 * operators that ONNX Runtime runs near its matrix-product speed.
 *
 *     y[n, o, i, j] = b[o] + sum over c, u, v of w[o, c, u, v] x[n, c, i + u - top, j + v - left]
 *
 * with x zero outside.
 */
import type { Shape } from '../shape.ts';
import { knownShape, sameSize, shapeName } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32, zeros } from '../tensor.ts';
import { matrixProduct, swapLast } from './matrix-product.ts';
import { sum } from './reduction.ts';
import { concatenate, flip, pad, reshape, slice, transpose } from './shaping.ts';

/** Columns that ONNX Runtime's matrix product computes at once on a CPU; with fewer, the rest is wasted work. */
const FULL_COLUMNS = 16;

/** Zeros around the input: rows above and below, columns left and right. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** Padding that keeps the size; an even kernel gets its odd row and column below and on the right (ONNX SAME_UPPER). */
export function samePadding(kernelHeight: number, kernelWidth: number): Padding {
  const top = Math.floor((kernelHeight - 1) / 2);
  const left = Math.floor((kernelWidth - 1) / 2);
  return { top, left, bottom: kernelHeight - 1 - top, right: kernelWidth - 1 - left };
}

/**
 * Convolution of `x` [batch, channelsIn, height, width] with `weights` [channelsOut, channelsIn, kernelHeight, kernelWidth].
 *
 * @param bias - [channelsOut], or undefined.
 * @param padding - "same" unless given; on each side less than the kernel's, so that every position sees the input.
 * @returns [batch, channelsOut, height + top + bottom - kernelHeight + 1, width + left + right - kernelWidth + 1].
 * @throws RangeError when the channels do not agree, or the padding is too wide.
 */
export function convolution(x: Tensor, weights: Tensor, bias?: Tensor, padding?: Padding): Tensor {
  requireFloat32('Convolution', x, weights, ...(bias === undefined ? [] : [bias]));
  const [channelsOut, channelsIn, kernelHeight, kernelWidth] = knownShape(
    weights.shape,
    'the weights of a convolution',
  ) as readonly [number, number, number, number];
  const [batch, channels, height, width] = x.shape;
  if (
    x.shape.length !== 4 ||
    weights.shape.length !== 4 ||
    !sameSize(channels!, channelsIn) ||
    (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== channelsOut))
  ) {
    throw new RangeError(
      `Expected [n, c, h, w], [o, c, kh, kw] and [o] for a convolution but received ${shapeName(x.shape)}, ` +
        `${shapeName(weights.shape)} and ${bias === undefined ? 'no bias' : shapeName(bias.shape)}`,
    );
  }
  const pads = padding ?? samePadding(kernelHeight, kernelWidth);
  checkPadding(pads, kernelHeight, kernelWidth);
  const shape: Shape = [
    batch!,
    channelsOut,
    outputSize(height!, pads.top + pads.bottom, kernelHeight),
    outputSize(width!, pads.left + pads.right, kernelWidth),
  ];
  return expression(
    {
      name: 'Convolution',
      lower: (emit, inputs) =>
        emit.node('Conv', inputs, {
          kernel_shape: { kind: 'ints', value: [kernelHeight, kernelWidth] },
          pads: { kind: 'ints', value: [pads.top, pads.left, pads.bottom, pads.right] },
        }),
      gradient: (upstream) => [
        gradientByInput(upstream, weights, pads),
        gradientByWeights(upstream, x, kernelHeight, kernelWidth, pads),
        ...(bias === undefined ? [] : [sum(upstream, { axes: [0, 2, 3] })]),
      ],
    },
    bias === undefined ? [x, weights] : [x, weights, bias],
    shape,
  );
}

/** Wider padding would add rows that are bias alone, and negative padding to the gradient's convolution. */
function checkPadding(
  { top, left, bottom, right }: Padding,
  kernelHeight: number,
  kernelWidth: number,
): void {
  const fits = (amount: number, kernel: number): boolean =>
    Number.isInteger(amount) && amount >= 0 && amount < kernel;
  if (
    !fits(top, kernelHeight) ||
    !fits(bottom, kernelHeight) ||
    !fits(left, kernelWidth) ||
    !fits(right, kernelWidth)
  ) {
    throw new RangeError(
      `Expected padding of 0 to ${kernelHeight - 1} rows and 0 to ${kernelWidth - 1} columns but received ` +
        `${top}, ${bottom} rows and ${left}, ${right} columns`,
    );
  }
}

function outputSize(size: Shape[number], padding: number, kernel: number): Shape[number] {
  if (padding === kernel - 1) return size;
  const result =
    knownShape([size], 'a side of a convolution that is not padded to the same size')[0]! +
    padding -
    kernel +
    1;
  if (result < 1)
    throw new RangeError(`Expected at least ${kernel - padding} rows and columns but received ${size}`);
  return result;
}

/**
 * x[n, c, p, q] meets y[n, o, i, j] through tap u = p + top - i, v = q + left - j. So its gradient is
 *
 *     sum over o, u, v of w[o, c, u, v] g[n, o, p + top - u, q + left - v],
 *
 * which is a convolution of g with the weights flipped in both directions and their channels exchanged, padded by what
 * the kernel leaves: u' = kh - 1 - u gives g[p + u' - (kh - 1 - top)].
 */
function gradientByInput(upstream: Tensor, weights: Tensor, pads: Padding): Tensor {
  const [, , kernelHeight, kernelWidth] = weights.shape as readonly number[];
  const single = kernelHeight === 1 && kernelWidth === 1;
  const exchanged = transpose(single ? weights : flip(weights, [2, 3]), [1, 0, 2, 3]);
  return convolution(upstream, exchanged, undefined, {
    top: kernelHeight! - 1 - pads.top,
    left: kernelWidth! - 1 - pads.left,
    bottom: kernelHeight! - 1 - pads.bottom,
    right: kernelWidth! - 1 - pads.right,
  });
}

/**
 * The gradient by tap (u, v) is the product of g and x shifted by (u, v), summed over positions and batch:
 *
 *     dw[o, c, u, v] = sum over n, i, j of g[n, o, i, j] x[n, c, i + u - top, j + v - left].
 *
 * Shifting x once per tap copies it kh * kw times. Instead x is shifted by columns only and g by rows only,
 * i' = i + u running over the padded rows:
 *
 *     dw[o, c, u, v] = sum over n, i', j of G_u[n, o, i', j] X_v[n, c, i', j],
 *     G_u[i', j] = g[i' - u, j],    X_v[i', j] = x[i' - top, j + v - left].
 *
 * The kh copies of g are stacked as rows of one matrix, [kh * o, positions], and multiplied by each X_v. The stack is a
 * single concatenation: over flat positions, copy u is u rows of zeros, g, and kh - 1 - u rows of zeros, so that between
 * two copies there are always kh rows of zeros.
 *
 * Where the channels of x do not fill the columns that a matrix product computes at once, the X_v are put side by side for a single
 * product.
 */
function gradientByWeights(
  upstream: Tensor,
  x: Tensor,
  kernelHeight: number,
  kernelWidth: number,
  pads: Padding,
): Tensor {
  const [batch, channelsOut, height, width] = knownShape(upstream.shape, 'a gradient by weights') as [
    number,
    number,
    number,
    number,
  ];
  const channelsIn = x.shape[1] as number;
  const positions = (height + kernelHeight - 1) * width;
  const flat = reshape(upstream, [batch, channelsOut, height * width]);
  const gap = zeros([batch, channelsOut, kernelHeight * width]);
  const copies = range(2 * kernelHeight - 1).map((index) => (index % 2 === 0 ? flat : gap));
  const stacked = reshape(concatenate(copies, 2), [batch, channelsOut * kernelHeight, positions]);
  const padded = pad(x, [
    [0, 0],
    [0, 0],
    [pads.top, pads.bottom],
    [pads.left, pads.right],
  ]);
  const shifted = range(kernelWidth).map((v) =>
    reshape(slice(padded, 3, v, v + width), [batch, channelsIn, positions]),
  );
  const product = (columns: Tensor): Tensor => sum(matrixProduct(stacked, swapLast(columns)), { axes: [0] });
  if (channelsIn < FULL_COLUMNS) {
    const weights = [channelsOut, kernelHeight, kernelWidth, channelsIn];
    return transpose(reshape(product(concatenate(shifted, 1)), weights), [0, 3, 1, 2]);
  }
  const byColumn = shifted.map((columns) =>
    reshape(product(columns), [channelsOut, kernelHeight, channelsIn, 1]),
  );
  return transpose(concatenate(byColumn, 3), [0, 2, 1, 3]);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
