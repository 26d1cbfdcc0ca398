/**
 * A seal: one complete, independent copy of the frame, that is a salt and the repeated, whitened record in
 * the samples that the salt's keys choose.
 */

import type { FrameKeys } from '../../keys/frame-keys.ts';
import { keysFor, type Passphrase } from '../../keys/key-ring.ts';
import { aes256CtrKeystream } from '../../keys/webcrypto.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import { type FrameLayout, RECORD_BITS, SEALS } from './frame-layout.ts';
import { bitAt, matchBits, readBits } from './lsb-matching.ts';
import { placeSamples } from './placement.ts';
import { RECORD_BYTES } from './record.ts';

/** The place and keys of one seal. */
export interface Seal {
  /** 16 random bytes. */
  readonly salt: Uint8Array;
  /** The keys of the passphrase and this salt. */
  readonly keys: FrameKeys;
  /** The samples of the salt, 128. */
  readonly saltPositions: Uint32Array;
  /** The samples of the record, 264 for each repetition, repetition after repetition. */
  readonly recordPositions: Uint32Array;
}

/**
 * The seal with number `index` for a passphrase and a salt. Seals use different samples, whatever their
 * salts: seal 0 the even ones, seal 1 the odd ones, and neither a sample of a salt.
 *
 * @throws TypeError, RangeError as `deriveFrameKeys` does.
 */
export async function planSeal(
  layout: FrameLayout,
  index: number,
  passphrase: Passphrase | undefined,
  salt: Uint8Array,
): Promise<Seal> {
  const keys = await keysFor(passphrase, salt);
  const recordPositions = await placeSamples(keys.placement, layout.repetitions * RECORD_BITS, {
    choices: Math.floor(layout.samples / SEALS),
    first: index,
    step: SEALS,
    taken: layout.saltPositions.flatMap((positions) => Array.from(positions)),
  });
  return { salt, keys, saltPositions: layout.saltPositions[index]!, recordPositions };
}

/**
 * Writes salt and record into the samples, in place.
 *
 * @param record - 33 bytes.
 */
export async function writeSeal(
  samples: Uint8Array,
  seal: Seal,
  record: Uint8Array,
  random: RandomBytes,
): Promise<void> {
  // Every repetition meets its own part of the keystream: without the key no two of them are alike.
  const bits = await whiteningOf(seal);
  for (let i = 0; i < bits.length; i++) bits[i]! ^= record[i % RECORD_BYTES]!;
  matchBits(samples, seal.saltPositions, seal.salt, random);
  matchBits(samples, seal.recordPositions, bits, random);
}

/**
 * The record that the samples hold, each bit by majority over the repetitions: 33 bytes, noise where none was
 * written.
 */
export async function readSeal(samples: Uint8Array, seal: Seal): Promise<Uint8Array> {
  const bits = readBits(samples, seal.recordPositions);
  const whitening = await whiteningOf(seal);
  for (let i = 0; i < bits.length; i++) bits[i]! ^= whitening[i]!;
  const record = new Uint8Array(RECORD_BYTES);
  for (let bit = 0; bit < RECORD_BITS; bit++) {
    let ones = 0;
    for (let i = bit; i < seal.recordPositions.length; i += RECORD_BITS) ones += bitAt(bits, i);
    const isOne = 2 * ones * RECORD_BITS > seal.recordPositions.length;
    if (isOne) record[bit >> 3]! |= 0x80 >> (bit & 7);
  }
  return record;
}

/** As many bytes of keystream as the seal has bits of records. */
function whiteningOf(seal: Seal): Promise<Uint8Array> {
  return aes256CtrKeystream(seal.keys.whitening, 0, seal.recordPositions.length / 8);
}
