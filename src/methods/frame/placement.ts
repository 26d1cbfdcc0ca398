/**
 * Key-chosen distinct samples: the AES-256-CTR keystream as a sequence of 32-bit numbers, reduced without
 * bias by rejection (Knuth, The Art of Computer Programming, volume 2, section 3.4.1), repeats left out.
 * Memory and time follow the number of samples chosen, not the size of the picture.
 */

import { aes256CtrKeystream } from '../../keys/webcrypto.ts';

const WORD_BYTES = 4;
const WORDS = 2 ** 32;

/** Keystream fetched at a time, bytes: 4096 candidates. It does not change the result. */
const CHUNK_BYTES = 16_384;

/**
 * What to choose from: the samples `first`, `first + step`, ..., `choices` of them, without the `taken` ones.
 */
export interface PlacementDomain {
  readonly choices: number;
  readonly first: number;
  readonly step: number;
  readonly taken: Iterable<number>;
  /** Which samples may be chosen at all; every one when left out. */
  readonly allows?: (sample: number) => boolean;
}

/**
 * `count` distinct samples in the order in which the key draws them: every ordered choice is equally likely.
 *
 * @param key - 32 bytes.
 * @param count - at most half of what there is to choose from, so that few draws are repeats; where `allows` leaves few, the
 *   caller sees to that.
 * @throws RangeError when `count` is more than half of the domain.
 */
export async function placeSamples(
  key: Uint8Array,
  count: number,
  domain: PlacementDomain,
): Promise<Uint32Array> {
  const { choices, first, step, allows } = domain;
  const taken = new Set(domain.taken);
  if (2 * (count + taken.size) > choices) {
    throw new RangeError(
      `Expected at most half of ${choices} samples to be chosen ` +
        `but received ${count} and ${taken.size} taken`,
    );
  }
  const positions = new Uint32Array(count);
  const unbiasedBelow = WORDS - (WORDS % choices);
  let placed = 0;
  for (let offset = 0; placed < count; offset += CHUNK_BYTES) {
    const chunk = await aes256CtrKeystream(key, offset, CHUNK_BYTES);
    const view = new DataView(chunk.buffer);
    for (let at = 0; at < CHUNK_BYTES && placed < count; at += WORD_BYTES) {
      const word = view.getUint32(at);
      if (word >= unbiasedBelow) continue;
      const position = first + step * (word % choices);
      if (taken.has(position) || allows?.(position) === false) continue;
      taken.add(position);
      positions[placed++] = position;
    }
  }
  return positions;
}
