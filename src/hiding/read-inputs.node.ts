/**
 * Reads the files that hiding needs before a method begins, and makes the checks that it needs before it
 * writes.
 */
import { basename } from 'node:path';
import type { PictureExtras } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { FileInput } from './file-input.node.ts';
import { inputName, inputPaths, readPictureInput } from './file-input.node.ts';
import type { HideOptions } from './file-options.node.ts';
import { assertOutput, outputFormat } from './file-output.node.ts';
import { jpegCoverWarning } from './jpeg-cover.ts';

/** A cover, with what its container must carry besides the pixels. */
export interface Cover {
  readonly image: RgbImage;
  readonly extras: PictureExtras & { readonly format: 'png' | 'webp' };
  readonly warnings: readonly string[];
}

/**
 * Reads the cover, after checking that the container can be written and replaces none of the files that are
 * read.
 *
 * @throws Error with one sentence if that fails.
 */
export async function readCover(
  { cover, container, overwrite }: HideOptions,
  secrets: readonly FileInput[],
): Promise<Cover> {
  const format = outputFormat(container);
  await assertOutput(container, inputPaths([cover, ...secrets]), { overwrite });
  const { image, format: coverFormat, profile, alpha, warnings } = await readPictureInput(cover);
  const name = basename(inputName(cover));
  const traces = jpegCoverWarning(name, image, coverFormat === 'jpeg');
  return {
    image,
    extras: { format, ...(profile && { profile }), ...(alpha && { alpha }) },
    warnings: [
      ...warnings.map((warning) => `${name}: ${warning}`),
      ...(traces === undefined ? [] : [traces]),
    ],
  };
}
