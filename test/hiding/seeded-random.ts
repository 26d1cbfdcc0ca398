import { createHash } from 'node:crypto';
import type { RandomBytes } from '../../src/methods/frame/frame.ts';

/** The same random bytes for the same seed: SHA-256 of the seed and a counter. */
export function seededRandom(seed: number | string): RandomBytes {
  let counter = 0;
  return (length) => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(createHash('sha256').update(`${seed}/${counter++}`).digest());
    }
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
}
