/**
 * A reader of the frame after docs/format.md, on node:crypto and without any code of the project. For tests.
 */

import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';

/** Where and with which keys one seal is, given the master key and the salt. */
export function independentSeal(
  width: number,
  height: number,
  seal: number,
  master: Uint8Array,
  salt: Uint8Array,
) {
  const key = (label: string) => Buffer.from(hkdfSync('sha256', master, salt, `pentimento/${label}`, 32));
  const samples = 3 * width * height;
  const fit = Math.floor(samples / 8448);
  const repetitions = Math.min(9, fit % 2 === 1 ? fit : fit - 1);
  const choices = Math.floor(samples / 2);
  const used = new Set([
    ...independentSaltPositions(width, height, 0),
    ...independentSaltPositions(width, height, 1),
  ]);
  const positions: number[] = [];
  const words = keystream(key('frame/placement'), 200_000);
  for (let at = 0; positions.length < 264 * repetitions; at += 4) {
    const word = words.readUInt32BE(at);
    if (word >= 2 ** 32 - (2 ** 32 % choices)) continue;
    const position = 2 * (word % choices) + seal;
    if (used.has(position)) continue;
    used.add(position);
    positions.push(position);
  }
  const whitening = keystream(key('frame/whitening'), 33 * repetitions);
  return { key, repetitions, positions, whitening };
}

/** The samples of a salt. */
export function independentSaltPositions(width: number, height: number, seal: number): number[] {
  const left = Math.floor(((1 + 2 * seal) * width) / 4) - 8;
  const top = Math.floor(((1 + 2 * seal) * height) / 4) - 4;
  const positions: number[] = [];
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 16; column++) {
      positions.push(3 * (width * (top + row) + left + column) + ((16 * row + column) % 3));
    }
  }
  return positions;
}

/** The 25 bytes that one seal of a picture says, or `undefined` where its tag is not valid. */
export function independentRead(
  samples: Uint8Array,
  width: number,
  height: number,
  seal: number,
  masterOf: (salt: Uint8Array) => Uint8Array,
): Buffer | undefined {
  const saltBits = independentSaltPositions(width, height, seal).map((position) => samples[position]! % 2);
  const salt = packed(saltBits);
  const { key, repetitions, positions, whitening } = independentSeal(
    width,
    height,
    seal,
    masterOf(salt),
    salt,
  );
  const record = packed(
    Array.from({ length: 264 }, (_, bit) => {
      let votes = 0;
      for (let r = 0; r < repetitions; r++) {
        const i = 264 * r + bit;
        const mask = (whitening[Math.floor(i / 8)]! >> (7 - (i % 8))) % 2;
        votes += (samples[positions[i]!]! % 2) ^ mask ? 1 : -1;
      }
      return votes > 0 ? 1 : 0;
    }),
  );
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const hmac = createHmac('sha256', key('frame/authentication')).update(size).update(record.subarray(0, 25));
  return hmac.digest().subarray(0, 8).equals(record.subarray(25)) ? record.subarray(0, 25) : undefined;
}

function keystream(key: Buffer, length: number): Buffer {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

function packed(bits: readonly number[]): Buffer {
  const text = bits.join('').match(/.{8}/g)!;
  return Buffer.from(text.map((byte) => Number.parseInt(byte, 2)));
}
