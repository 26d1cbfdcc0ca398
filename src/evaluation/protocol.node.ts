/**
 * Which photos are hidden in which: photo i is the cover and photo (i + 7) mod n the secret, by name, at full size. If their
 * orientation differs, the secret is turned by 90 degrees.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { coded } from '../errors/coded.ts';
import { rotateClockwise } from '../image/orientation.ts';
import { readPicture } from '../image/picture-files.node.ts';
import { resize } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { isTurned } from '../methods/fitting.ts';

/** The distance in the list from a cover to its secret. */
export const SECRET_OFFSET = 7;

const PICTURE_FILE = /\.(png|jpe?g|webp|avif|tiff?|gif)$/i;

/** Cover and secret by their names, or by their paths. */
export interface PairFiles {
  /** Name or path of the cover. */
  readonly cover: string;
  /** Name or path of the secret. */
  readonly secret: string;
}

/**
 * Names of cover and secret of every pair of the protocol, for sorted names.
 *
 * @param covers - sorted names, or paths.
 * @param secrets - the same, used in turn; when left out, each pair takes the cover seven places on.
 */
export function protocolPairs(covers: readonly string[], secrets?: readonly string[]): PairFiles[] {
  return covers.map((cover, index) => ({
    cover,
    secret:
      secrets === undefined
        ? covers[(index + SECRET_OFFSET) % covers.length]!
        : secrets[index % secrets.length]!,
  }));
}

/**
 * The paths of every pair of the protocol.
 *
 * @throws Error when a folder cannot be read or has no pictures.
 */
export async function pairFiles(covers: string, secrets: string | undefined): Promise<PairFiles[]> {
  return protocolPairs(
    await pictureFiles(covers, 'covers'),
    secrets === undefined ? undefined : await pictureFiles(secrets, 'secrets'),
  );
}

/**
 * The pictures of a pair, the secret as it will be hidden.
 *
 * @param scale - factor for the secret's width and height, above 0 and at most 1.
 */
export async function readPair(
  files: PairFiles,
  scale: number,
): Promise<{ readonly cover: RgbImage; readonly secret: RgbImage }> {
  const cover = (await readPicture(files.cover)).image;
  return { cover, secret: scaled(upright((await readPicture(files.secret)).image, cover), scale) };
}

function upright(secret: RgbImage, cover: RgbImage): RgbImage {
  return isTurned(secret, cover) ? rotateClockwise(secret) : secret;
}

function scaled(image: RgbImage, scale: number): RgbImage {
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return scale === 1 ? image : resize(image, side(image.width), side(image.height));
}

async function pictureFiles(folder: string, what: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw noPictures(
      `Expected a folder of pictures for the ${what} but received ${folder} (${error.code})`,
      what,
    );
  });
  const pictures = names.filter((name) => PICTURE_FILE.test(name)).sort();
  if (pictures.length === 0) {
    throw noPictures(`Expected pictures in ${folder} for the ${what} but found none`, what);
  }
  return pictures.map((name) => join(folder, name));
}

function noPictures(message: string, option: string): Error {
  return coded(new Error(message), 'file-missing', { option, purpose: `for the ${option}` });
}
