/**
 * What hiding needs of files before a method begins, and checks that it needs before it writes.
 */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PictureExtras } from '../image/node.ts';
import { assertWritable, containerFormat, readPicture } from '../image/node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { HideOptions } from './file-options.node.ts';
import { jpegCoverWarning } from './jpeg-cover.ts';
import type { WorkOptions } from './method.ts';

/** A cover, with what its container has to carry besides the pixels. */
export interface Cover {
  readonly image: RgbImage;
  readonly extras: PictureExtras & { readonly format: 'png' | 'webp' };
  readonly warnings: readonly string[];
}

/**
 * Reads the cover, once it is sure that the container can be written, and over none of the files that are read.
 *
 * @throws Error with one sentence where it cannot.
 */
export async function readCover(
  { cover, container }: HideOptions,
  secrets: readonly string[],
): Promise<Cover> {
  const format = containerFormat(container);
  await assertWritable(container);
  await assertDistinct(container, [cover, ...secrets]);
  const { image, format: coverFormat, profile, alpha, warnings } = await readPicture(cover);
  const traces = jpegCoverWarning(basename(cover), image, coverFormat === 'jpeg');
  return {
    image,
    extras: { format, ...(profile && { profile }), ...(alpha && { alpha }) },
    warnings: [
      ...warnings.map((warning) => `${basename(cover)}: ${warning}`),
      ...(traces === undefined ? [] : [traces]),
    ],
  };
}

/**
 * Never write over what is being read.
 *
 * @throws Error where the output is one of the inputs, by whatever path.
 */
export async function assertDistinct(output: string, inputs: readonly string[]): Promise<void> {
  const place = async (path: string): Promise<string> =>
    realpath(path).catch(() => join(resolve(dirname(path)), basename(path)));
  for (const input of inputs) {
    if ((await place(input)) === (await place(output))) {
      throw new Error(`Expected another file to write to than ${input}, which is read`);
    }
  }
}

/** Options whose progress covers a part of the whole. */
export function phase(
  { signal, onProgress }: WorkOptions,
  from: number,
  to: number,
): Required<Pick<WorkOptions, 'onProgress'>> & WorkOptions {
  return { signal, onProgress: (fraction) => onProgress?.(from + fraction * (to - from)) };
}
