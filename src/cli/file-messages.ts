/**
 * What the library says of files, in the words of the command line: with the option that is the way out.
 */
import { coded, isCoded } from '../errors/coded.ts';

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

/**
 * What to throw where a secret could not be read that was to be hidden by a method for pictures only.
 *
 * @param secret - what messages call the secret.
 * @returns an error that names the other method; any other error as it was.
 */
export function aboutSecret(error: unknown, secret: string): unknown {
  if (!isCoded(error) || error.code !== 'unsupported-picture' || error.details.file !== secret) return error;
  const message = `${error.message}, or hide it as a file with --method exact`;
  return coded(new Error(message, { cause: error }), error.code, error.details);
}
