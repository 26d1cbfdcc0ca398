/**
 * Sums and means over axes, and the broadcasting that is their transpose.
 */
import type { Shape } from '../shape.ts';
import { broadcastShapes, knownShape, resolveAxis, sameShape, shapeName } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';
import { multiply } from './arithmetic.ts';
import { reshape } from './shaping.ts';

interface ReductionOptions {
  /** Axes to reduce; all of them by default. */
  readonly axes?: readonly number[];
  /** Whether reduced axes stay with size 1 (default false). */
  readonly keepAxes?: boolean;
}

/** Sum over axes. */
export function sum(x: Tensor, options: ReductionOptions = {}): Tensor {
  requireFloat32('Sum', x);
  const axes = reducedAxes(x, options);
  if (axes.length === 0) return x;
  const { keepAxes = false } = options;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return expression(
    {
      name: 'Sum',
      lower: (emit, [data]) =>
        emit.node('ReduceSum', [data!, emit.integers(axes)], {
          keepdims: { kind: 'int', value: keepAxes ? 1 : 0 },
        }),
      // Every summed element has weight one: the upstream gradient is repeated along the summed axes.
      gradient: (upstream) => [
        broadcastTo(reshape(upstream, knownShape(kept, 'the gradient of a sum')), x.shape),
      ],
    },
    [x],
    keepAxes ? kept : x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Mean over axes of known sizes. */
export function mean(x: Tensor, options: ReductionOptions = {}): Tensor {
  const sizes = knownShape(
    reducedAxes(x, options).map((axis) => x.shape[axis]!),
    'the axes of a mean',
  );
  return multiply(sum(x, options), 1 / sizes.reduce((product, size) => product * size, 1));
}

/** The axes to reduce, counted from the front, each once. */
function reducedAxes(x: Tensor, { axes }: ReductionOptions): number[] {
  const all = x.shape.map((_, axis) => axis);
  return [...new Set((axes ?? all).map((axis) => resolveAxis(axis, x.shape.length)))];
}

/**
 * Repeats axes of size 1, and new axes in front, up to a shape of known sizes.
 *
 * @throws RangeError when repeating does not lead to the shape.
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  requireFloat32('Broadcast', x);
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes(x.shape, shape), shape)) {
    throw new RangeError(
      `Expected a tensor that repeats to ${shapeName(shape)} but received ${shapeName(x.shape)}`,
    );
  }
  const sizes = knownShape(shape, 'a broadcast');
  return expression(
    {
      name: 'Broadcast',
      lower: (emit, [data]) => emit.node('Expand', [data!, emit.integers(sizes)]),
      gradient: (upstream) => [sumTo(upstream, x.shape)],
    },
    [x],
    sizes,
  );
}

/**
 * The transpose of broadcasting: sums over the axes along which a tensor of `shape` was repeated.
 * It is the last step of every elementwise gradient.
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const axes = x.shape.flatMap((size, axis) => {
    const target = axis < added ? undefined : shape[axis - added];
    return target === undefined || (target === 1 && size !== 1) ? [axis] : [];
  });
  return reshape(sum(x, { axes, keepAxes: true }), knownShape(shape, 'a broadcast operand'));
}
