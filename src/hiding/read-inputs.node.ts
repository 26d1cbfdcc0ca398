/**
 * Reads the cover before a method begins, after the checks that the output needs before anything is written.
 */
import { basename } from 'node:path';
import { coded } from '../errors/coded.ts';
import type { FileInput } from '../media/file-input.node.ts';
import { inputName, inputPaths, readFileInput } from '../media/file-input.node.ts';
import { assertOutput } from '../media/file-output.node.ts';
import { media } from '../media/media.ts';
import type { Cover, Medium, OpenedCover } from '../media/medium.ts';
import { NODE_CODECS } from '../media/node-codecs.node.ts';
import { PICTURE, type PictureCover } from '../media/picture.ts';
import type { HideOptions } from './file-options.node.ts';
import { jpegCoverWarning } from './jpeg-cover.ts';

/**
 * Opens the cover, after checking that the container can be written and replaces none of the files that are
 * read.
 *
 * @param medium - of the container.
 * @throws Error with one sentence if that fails.
 */
export async function readCover(
  { cover, container, overwrite, coverQuality: quality }: HideOptions,
  medium: Medium,
  secrets: readonly FileInput[],
): Promise<OpenedCover> {
  await assertOutput(container, inputPaths([cover, ...secrets]), { overwrite });
  const name = basename(inputName(cover));
  const opened = await medium.open(await readFileInput(cover), inputName(cover), NODE_CODECS, {
    quality,
  });
  const warnings = opened.warnings.map((warning) => `${name}: ${warning}`);
  if (medium.kind !== PICTURE.kind) return { ...opened, warnings };
  if (quality !== undefined) {
    throw coded(
      new TypeError('Expected a container that is a JPEG for the quality of the cover but received another'),
      'conflicting-options',
      { option: 'coverQuality' },
    );
  }
  const { image, format } = opened.cover as PictureCover;
  const traces = jpegCoverWarning(name, image, format === 'jpeg');
  return { ...opened, warnings: [...warnings, ...(traces === undefined ? [] : [traces])] };
}

/**
 * Opens a container in every medium that its file may be of.
 *
 * @returns at least one; and what was thrown where one of the media could not open it.
 * @throws Error with a code where the file is of no medium, or damaged.
 */
export async function openContainer(
  container: FileInput,
): Promise<{ readonly covers: readonly Cover[]; readonly unread: unknown }> {
  const content = await readFileInput(container);
  // The most particular first.
  const fitting = media()
    .filter((medium) => medium.recognises(content))
    .reverse();
  const covers: Cover[] = [];
  // A file of no medium is refused as a picture, by name.
  let unread: unknown;
  for (const medium of fitting.length === 0 ? [PICTURE] : fitting) {
    try {
      covers.push((await medium.open(content, inputName(container), NODE_CODECS)).cover);
    } catch (error) {
      // A JPEG of a rare coding is a picture none the less.
      unread = error;
    }
  }
  if (covers.length === 0) throw unread;
  return { covers, unread };
}
