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

/** The most buffers that wait to be used again. */
const MOST_SPARE = 12;

const spare: ArrayBuffer[] = [];

/**
 * A plane of any samples, in memory that was used before if there is some: fresh memory costs more than a pass over it.
 *
 * @param width - samples a row, at least 1.
 * @param height - rows, at least 1.
 */
export function borrowed(width: number, height: number): Plane {
  const bytes = Float32Array.BYTES_PER_ELEMENT * width * height;
  const at = spare.findIndex(({ byteLength }) => byteLength >= bytes);
  const buffer = at === -1 ? new ArrayBuffer(bytes) : spare.splice(at, 1)[0]!;
  return plane(width, height, new Float32Array(buffer, 0, width * height));
}

/** Gives the memory of planes back, which nobody may use after that. */
export function giveBack(...planes: readonly Plane[]): void {
  for (const { data } of planes) {
    if (data.buffer instanceof ArrayBuffer) spare.unshift(data.buffer);
  }
  spare.length = Math.min(spare.length, MOST_SPARE);
}

/** The mean of the squares. */
export function meanSquare({ data }: Plane): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
  return sum / data.length;
}
