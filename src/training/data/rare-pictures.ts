/**
 * Pictures that are rare among photos, to train on beside them: enlarged ones, without fine detail, and shrunk ones, with more; flat, blocky, smooth and striped
 * ones; and photos with the noise of a sensor, which photos that were shrunk have lost.
 */
import { BICUBIC, resize } from '../../image/resize.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { cropImage } from '../../image/tiles.ts';
import type { RandomSource } from '../../random/seeded-random.ts';

/** How often crops are of rare pictures; each 0-1, 0 for never. */
export interface RarePictures {
  /** Enlarged 1.6 times. */
  readonly upsampled: number;
  /** Shrunk to half, or by less where the photo is too small. */
  readonly downsampled: number;
  /** Made of nothing: flat, blocky, smooth, striped. With the two above at most 1. */
  readonly synthetic: number;
  /** With the noise of a sensor: normal, of a standard deviation of up to 4 grey levels. */
  readonly sensorNoise: number;
}

/** Side of what is enlarged, of the crop's. */
const ENLARGED = 5 / 8;

/** Sides of the crop that are shrunk into it. */
const SHRUNK = 2;

/** Largest standard deviation of a sensor's noise, in grey levels. */
const MOST_NOISE = 4;

/** Tiles a side of blocky pictures; one is flat. */
const TILES = [1, 2, 4, 8, 16, 32] as const;

/** How far random colours go beyond black and white: clamped, both ends are frequent. */
const BEYOND = 0.2;

/** The share of white in stripes. */
const WHITE = 0.3;

/**
 * What a crop is to be cut from.
 *
 * @param photo - of at least the crop's sides; stays as it is.
 * @param crop - side of the crop.
 * @returns the photo, or a picture of the crop's size.
 */
export function ordinaryOrRare(
  photo: RgbImage,
  crop: number,
  { upsampled, downsampled, synthetic, sensorNoise }: RarePictures,
  random: RandomSource,
): RgbImage {
  const kind = random.uniform();
  const isNoisy = random.uniform() < sensorNoise;
  let picture = photo;
  if (kind < upsampled) picture = enlarged(photo, crop, random);
  else if (kind < upsampled + synthetic) picture = made(crop, random);
  else if (kind < upsampled + synthetic + downsampled) picture = shrunk(photo, crop, random);
  return isNoisy ? noisy(cut(picture, crop, random), random) : picture;
}

function cut(photo: RgbImage, side: number, random: RandomSource): RgbImage {
  const x = random.integer(photo.width - side + 1);
  const y = random.integer(photo.height - side + 1);
  return cropImage(photo, { x, y, width: side, height: side });
}

function enlarged(photo: RgbImage, crop: number, random: RandomSource): RgbImage {
  return resize(cut(photo, Math.max(1, Math.floor(crop * ENLARGED)), random), crop, crop, BICUBIC);
}

function shrunk(photo: RgbImage, crop: number, random: RandomSource): RgbImage {
  const side = Math.min(SHRUNK * crop, photo.width, photo.height);
  return resize(cut(photo, side, random), crop, crop, BICUBIC);
}

function noisy({ width, height, data }: RgbImage, random: RandomSource): RgbImage {
  const deviation = MOST_NOISE * random.uniform();
  // A clamped array rounds to the nearest.
  const changed = Uint8ClampedArray.from(data, (sample) => sample + deviation * random.normal());
  return rgbImage(width, height, new Uint8Array(changed.buffer));
}

/** A flat, blocky, smooth or striped picture. */
function made(side: number, random: RandomSource): RgbImage {
  const kind = random.integer(TILES.length + 2);
  if (kind < TILES.length) return tiled(side, TILES[kind]!, TILES[kind]!, 3, () => bold(random));
  if (kind === TILES.length) {
    const corners = tiled(3, 3, 3, 3, () => random.uniform());
    return resize(corners, side, side, BICUBIC);
  }
  return tiled(side, side / 4, side / 2, 1, () => (random.uniform() < WHITE ? 1 : 0));
}

/** A random level, 0-1; often one of the ends. */
function bold(random: RandomSource): number {
  return Math.min(1, Math.max(0, (1 + 2 * BEYOND) * random.uniform() - BEYOND));
}

/**
 * A square of tiles.
 *
 * @param channels - 3, or 1 for grey.
 * @param level - of the next tile's next channel, 0-1.
 */
function tiled(side: number, columns: number, rows: number, channels: 1 | 3, level: () => number): RgbImage {
  const [across, down] = [Math.ceil(columns), Math.ceil(rows)];
  const levels = Uint8Array.from({ length: channels * across * down }, () => Math.round(255 * level()));
  const picture = rgbImage(side, side);
  for (let y = 0, at = 0; y < side; y++) {
    const row = Math.floor((y * rows) / side);
    for (let x = 0; x < side; x++) {
      const tile = row * across + Math.floor((x * columns) / side);
      for (let channel = 0; channel < 3; channel++, at++) {
        picture.data[at] = levels[channels * tile + (channels === 1 ? 0 : channel)]!;
      }
    }
  }
  return picture;
}
