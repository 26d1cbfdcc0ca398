/**
 * Operators that move elements without changing them. Each gradient moves the upstream gradient back.
 */
import type { OnnxAttribute } from '../../onnx/model.ts';
import type { Shape } from '../shape.ts';
import {
  checkShape,
  elementCount,
  knownShape,
  resolveAxis,
  sameShape,
  sameSize,
  shapeName,
} from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';

const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });

/** The same elements in row-major order under another shape of known sizes. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  checkShape(shape, 'a reshape');
  if (elementCount(x.shape) !== elementCount(shape)) {
    throw new RangeError(
      `Expected a shape of ${elementCount(x.shape)} elements but received ${shapeName(shape)}`,
    );
  }
  if (sameShape(x.shape, shape)) return x;
  return expression(
    {
      name: 'Reshape',
      lower: (emit, [data]) => emit.node('Reshape', [data!, emit.integers(shape)]),
      gradient: (upstream) => [reshape(upstream, knownShape(x.shape, 'the gradient of a reshape'))],
    },
    [x],
    shape,
    x.type,
  );
}

/** Axis `i` of the result is axis `permutation[i]` of `x`. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const axes = [...permutation].sort((a, b) => a - b);
  if (axes.length !== x.shape.length || axes.some((axis, index) => axis !== index)) {
    throw new RangeError(
      `Expected a permutation of ${x.shape.length} axes but received [${permutation.join(', ')}]`,
    );
  }
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  return expression(
    {
      name: 'Transpose',
      lower: (emit, [data]) => emit.node('Transpose', [data!], { perm: ints(permutation) }),
      gradient: (upstream) => [transpose(upstream, inverse)],
    },
    [x],
    permutation.map((axis) => x.shape[axis]!),
    x.type,
  );
}

/** Puts tensors behind one another along `axis`; their other sizes are equal. */
export function concatenate(tensors: readonly Tensor[], axis: number): Tensor {
  const first = tensors[0];
  if (first === undefined) throw new RangeError('Expected at least one tensor to concatenate');
  if (tensors.length === 1) return first;
  const along = resolveAxis(axis, first.shape.length);
  for (const tensor of tensors) {
    const agrees =
      tensor.type === first.type &&
      tensor.shape.length === first.shape.length &&
      tensor.shape.every((size, index) => index === along || sameSize(size, first.shape[index]!));
    if (!agrees) {
      throw new RangeError(
        `Expected tensors of one type that agree outside axis ${along} but received ${tensors.map((t) => t.type + shapeName(t.shape)).join(', ')}`,
      );
    }
  }
  const sizes = knownShape(
    tensors.map((tensor) => tensor.shape[along]!),
    `axis ${along} of a concatenation`,
  );
  const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return expression(
    {
      name: 'Concatenate',
      lower: (emit, inputs) => emit.node('Concat', inputs, { axis: int(along) }),
      gradient: (upstream) =>
        sizes.map((size, index) => slice(upstream, along, starts[index]!, starts[index]! + size)),
    },
    tensors,
    first.shape.map((size, index) => (index === along ? total : size)),
    first.type,
  );
}

/** Elements `start` to `end` (exclusive) along `axis`, whose size is known. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = resolveAxis(axis, x.shape.length);
  const [size] = knownShape([x.shape[along]!], 'the axis of a slice');
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > size! || start >= end) {
    throw new RangeError(`Expected a range within 0-${size} for a slice but received ${start}-${end}`);
  }
  if (start === 0 && end === size) return x;
  return expression(
    {
      name: 'Slice',
      lower: (emit, [data]) =>
        emit.node('Slice', [
          data!,
          emit.integers([start]),
          emit.integers([end]),
          emit.integers([along]),
          emit.integers([1]),
        ]),
      gradient: (upstream) => [
        pad(
          upstream,
          x.shape.map((_, index) => (index === along ? [start, size! - end] : [0, 0])),
        ),
      ],
    },
    [x],
    x.shape.map((other, index) => (index === along ? end - start : other)),
    x.type,
  );
}

/** Reverses the order of the elements along the given axes. */
export function flip(x: Tensor, axes: readonly number[]): Tensor {
  const along = [...new Set(axes.map((axis) => resolveAxis(axis, x.shape.length)))];
  if (along.length === 0) return x;
  // A slice with step -1 starts at the last element and ends "before the first", which only a number below
  // minus the size can say (ONNX Slice-13).
  const beforeFirst = -(2 ** 31) + 1;
  return expression(
    {
      name: 'Flip',
      lower: (emit, [data]) =>
        emit.node('Slice', [
          data!,
          emit.integers(along.map(() => -1)),
          emit.integers(along.map(() => beforeFirst)),
          emit.integers(along),
          emit.integers(along.map(() => -1)),
        ]),
      gradient: (upstream) => [flip(upstream, along)],
    },
    [x],
    x.shape,
    x.type,
  );
}

/** Zeros around a tensor: `[before, after]` for each axis, not negative. Padded axes have known sizes. */
export function pad(x: Tensor, amounts: readonly (readonly number[])[]): Tensor {
  requireFloat32('Pad', x);
  if (amounts.length !== x.shape.length) {
    throw new RangeError(`Expected ${x.shape.length} pairs of padding but received ${amounts.length}`);
  }
  if (amounts.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape: Shape = x.shape.map((size, axis) => {
    const [before, after] = amounts[axis]! as readonly [number, number];
    if (!Number.isInteger(before) || !Number.isInteger(after) || before < 0 || after < 0)
      throw new RangeError(`Expected padding of 0 or more elements but received ${before}, ${after}`);
    if (before === 0 && after === 0) return size;
    return knownShape([size], 'a padded axis')[0]! + before + after;
  });
  return expression(
    {
      name: 'Pad',
      lower: (emit, [data]) =>
        emit.node('Pad', [
          data!,
          emit.integers([...amounts.map(([before]) => before!), ...amounts.map(([, after]) => after!)]),
          emit.floats(Float32Array.of(0), []),
        ]),
      gradient: (upstream) => {
        let result = upstream;
        for (const [axis, [before, after]] of amounts.entries()) {
          if (before === 0 && after === 0) continue;
          const size = result.shape[axis] as number;
          result = slice(result, axis, before!, size - after!);
        }
        return [result];
      },
    },
    [x],
    shape,
    x.type,
  );
}
