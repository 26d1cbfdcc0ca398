/**
 * Sums and means over axes, and the broadcasting that is their transpose.
 */
import type { Shape } from '../shape.ts';
import { knownShape, resolveAxis, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression } from '../tensor.ts';
import { multiply } from './arithmetic.ts';
import { reshape } from './shaping.ts';

interface ReductionOptions {
  /** Axes to reduce; all of them when left out. */
  readonly axes?: readonly number[];
  /** Whether reduced axes stay with size 1 (default false). */
  readonly keepAxes?: boolean;
}

/** Sum over axes. */
export function sum(x: Tensor, options: ReductionOptions = {}): Tensor {
  const rank = x.shape.length;
  const axes = [
    ...new Set((options.axes ?? x.shape.map((_, axis) => axis)).map((a) => resolveAxis(a, rank))),
  ];
  if (axes.length === 0) return x;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const reduced = expression(
    {
      name: 'Sum',
      lower: (emit, [data]) =>
        emit.node('ReduceSum', [data!, emit.integers(axes)], { keepdims: { kind: 'int', value: 1 } }),
      // Every summed element has weight one: the upstream gradient is repeated along the summed axes.
      gradient: (upstream) => [broadcastTo(upstream, x.shape)],
    },
    [x],
    kept,
  );
  if (options.keepAxes === true) return reduced;
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  return reshape(reduced, knownShape(shape, 'the result of a sum'));
}

/** Mean over axes of known sizes. */
export function mean(x: Tensor, options: ReductionOptions = {}): Tensor {
  const axes = options.axes ?? x.shape.map((_, axis) => axis);
  const sizes = knownShape(
    axes.map((axis) => x.shape[resolveAxis(axis, x.shape.length)]!),
    'the axes of a mean',
  );
  return multiply(sum(x, options), 1 / sizes.reduce((product, size) => product * size, 1));
}

/** Repeats axes of size 1, and new axes in front, up to a shape of known sizes. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
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
