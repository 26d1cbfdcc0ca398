/**
 * Where results go: to a file, or into a function that passes them on. Either way nothing is given away that was not verified.
 */
import { stat } from 'node:fs/promises';
import type { ContainerFormat } from '../image/picture-files.node.ts';
import {
  assertWritable,
  containerFormat,
  decodePicture,
  readPicture,
  writeFileAtomically,
} from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { assertDistinct } from './distinct-files.node.ts';

/** Takes a result that is not to become a file of ours: standard output, a response, an upload. */
export interface FileSink {
  /** What messages and reports call it. */
  readonly name: string;
  /** Format of a picture; PNG when left out. */
  readonly format?: ContainerFormat | undefined;
  /** Receives the whole file, once, after it was verified. */
  readonly write: (bytes: Uint8Array) => void | Promise<void>;
}

/** A path, or what takes the bytes. */
export type FileOutput = string | FileSink;

/** Whether a file that exists may be replaced, which is not so unless one says so. */
export interface OverwriteOptions {
  /** True to replace a file that exists; false when left out. */
  readonly overwrite?: boolean | undefined;
}

/** What messages and reports call an output: its path, or its name. */
export function outputName(output: FileOutput): string {
  return typeof output === 'string' ? output : output.name;
}

/**
 * The format in which a picture goes to an output.
 *
 * @throws Error as `containerFormat` does for a path.
 */
export function outputFormat(
  output: FileOutput,
  what: 'container' | 'revealed picture' = 'container',
): ContainerFormat {
  return typeof output === 'string' ? containerFormat(output, what) : (output.format ?? 'png');
}

/**
 * Tells before the work what would fail after it: an output that cannot be written, that is read, or that exists and is to be kept.
 *
 * @param inputs - paths of the files that are read.
 * @throws Error with one sentence.
 */
export async function assertOutput(
  output: FileOutput,
  inputs: readonly string[],
  { overwrite = false }: OverwriteOptions,
): Promise<void> {
  if (typeof output !== 'string') return;
  await assertDistinct(output, inputs);
  await assertWritable(output, { overwrite });
}

/**
 * Writes a result, whole or not at all.
 *
 * @param verify - looks at the picture as its receiver will read it; when it throws, nothing is written.
 * @throws Error where it cannot be written, or exists and is to be kept; whatever `verify` throws.
 */
export async function writeOutput(
  output: FileOutput,
  bytes: Uint8Array,
  { overwrite = false }: OverwriteOptions,
  verify?: (received: RgbImage) => Promise<void>,
): Promise<void> {
  if (typeof output !== 'string') {
    await verify?.((await decodePicture(bytes, output.name)).image);
    await output.write(bytes);
    return;
  }
  const check =
    verify && (async (written: string): Promise<void> => verify((await readPicture(written)).image));
  await writeFileAtomically(output, bytes, check, { overwrite });
}

/** Whether a path means a folder: one that is there, or one that is to be made, which ends in a slash. */
export async function isFolderOutput(path: string): Promise<boolean> {
  if (namesFolder(path)) return true;
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

/** Whether a path says by its end that it is a folder. */
function namesFolder(path: string): boolean {
  return path.endsWith('/') || (process.platform === 'win32' && path.endsWith('\\'));
}
