/**
 * What commands read: files by their paths, or standard input for `-`.
 */
import type { FileInput } from '../media/file-input.node.ts';
import { claimStandardInput, readStandardInput } from './standard-input.ts';

/** The argument for standard input and output; a file of this name is `./-`. */
export const STREAM = '-';

/** The name of standard input in messages. It has no ending, so no file name is made from it. */
const STANDARD_INPUT = 'standard input';

/**
 * Claims standard input for the argument that means it. Call it before anything is read, so that the command never waits for a
 * second reading.
 *
 * @param named - paths by their names in messages, such as `the cover`.
 * @throws Error if standard input is meant twice.
 */
export function claimStreams(named: readonly (readonly [what: string, path: string])[]): void {
  for (const [what, path] of named) if (path === STREAM) claimStandardInput(what);
}

/**
 * The input that a claimed argument means.
 *
 * @throws Error as `readStandardInput` does.
 */
export async function inputOf(path: string): Promise<FileInput> {
  if (path !== STREAM) return path;
  return { name: STANDARD_INPUT, content: await readStandardInput() };
}

/**
 * The secret that a claimed argument means. A secret from standard input is named `secret`, with an ending that fits its content; the receiver of an
 * exact secret gets it under that name.
 *
 * @throws Error as `readStandardInput` does.
 */
export async function secretOf(path: string): Promise<FileInput> {
  const input = await inputOf(path);
  if (typeof input === 'string') return input;
  const { mediaType } = await import('../image/media-type.ts');
  return { ...input, name: `secret${ENDINGS[mediaType(input.content)] ?? ''}` };
}

const ENDINGS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/avif': '.avif',
  'image/tiff': '.tiff',
  'image/gif': '.gif',
  'image/bmp': '.bmp',
  'image/heic': '.heic',
  'image/jxl': '.jxl',
  'image/svg+xml': '.svg',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
  'application/gzip': '.gz',
  'text/plain': '.txt',
  'text/html': '.html',
};
