/**
 * LSB matching: a bit is a sample's least significant bit. If it is wrong, the sample goes up or down by one
 * at random; replacing the bit would swap pairs of values into each other. T. Sharp, "An implementation of
 * key-based digital signal steganography", Information Hiding 2001, https://doi.org/10.1007/3-540-45496-9_2
 *
 * Bits are packed into bytes, the most significant first.
 */

import type { RandomBytes } from '../../random/random-bytes.ts';

/**
 * Writes bit `i` into sample `positions[i]`, in place. A sample changes by at most 1 and stays within 0-255:
 * from 0 the only way is up, from 255 down.
 *
 * @param samples - 0-255, changed at `positions` only.
 * @param positions - distinct indices into `samples`.
 * @param bits - packed, at least `positions.length` of them.
 * @param random - one bit for each position decides up or down.
 */
export function matchBits(
  samples: Uint8Array,
  positions: Uint32Array,
  bits: Uint8Array,
  random: RandomBytes,
): void {
  const directions = random(Math.ceil(positions.length / 8));
  positions.forEach((position, i) => {
    const sample = samples[position]!;
    if ((sample & 1) === bitAt(bits, i)) return;
    const up = sample === 0 || (sample !== 255 && bitAt(directions, i) === 1);
    samples[position] = up ? sample + 1 : sample - 1;
  });
}

/** The least significant bits of the samples at `positions`, packed. */
export function readBits(samples: Uint8Array, positions: Uint32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(positions.length / 8));
  positions.forEach((position, i) => {
    bits[i >> 3]! |= (samples[position]! & 1) << (7 - (i & 7));
  });
  return bits;
}

/** Bit `i` of packed bits. */
export function bitAt(bits: Uint8Array, i: number): number {
  return (bits[i >> 3]! >> (7 - (i & 7))) & 1;
}
