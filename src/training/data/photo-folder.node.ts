/**
 * The photos of a folder: those to train on, and those held out for checks.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { coded } from '../../errors/coded.ts';
import { readPicture } from '../../image/picture-files.node.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { cropImage } from '../../image/tiles.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import type { CoverSecretPair } from '../pair-checker.ts';
import type { PhotoPool, PhotoSource } from './photos.ts';
import { assertLargeEnough } from './photos.ts';

const PICTURE_FILE = /\.(png|jpe?g|webp|avif|tiff?|gif)$/i;

/** The photos of a folder, sorted by name. */
export async function folderPhotos(folder: string): Promise<PhotoSource> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw coded(
      new Error(`Expected a folder of photos for the data but received ${folder} (${error.code})`),
      'file-missing',
    );
  });
  const names = entries.filter((name) => PICTURE_FILE.test(name)).sort();
  if (names.length === 0)
    throw coded(
      new Error(`Expected PNG, JPEG, WebP, AVIF, TIFF or GIF photos in ${folder} but found none`),
      'file-missing',
    );
  return { names, load: async (index) => (await readPicture(join(folder, names[index]!))).image };
}

/** So many photos are used for both training and checks where none is held out. */
const SHARED_PHOTOS = 2;

/**
 * Every n-th photo is held out for the checks, at most a third of all. Where that is none, because none is wanted or there are one or
 * two, the first two serve both.
 */
export function holdOut(
  source: PhotoSource,
  wanted: number,
): { training: PhotoSource; validation: PhotoSource } {
  const count = Math.min(wanted, Math.floor(source.names.length / 3));
  const held = new Set(
    Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * source.names.length) / count)),
  );
  const subset = (keep: (index: number) => boolean): PhotoSource => {
    const indices = source.names.map((_, index) => index).filter(keep);
    return {
      names: indices.map((index) => source.names[index]!),
      load: (index) => source.load(indices[index]!),
    };
  };
  return count === 0
    ? { training: source, validation: subset((index) => index < SHARED_PHOTOS) }
    : { training: subset((index) => !held.has(index)), validation: subset((index) => held.has(index)) };
}

/** Square centres of the held-out photos, their sides a multiple of the network's; photo i is the cover of photo i + 1. */
export async function validationPairs(
  source: PhotoSource,
  training: PhotoPool,
  multiple: number,
  { crop, validationSide }: TrainingConfiguration,
  onSkip: (name: string, reason: string) => void,
): Promise<CoverSecretPair[]> {
  const photos: RgbImage[] = [];
  for (const [index, name] of source.names.entries()) {
    try {
      const photo = await source.load(index);
      assertLargeEnough(photo, crop);
      photos.push(photo);
    } catch (error) {
      onSkip(name, error instanceof Error ? error.message : String(error));
    }
  }
  // A check on a photo that is trained on is better than none.
  if (photos.length === 0) photos.push(await training.get(0));
  const side = Math.min(validationSide, ...photos.flatMap(({ width, height }) => [width, height]));
  const length = side - (side % multiple);
  const squares = photos.map((photo) =>
    cropImage(photo, {
      x: Math.floor((photo.width - length) / 2),
      y: Math.floor((photo.height - length) / 2),
      width: length,
      height: length,
    }),
  );
  return squares.map((cover, index) => ({ cover, secret: squares[(index + 1) % squares.length]! }));
}
