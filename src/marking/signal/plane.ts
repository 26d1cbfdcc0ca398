/** One channel of a picture, or a field beside it, in floating point. */

/** Samples row by row, without padding. */
export interface Plane {
  /** Samples a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `width * height` samples. */
  readonly data: Float32Array;
}

/**
 * A plane of zeros, or over the given samples, which are not copied.
 *
 * @param width - samples a row, at least 1.
 * @param height - rows, at least 1.
 * @param data - `width * height` samples.
 * @throws RangeError when `data` does not hold as many.
 */
export function plane(width: number, height: number, data?: Float32Array): Plane {
  const samples = data ?? new Float32Array(width * height);
  if (samples.length !== width * height) {
    throw new RangeError(`Expected ${width * height} samples for a plane but received ${samples.length}`);
  }
  return { width, height, data: samples };
}

/** The mean of the squares. */
export function meanSquare({ data }: Plane): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
  return sum / data.length;
}
