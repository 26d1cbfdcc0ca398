/**
 * Shapes whose sizes may be free until the model runs.
 *
 * A free size is a symbol divided by a whole number: a picture of `height` rows has `height/4` rows of 4x4 blocks.
 */

/** A size that is only known when the model runs: `symbol / divisor`. */
export interface FreeSize {
  readonly symbol: string;
  readonly divisor: number;
}

export type Size = number | FreeSize;
export type Shape = readonly Size[];

/** A size that is free until the model runs, such as the height of a picture. */
export function freeSize(symbol: string): FreeSize {
  return { symbol, divisor: 1 };
}

/** Throws RangeError, naming `what`, unless the known sizes are whole numbers above 0. */
export function checkShape(shape: Shape, what: string): void {
  if (shape.some((size) => typeof size === 'number' && (!Number.isSafeInteger(size) || size < 1))) {
    throw new RangeError(
      `Expected whole numbers above 0 as the shape of ${what} but received ${shapeName(shape)}`,
    );
  }
}

export function sameSize(a: Size, b: Size): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.symbol === b.symbol && a.divisor === b.divisor;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => sameSize(size, b[axis]!));
}

/** `size / divisor`; throws RangeError when a known size is not a multiple. */
export function divideSize(size: Size, divisor: number): Size {
  if (typeof size !== 'number') return { symbol: size.symbol, divisor: size.divisor * divisor };
  if (size % divisor !== 0) throw new RangeError(`Expected a multiple of ${divisor} but received ${size}`);
  return size / divisor;
}

/** `size * factor`; throws RangeError when a free size would need a factor above one. */
export function multiplySize(size: Size, factor: number): Size {
  if (typeof size === 'number') return size * factor;
  if (size.divisor % factor !== 0) {
    throw new RangeError(`Expected a size that is a ${factor}th of another but received ${sizeName(size)}`);
  }
  return { symbol: size.symbol, divisor: size.divisor / factor };
}

/** How a size is written in messages and in `dim_param` of a model. */
export function sizeName(size: Size): string {
  if (typeof size === 'number') return String(size);
  return size.divisor === 1 ? size.symbol : `${size.symbol}/${size.divisor}`;
}

export function shapeName(shape: Shape): string {
  return `[${shape.map(sizeName).join(', ')}]`;
}

/** The sizes as numbers; throws RangeError, naming `what`, when one is free. */
export function knownShape(shape: Shape, what: string): readonly number[] {
  return shape.map((size) => {
    if (typeof size !== 'number') {
      throw new RangeError(`Expected known sizes for ${what} but received ${shapeName(shape)}`);
    }
    return size;
  });
}

/** Number of elements of a shape of known sizes. */
export function elementCount(shape: Shape): number {
  return knownShape(shape, 'an element count').reduce((product, size) => product * size, 1);
}

/**
 * The shape that two operands broadcast to: aligned at the last axis, sizes equal or one of them 1.
 * Source: https://onnx.ai/onnx/repo-docs/Broadcasting.html (multidirectional).
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sizeA = a[axis - rank + a.length] ?? 1;
    const sizeB = b[axis - rank + b.length] ?? 1;
    if (sizeA === 1) return sizeB;
    if (sizeB === 1 || sameSize(sizeA, sizeB)) return sizeA;
    throw new RangeError(`Expected shapes that broadcast but received ${shapeName(a)} and ${shapeName(b)}`);
  });
}

/** An axis counted from the front; negative ones count from the end. Throws RangeError when it is outside. */
export function resolveAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    throw new RangeError(`Expected an axis of a tensor of rank ${rank} but received ${axis}`);
  }
  return resolved;
}
