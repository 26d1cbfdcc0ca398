/**
 * Standard input, which `-` stands for. It can be read once: for a passphrase, a secret, a cover or a container.
 */

import { coded } from '../errors/coded.ts';

let claimedFor: string | undefined;

/**
 * Says what standard input is read for.
 *
 * @param what - for messages: such as `the secret`.
 * @throws Error where it is read for something else already.
 */
export function claimStandardInput(what: string): void {
  if (claimedFor !== undefined) {
    throw coded(
      new RangeError(
        `Standard input (-) can be read once only, but was given for ${claimedFor} and for ${what}; give a file for one of them`,
      ),
      'conflicting-options',
      { first: claimedFor, second: what },
    );
  }
  claimedFor = what;
}

/**
 * All of standard input, of whatever kind of bytes. Call `claimStandardInput` before.
 *
 * @param atMost - bytes; the largest file that is read when left out. What comes after one byte more is not read.
 * @throws Error when it is a terminal, holds nothing, holds more than any file that is read may, or cannot be read.
 */
export async function readStandardInput(atMost?: number): Promise<Uint8Array> {
  const what = claimedFor ?? 'this';
  if (process.stdin.isTTY) {
    throw unreadable(`a terminal; send it a file: pentimento ... < file`, what);
  }
  const { MAX_FILE_BYTES } = await import('../image/picture-files.node.ts');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > (atMost ?? MAX_FILE_BYTES)) break;
    }
  } catch (error) {
    throw unreadable((error as NodeJS.ErrnoException).code === 'EISDIR' ? 'a folder' : String(error), what);
  }
  if (atMost === undefined && bytes > MAX_FILE_BYTES) {
    throw coded(
      new Error(
        `Expected at most ${MAX_FILE_BYTES.toLocaleString('en')} bytes on standard input for ${what} but received more`,
      ),
      'file-too-large',
      { file: '-' },
    );
  }
  if (atMost === undefined && bytes === 0) throw unreadable('empty', what);
  return new Uint8Array(Buffer.concat(chunks));
}

function unreadable(reason: string, what: string): Error {
  return coded(new Error(`Expected ${what} on standard input but it is ${reason}`), 'file-unreadable', {
    file: '-',
  });
}
