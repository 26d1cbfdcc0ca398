/**
 * SPAM features of colour pictures. Published for one grey plane; a picture has three, and what is embedded in them
 * independently also shows in their differences, where the picture itself is nearly gone.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Plane, SpamForm } from './spam.ts';
import { SPAM_DIMENSION, spam686 } from './spam.ts';

/**
 * The planes, and how their features are combined:
 * - `mean`: the mean of R, G, B (686);
 * - `channels`: R, G, B one after another (2058);
 * - `differences`: R - G and B - G one after another (1372);
 * - `mean-differences`: the mean of R - G and B - G (686);
 * - `mean-both`: `mean`, then `mean-differences` (1372);
 * - `all`: `channels`, then `differences` (3430).
 */
export type SpamPlanes = 'mean' | 'channels' | 'differences' | 'mean-differences' | 'mean-both' | 'all';

/** How to make features of a colour picture. */
export interface ColorSpamOptions {
  /**
   * `mean-both` by default. P_E on Kodak tiles, LSB matching at 0.05 bit per sample, `joint`: `channels` 0.27, `mean` 0.25,
   * `all` 0.05, `mean-both` 0.04, `differences` and `mean-differences` 0.02. Differences alone see nothing in grey
   * pictures, and no changes that are the same in all colours.
   */
  readonly planes?: SpamPlanes;
  /** `joint` by default: 0.04 where `transition` has 0.06. */
  readonly form?: SpamForm;
}

/**
 * The SPAM features of a colour picture.
 *
 * @param image - at least 4x4.
 * @returns as many numbers of 0-1 as `planes` says.
 * @throws RangeError when the picture is smaller.
 */
export function colorSpam(
  image: RgbImage,
  { planes = 'mean-both', form = 'joint' }: ColorSpamOptions = {},
): Float32Array {
  const { width, height } = image;
  const spam = (plane: Plane): Float32Array => spam686(plane, width, height, form);
  const channels = (): Float32Array[] => [0, 1, 2].map((channel) => spam(channelPlane(image, channel)));
  const differences = (): Float32Array[] => [0, 2].map((channel) => spam(differencePlane(image, channel, 1)));
  switch (planes) {
    case 'mean':
      return mean(channels());
    case 'channels':
      return joined(channels());
    case 'differences':
      return joined(differences());
    case 'mean-differences':
      return mean(differences());
    case 'mean-both':
      return joined([mean(channels()), mean(differences())]);
    case 'all':
      return joined([...channels(), ...differences()]);
  }
}

function channelPlane({ data }: RgbImage, channel: number): Uint8Array {
  const plane = new Uint8Array(data.length / 3);
  for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = data[3 * pixel + channel]!;
  return plane;
}

function differencePlane({ data }: RgbImage, channel: number, other: number): Int16Array {
  const plane = new Int16Array(data.length / 3);
  for (let pixel = 0; pixel < plane.length; pixel++) {
    plane[pixel] = data[3 * pixel + channel]! - data[3 * pixel + other]!;
  }
  return plane;
}

function mean(vectors: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(SPAM_DIMENSION);
  for (const vector of vectors) {
    for (let i = 0; i < result.length; i++) result[i]! += vector[i]! / vectors.length;
  }
  return result;
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(vectors.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const vector of vectors) {
    result.set(vector, at);
    at += vector.length;
  }
  return result;
}
