/**
 * Resizes pictures with a Lanczos-3 kernel, or a cubic one, widened by the scale when it shrinks (antialiasing), one axis at
 * a time.
 *
 * The kernel is L(t) = sinc(t) sinc(t / 3) for |t| < 3, sinc(t) = sin(pi t) / (pi t): Duchon, "Lanczos
 * filtering in one and two dimensions", 1979. Output pixel i of n, made from m input pixels, has its centre
 * at c = (i + 1/2) m / n - 1/2 of the input. Its weights are L((j - c) / s), s = max(1, m / n), over the
 * input pixels j that exist, divided by their sum: so a constant picture stays constant up to its edges.
 */

import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** What a pixel weighs by its distance from the place that is asked for. */
export interface ResizeKernel {
  /** Pixels beyond which the weight is 0. */
  readonly radius: number;
  /**
   * The weight, 1 at 0.
   *
   * @param distance - in pixels, below or above 0.
   */
  weight(distance: number): number;
}

/** L(t) = sinc(t) sinc(t / 3). */
export const LANCZOS_3: ResizeKernel = { radius: 3, weight: lanczos };

/**
 * "Bicubic": R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2, as Pillow and
 * libvips have it.
 */
export const BICUBIC: ResizeKernel = { radius: 2, weight: cubic };

/**
 * A picture of another size. Samples are computed in floating point and rounded once, at the end. Besides the
 * pictures, memory holds as many rows as the vertical kernel is high: six when enlarging, about `6 s` when
 * shrinking by `s`.
 *
 * @param image - samples 0-255.
 * @param width - the new width in pixels.
 * @param height - the new height in pixels; the proportions need not be kept. The same size gives an equal copy.
 * @param kernel - Lanczos-3 by default.
 * @throws RangeError when a side is not a positive integer.
 */
export function resize(image: RgbImage, width: number, height: number, kernel = LANCZOS_3): RgbImage {
  const resized = rgbImage(width, height);
  if (width === image.width && height === image.height) {
    resized.data.set(image.data);
    return resized;
  }
  const columns = axisWeights(image.width, width, kernel);
  const rows = axisWeights(image.height, height, kernel);

  // Row y of the source, resized to the new width, waits in slot y mod `rows.taps` until no row needs it any
  // more.
  const samples = 3 * width;
  const waiting = new Float32Array(rows.taps * samples);
  const sums = new Float32Array(samples);
  let next = 0;
  for (let y = 0; y < height; y++) {
    const first = rows.first[y]!;
    const count = rows.count[y]!;
    for (next = Math.max(next, first); next < first + count; next++) {
      resizeRow(image, next, columns, waiting, (next % rows.taps) * samples);
    }
    sums.fill(0);
    for (let tap = 0; tap < count; tap++) {
      const weight = rows.weights[y * rows.taps + tap]!;
      const from = ((first + tap) % rows.taps) * samples;
      for (let i = 0; i < samples; i++) {
        sums[i]! += weight * waiting[from + i]!;
      }
    }
    const to = y * samples;
    for (let i = 0; i < samples; i++) {
      const value = sums[i]!;
      resized.data[to + i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
    }
  }
  return resized;
}

/** The input pixels and weights of each output pixel. */
interface AxisWeights {
  /** The most input pixels that any output pixel is made from. */
  readonly taps: number;
  /** The first input pixel of each output pixel; it never decreases. */
  readonly first: Int32Array;
  /** How many input pixels each output pixel has, at most `taps`. */
  readonly count: Int32Array;
  /** `taps` weights for each output pixel, of which the first `count` are used; they add up to 1. */
  readonly weights: Float64Array;
}

function axisWeights(from: number, to: number, kernel: ResizeKernel): AxisWeights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const radius = kernel.radius * stretch;
  const taps = Math.min(from, 2 * Math.ceil(radius) + 1);
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.max(0, Math.ceil(centre - radius));
    const end = Math.min(from - 1, Math.floor(centre + radius));
    let sum = 0;
    for (let j = start; j <= end; j++) {
      const weight = kernel.weight((j - centre) / stretch);
      weights[i * taps + j - start] = weight;
      sum += weight;
    }
    for (let j = start; j <= end; j++) {
      weights[i * taps + j - start]! /= sum;
    }
    first[i] = start;
    count[i] = end - start + 1;
  }
  return { taps, first, count, weights };
}

function lanczos(t: number): number {
  if (t === 0) {
    return 1;
  }
  if (Math.abs(t) >= 3) {
    return 0;
  }
  const x = Math.PI * t;
  return (3 * Math.sin(x) * Math.sin(x / 3)) / (x * x);
}

function cubic(t: number): number {
  const x = Math.abs(t);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function resizeRow(image: RgbImage, y: number, columns: AxisWeights, out: Float32Array, to: number): void {
  const { data, width } = image;
  const { taps, first, count, weights } = columns;
  const row = 3 * width * y;
  for (let x = 0; x < first.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    let from = row + 3 * first[x]!;
    const end = x * taps + count[x]!;
    for (let tap = x * taps; tap < end; tap++, from += 3) {
      const weight = weights[tap]!;
      red += weight * data[from]!;
      green += weight * data[from + 1]!;
      blue += weight * data[from + 2]!;
    }
    const at = to + 3 * x;
    out[at] = red;
    out[at + 1] = green;
    out[at + 2] = blue;
  }
}
