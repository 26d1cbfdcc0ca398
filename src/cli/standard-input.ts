/**
 * Standard input, which `-` stands for. It can be read once: for a passphrase, a secret, a cover or a container.
 */

import { coded } from '../errors/coded.ts';

let claimedFor: string | undefined;

/**
 * Says what standard input is read for.
 *
 * @param what - its name in messages, such as `the secret`.
 * @throws Error if it is already read for something else.
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
 * All bytes of standard input. Call `claimStandardInput` first.
 *
 * @param atMost - bytes; by default the size of the largest file that is read. Nothing beyond one byte more is
 *   read.
 * @throws Error when it is a terminal, holds nothing, holds more than `atMost`, or cannot be read.
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
