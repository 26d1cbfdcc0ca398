/**
 * The one picture type of the project: 8-bit RGB samples, interleaved, row by row, without padding.
 * Whatever else a file holds (alpha, profiles, more bits) is settled when it is decoded.
 */
export interface RgbImage {
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** `3 * width * height` samples, 0-255: red, green, blue of the first pixel, and so on. */
  readonly data: Uint8Array;
}

/**
 * A picture over the given samples, which are not copied.
 *
 * @param width - pixels, at least 1.
 * @param height - pixels, at least 1.
 * @param data - samples 0-255 as in `RgbImage`; black when left out.
 * @throws RangeError when a side is not a positive integer or `data` does not hold `3 * width * height` samples.
 */
export function rgbImage(width: number, height: number, data?: Uint8Array): RgbImage {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`Expected positive whole sides for a picture but received ${width}x${height}`);
  }
  const samples = data ?? new Uint8Array(3 * width * height);
  if (samples.length !== 3 * width * height) {
    throw new RangeError(
      `Expected ${3 * width * height} samples for a ${width}x${height} picture but received ${samples.length}`,
    );
  }
  return { width, height, data: samples };
}
