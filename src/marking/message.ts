/** What a mark says: an id, and a code that only the owner's key can make for it. */
import { hmacSha256 } from '../keys/webcrypto.ts';

/** Bits of the message authentication code. A wrong message passes with 2^-40, about 9e-13. */
export const MAC_BITS = 40;

/** How long an id may be, in bits. */
export const ID_BITS = [64, 128] as const;

/** Bits of an id. */
export type IdBits = (typeof ID_BITS)[number];

/**
 * The message of an id.
 *
 * @param id - 8 or 16 bytes.
 * @param key - 32 bytes.
 * @returns bits, 0 or 1, those of the id first.
 */
export async function messageOf(id: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  return bitsOf(Uint8Array.from([...id, ...(await codeOf(id, key))]));
}

/**
 * The id of a message.
 *
 * @returns undefined where its code is not the key's.
 */
export async function idOf(message: Uint8Array, key: Uint8Array): Promise<Uint8Array | undefined> {
  const bytes = bytesOf(message);
  const id = bytes.slice(0, bytes.length - MAC_BITS / 8);
  const code = await codeOf(id, key);
  return code.every((byte, i) => byte === bytes[id.length + i]) ? id : undefined;
}

async function codeOf(id: Uint8Array, key: Uint8Array): Promise<Uint8Array> {
  const label = new TextEncoder().encode('pentimento/mark/1/code/');
  const code = await hmacSha256(key, Uint8Array.from([...label, id.length, ...id]));
  return code.slice(0, MAC_BITS / 8);
}

function bitsOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 * bytes.length }, (_, i) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1);
}

function bytesOf(bits: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(bits.length / 8);
  for (const [i, bit] of bits.entries()) bytes[i >> 3]! |= bit << (7 - (i & 7));
  return bytes;
}
