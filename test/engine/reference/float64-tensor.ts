/**
 * Tensors of plain numbers for the reference: slow, obvious, and without a line of the engine's code.
 */

/** Row-major values in float64. */
export interface Float64Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** All indices of a shape in row-major order. */
export function everyIndex(shape: readonly number[]): number[][] {
  let indices: number[][] = [[]];
  for (const size of shape) {
    indices = indices.flatMap((start) => Array.from({ length: size }, (_, next) => [...start, next]));
  }
  return indices;
}

export function build(shape: readonly number[], valueAt: (index: number[]) => number): Float64Tensor {
  return { shape, data: everyIndex(shape).map(valueAt) };
}

/** The value at an index. Leading positions beyond the rank are ignored, and axes of size 1 repeat: NumPy's broadcasting. */
export function at({ shape, data }: Float64Tensor, index: readonly number[]): number {
  let position = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis]!;
    const along = index[index.length - shape.length + axis]!;
    position = position * size + (size === 1 ? 0 : along);
  }
  return data[position]!;
}
