/**
 * Standard input, which can be read once: for a passphrase, a secret, a cover or a container.
 */
import { coded } from '../errors/coded.ts';

let claimedFor: string | undefined;

/**
 * Takes standard input for one purpose. Every `-` claims it before anything is read.
 *
 * @param forWhat - as messages name it, such as `--passphrase-file` or `the cover (--in)`.
 * @throws RangeError (`conflicting-options`) where it is taken already.
 */
export function claimStandardInput(forWhat: string): void {
  if (claimedFor !== undefined) {
    throw coded(
      new RangeError(
        `Expected standard input (-) for one thing but received it for two, ${claimedFor} and ${forWhat}; give a file for one of them`,
      ),
      'conflicting-options',
      { first: claimedFor, second: forWhat },
    );
  }
  claimedFor = forWhat;
}

/**
 * All of standard input, which has to be claimed first.
 *
 * @param atMost - bytes; what comes after one byte more is not read.
 */
export async function readStandardInput(atMost = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > atMost) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}
