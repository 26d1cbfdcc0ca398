/**
 * What the library says of files, in the words of the command line: with the option that is the way out.
 */
import { isCoded } from '../errors/coded.ts';

/**
 * The message of an error about files.
 *
 * @returns `undefined` for any other error.
 */
export function fileMessage(error: unknown): string | undefined {
  if (!isCoded(error)) return undefined;
  const { path } = error.details;
  if (error.code === 'output-exists' && path !== undefined) {
    return `${path} exists; add --overwrite to replace it, or give another name`;
  }
  return undefined;
}
