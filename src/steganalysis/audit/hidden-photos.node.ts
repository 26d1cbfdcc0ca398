/**
 * The pictures of an audit: covers, and each subject's containers. All go through 8-bit PNG files and are cut into the same tiles, which
 * threads analyse while the next photo is made.
 */
import { basename, join } from 'node:path';
import { coded } from '../../errors/coded.ts';
import type { PairFiles } from '../../evaluation/protocol.node.ts';
import { readPair } from '../../evaluation/protocol.node.ts';
import { readPicture, writePicture } from '../../image/picture-files.node.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { psnr } from '../../metrics/psnr.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import type { SeenTiles } from './look.ts';
import type { AuditSubject } from './subjects.node.ts';
import { squareTiles } from './tiles.ts';
import type { WorkerPool } from './worker-pool.node.ts';

/** The photos, and how they are analysed. */
export interface PhotoWork {
  readonly files: readonly PairFiles[];
  /** Folder for PNG files; the caller removes it. */
  readonly folder: string;
  /** Whether the files stay in the folder, so that tiles can be read again. */
  readonly keep: boolean;
  readonly pool: WorkerPool;
  readonly features: string;
  /** Side of the tiles, pixels. */
  readonly tile: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/** A photo's tiles as wardens see them. */
export interface SeenPhoto extends SeenTiles {
  readonly photo: string;
}

/** All photos, or a subject's containers of them, in the order of the files. */
export interface SeenPhotos {
  readonly photos: readonly SeenPhoto[];
  /** Reads the tiles of all photos once more, if files are kept. */
  readTiles(): Promise<RgbImage[][]>;
}

/** Containers of all photos. */
export interface HiddenPhotos extends SeenPhotos {
  readonly subject: AuditSubject;
  /** Mean cover PSNR over the photos, dB. */
  readonly coverPsnr: number;
}

/**
 * Analyses the covers.
 *
 * @throws RangeError if a photo has no room for the two tiles that a null test compares; Error when a picture cannot be read; the
 *   signal's reason when it is aborted.
 */
export async function lookAtCovers(work: PhotoWork): Promise<SeenPhotos> {
  return lookAtAll(work, 'covers', 'cover', async (pair, through) => {
    const { cover } = await readPair(pair, 1);
    const tiles = squareTiles(await through(cover), work.tile);
    if (tiles.length < 2) {
      throw coded(
        new RangeError(`Expected room for two tiles of ${work.tile}x${work.tile} pixels in ${pair.cover}`),
        'cover-too-small',
      );
    }
    return tiles;
  });
}

/**
 * Hides in all photos, and analyses the containers.
 *
 * @param place - the subject's index; no two may have the same.
 * @throws as the subject does; the signal's reason when it is aborted.
 */
export async function hideInAll(
  subject: AuditSubject,
  place: number,
  work: PhotoWork,
): Promise<HiddenPhotos> {
  const { files, seed, signal, onProgress } = work;
  const what = `hiding by ${subject.name}`;
  let coverPsnr = 0;
  const seen = await lookAtAll(work, what, `container${place}`, async (pair, through, index) => {
    const { cover, secret } = await readPair(pair, 1);
    const container = await subject.hide(cover, secret, {
      random: seededRandom(seed, index),
      signal,
      onProgress: (fraction) => onProgress?.(what, index + fraction, files.length),
    });
    const saved = await through(container);
    coverPsnr += psnr(cover, saved) / files.length;
    return squareTiles(saved, work.tile);
  });
  return { subject, ...seen, coverPsnr };
}

/** The most photos that threads may still analyse while the next is made. */
const PHOTOS_AHEAD = 4;

/** Makes tiles photo by photo, with a function that receives a way to send a picture through a file. */
async function lookAtAll(
  { files, folder, keep, pool, features, tile, signal, onProgress }: PhotoWork,
  what: string,
  name: string,
  tilesOf: (
    pair: PairFiles,
    through: (image: RgbImage) => Promise<RgbImage>,
    index: number,
  ) => Promise<readonly RgbImage[]>,
): Promise<SeenPhotos> {
  const path = (index: number): string => join(folder, keep ? `${name}-${index}.png` : 'picture.png');
  const read = async (index: number): Promise<RgbImage> => (await readPicture(path(index))).image;
  const looks: Promise<SeenPhoto>[] = [];
  for (const [index, pair] of files.entries()) {
    signal?.throwIfAborted();
    onProgress?.(what, index, files.length);
    const through = async (image: RgbImage): Promise<RgbImage> => {
      await writePicture(path(index), image);
      return read(index);
    };
    const tiles = await tilesOf(pair, through, index);
    const look = pool.look({ tiles, features }).then((seen) => ({ photo: basename(pair.cover), ...seen }));
    // It is awaited below; until then it must not count as an unhandled rejection.
    look.catch(() => undefined);
    looks.push(look);
    await looks[index - PHOTOS_AHEAD];
  }
  return {
    photos: await Promise.all(looks),
    readTiles: () => Promise.all(files.map(async (_, index) => squareTiles(await read(index), tile))),
  };
}
