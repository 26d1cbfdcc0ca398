/** JPEG files for tests: stored ones, and those that other encoders write of a made-up picture. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JpegOptions } from 'sharp';
import sharp from 'sharp';
import type { JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { ROOT } from '../../architecture/source.ts';

const STORED = join(ROOT, 'test', 'image', 'jpeg', 'stored');

/** Files of every coding that is read, by name (CC0, see the folder). */
export const STORED_FILES: readonly (readonly [name: string, bytes: Uint8Array])[] =
  readStored(/^(?!refused-)/);

/** Files of codings that are refused, by the coding's name. */
export const REFUSED_FILES: readonly (readonly [coding: string, bytes: Uint8Array])[] = readStored(
  /^refused-/,
).map(([name, bytes]) => [name.slice('refused-'.length), bytes]);

function readStored(pattern: RegExp): [string, Uint8Array][] {
  return readdirSync(STORED)
    .filter((name) => name.endsWith('.jpg') && pattern.test(name))
    .sort()
    .map((name) => [name.replace('.jpg', ''), new Uint8Array(readFileSync(join(STORED, name)))]);
}

/** Pixels like a photo's: smooth, with edges and noise. */
export function photoLike(width: number, height: number, seed = 1): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: 3 * width * height }, (_, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width), index % 3];
    const smooth = 128 + 70 * Math.sin(x / 9 + channel) * Math.cos(y / 13);
    const edge = (x + 2 * y) % 61 < 20 ? 35 : 0;
    return Math.min(255, Math.max(0, Math.round(smooth + edge + 12 * random.normal())));
  });
}

/** What sharp writes (libjpeg-turbo or MozJPEG) of such pixels. */
export async function sharpJpeg(options: JpegOptions, width = 67, height = 45): Promise<Uint8Array> {
  const raw = { raw: { width, height, channels: 3 } } as const;
  return new Uint8Array(await sharp(photoLike(width, height), raw).jpeg(options).toBuffer());
}

/** Such pixels as a file that `cjpeg` reads. */
export function photoLikePpm(width = 67, height = 45): Uint8Array {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), photoLike(width, height)]);
}

/** Why the programs of libjpeg-turbo (Debian's libjpeg-turbo-progs) cannot be asked; `undefined` when they can. */
export function missingProgram(...names: readonly ('cjpeg' | 'djpeg' | 'jpegtran')[]): string | undefined {
  const missing = names.filter((name) => spawnSync(name, ['-version']).error !== undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found (libjpeg-turbo-progs)`;
}

/** What such a program makes of a file; warnings of what it reads count as errors. */
export function runProgram(name: string, options: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync(name, options, { input, maxBuffer: 2 ** 28 });
  const isWarned = stderr.length > 0 && name !== 'cjpeg';
  if (status !== 0 || isWarned) throw new Error(`${name} ${options.join(' ')}: ${stderr}`);
  return new Uint8Array(stdout);
}

/** The coefficients of all components. */
export function coefficientsOf({ frame }: JpegFile): readonly Int16Array[] {
  return frame.components.map(({ coefficients }) => coefficients);
}

/** Sets every coefficient of the picture's own blocks, of which padding is left out. */
export function setCoefficients(file: JpegFile, value: (before: number, at: number) => number): void {
  for (const { coefficients, blocksPerRow, blocksPerColumn, storedBlocksPerRow } of file.frame.components) {
    for (let row = 0; row < blocksPerColumn; row++) {
      const start = 64 * row * storedBlocksPerRow;
      for (let at = start; at < start + 64 * blocksPerRow; at++) {
        coefficients[at] = value(coefficients[at]!, at);
      }
    }
  }
}

/** Changes a share of the coefficients by one, as an embedder does, zeros included. */
export function changeCoefficients(file: JpegFile, share: number, seed = 1): void {
  const random = seededRandom(seed);
  setCoefficients(file, (before) => {
    if (random.uniform() >= share) return before;
    const up = random.integer(2) === 0 ? before < 1023 : before < -1022;
    return before + (up ? 1 : -1);
  });
}
