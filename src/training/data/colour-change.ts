/**
 * Colour augmentation: makes pictures with colours that are rare in photos. A few hundred photos have few saturated colours,
 * and networks trained on them alone shift the colours of a red door.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { RandomSource } from '../../random/seeded-random.ts';

/** Bounds of the random factors: grey to strongly coloured, flat to hard, dark to bright. */
const SATURATION = [0.2, 3] as const;
const CONTRAST = [0.6, 1.5] as const;
const BRIGHTNESS = [-0.2, 0.2] as const;

/** Orders of three channels. */
const PERMUTATIONS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/** Weights of luma (ITU-R BT.601, section 2.5.1): what desaturation keeps. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** An affine change of colours, clamped to 0-255: `out[i] = matrix[3 i + j] in[j] + offset`. */
export interface ColourChange {
  readonly matrix: Float64Array;
  readonly offset: number;
}

/** A random change of the channels' order, saturation, contrast and brightness. */
export function randomColourChange(random: RandomSource): ColourChange {
  const order = PERMUTATIONS[random.integer(PERMUTATIONS.length)]!;
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * random.uniform();
  const saturation = between(SATURATION);
  const contrast = between(CONTRAST);
  const brightness = between(BRIGHTNESS);
  const matrix = new Float64Array(9);
  for (let out = 0; out < 3; out++) {
    for (let channel = 0; channel < 3; channel++) {
      const kept = order[out] === channel ? saturation : 0;
      matrix[3 * out + channel] = contrast * (kept + (1 - saturation) * LUMA[channel]!);
    }
  }
  // Contrast turns about middle grey.
  return { matrix, offset: 255 * (0.5 - 0.5 * contrast + brightness) };
}

/** One channel of a changed pixel, clamped and rounded to 8 bits. */
export function changedSample(
  { matrix, offset }: ColourChange,
  channel: number,
  red: number,
  green: number,
  blue: number,
): number {
  const value =
    matrix[3 * channel]! * red + matrix[3 * channel + 1]! * green + matrix[3 * channel + 2]! * blue + offset;
  return Math.min(255, Math.max(0, Math.round(value)));
}

/**
 * Writes the samples of one pixel, 0-1, with changed colours if a change is given.
 *
 * @param pixel - number of the pixel, row by row.
 * @param target - takes the sample of channel c at `to + c * plane`.
 */
export function writePixel(
  { data }: RgbImage,
  pixel: number,
  change: ColourChange | undefined,
  target: Float32Array,
  to: number,
  plane: number,
): void {
  const [red, green, blue] = [data[3 * pixel]!, data[3 * pixel + 1]!, data[3 * pixel + 2]!];
  for (let channel = 0; channel < 3; channel++) {
    const sample =
      change === undefined ? data[3 * pixel + channel]! : changedSample(change, channel, red, green, blue);
    target[to + channel * plane] = sample / 255;
  }
}
