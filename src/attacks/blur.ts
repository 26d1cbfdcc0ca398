/**
 * Gaussian blur: G(t) = exp(-t^2 / (2 sigma^2)) / sum, a convolution along each axis in turn, since the Gaussian of two
 * dimensions is the product of two of one. Beyond the picture's edges its outermost pixels are repeated.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/** The kernel ends at this many standard deviations, as SciPy's `gaussian_filter` does by default: beyond lie 0.006 %. */
const REACH = 4;

/**
 * The weights of a Gaussian at whole distances from `-radius` to `radius`, symmetric, sum 1.
 *
 * @param sigma - standard deviation in pixels, above 0.
 */
export function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.ceil(REACH * sigma);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * The blurred picture. Samples are computed in floating point and rounded once, at the end. Besides the pictures, memory holds
 * as many rows as the kernel is long.
 *
 * @param sigma - standard deviation in pixels, above 0.
 */
export function blur(image: RgbImage, sigma: number): RgbImage {
  const { width, height } = image;
  const kernel = gaussianKernel(sigma);
  const radius = (kernel.length - 1) / 2;
  const samples = 3 * width;
  const blurred = rgbImage(width, height);
  const padded = new Float64Array(samples + 6 * radius);
  // Row y, blurred along itself, waits in slot y mod the kernel's length.
  const waiting = new Float64Array(kernel.length * samples);
  const sums = new Float64Array(samples);
  let next = 0;
  for (let y = 0; y < height; y++) {
    for (; next <= Math.min(height - 1, y + radius); next++) {
      padRow(image, next, radius, padded);
      blurRow(padded, kernel, waiting, (next % kernel.length) * samples, samples);
    }
    sums.fill(0);
    for (let tap = 0; tap < kernel.length; tap++) {
      const row = Math.min(height - 1, Math.max(0, y + tap - radius));
      const from = (row % kernel.length) * samples;
      const weight = kernel[tap]!;
      for (let i = 0; i < samples; i++) sums[i]! += weight * waiting[from + i]!;
    }
    for (let i = 0; i < samples; i++) blurred.data[y * samples + i] = Math.floor(sums[i]! + 0.5);
  }
  return blurred;
}

/** A row with its first and last pixel repeated `radius` times before and after it. */
function padRow({ data, width }: RgbImage, y: number, radius: number, out: Float64Array): void {
  const samples = 3 * width;
  const row = y * samples;
  for (let i = 0; i < 3 * radius; i++) {
    out[i] = data[row + (i % 3)]!;
    out[3 * radius + samples + i] = data[row + samples - 3 + (i % 3)]!;
  }
  out.set(data.subarray(row, row + samples), 3 * radius);
}

function blurRow(
  padded: Float64Array,
  kernel: Float64Array,
  out: Float64Array,
  to: number,
  samples: number,
): void {
  for (let i = 0; i < samples; i++) {
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * padded[i + 3 * tap]!;
    out[to + i] = sum;
  }
}
