/**
 * Inputs: a file by its path, or its content from elsewhere, such as a stream or a request.
 */
import { readFile, stat } from 'node:fs/promises';
import { coded } from '../errors/coded.ts';
import type { DecodedPicture } from '../image/picture-files.node.ts';
import { decodePicture, MAX_FILE_BYTES, readPictureFile } from '../image/picture-files.node.ts';

/** A whole file in memory. */
export interface FileContent {
  /** Its name, without folders, for messages; the exact method stores that of a secret. */
  readonly name: string;
  /** All bytes of the file. */
  readonly content: Uint8Array;
}

/** A path, or a file in memory. */
export type FileInput = string | FileContent;

/** The name of an input in messages: its path, or its name. */
export function inputName(input: FileInput): string {
  return typeof input === 'string' ? input : input.name;
}

/** The inputs that are files, and so could be overwritten. */
export function inputPaths(inputs: readonly FileInput[]): string[] {
  return inputs.filter((input) => typeof input === 'string');
}

/**
 * Reads a picture.
 *
 * @throws Error as `readPicture` does.
 */
export async function readPictureInput(input: FileInput): Promise<DecodedPicture> {
  return decodePicture(await readFileInput(input), inputName(input));
}

/**
 * The bytes of a cover, container or other picture.
 *
 * @throws Error if there is none (`file-missing`), or it cannot be read or is too large.
 */
export async function readFileInput(input: FileInput): Promise<Uint8Array> {
  if (typeof input === 'string') return readPictureFile(input);
  const { name, content } = input;
  if (content.length > MAX_FILE_BYTES) {
    throw coded(
      new Error(
        `Expected a picture file of at most ${MAX_FILE_BYTES.toLocaleString('en')} bytes but received ${name} with ` +
          content.length.toLocaleString('en'),
      ),
      'file-too-large',
      { file: name },
    );
  }
  return content;
}

/**
 * The bytes of any file.
 *
 * @throws Error if there is none (`file-missing`), or it cannot be read or is too large.
 */
export async function readAnyInput(input: FileInput): Promise<Uint8Array> {
  if (typeof input !== 'string') return input.content;
  const unreadable = (reason: string, code: 'file-missing' | 'file-unreadable' | 'file-too-large'): Error =>
    coded(new Error(`Expected a file to hide but received ${input} (${reason})`), code, {
      path: input,
      file: input,
    });
  const stats = await stat(input).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? unreadable('which does not exist', 'file-missing')
      : unreadable(String(error.code), 'file-unreadable');
  });
  if (!stats.isFile()) throw unreadable(stats.isDirectory() ? 'a folder' : 'not a file', 'file-unreadable');
  if (stats.size > MAX_FILE_BYTES) {
    throw unreadable(
      `${stats.size.toLocaleString('en')} bytes, more than any picture holds`,
      'file-too-large',
    );
  }
  return readFile(input).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(
      error.code === 'EACCES' ? 'which may not be read' : String(error.code),
      'file-unreadable',
    );
  });
}
