/** What a receiver must know before the payload can be read: 32 bytes that look random, in the pilots. */
import { coded } from '../../errors/coded.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { aes256CtrKeystream, hmacSha256 } from '../../keys/webcrypto.ts';
import { decodeWord } from './code/decode.ts';
import { encodeWord, repeatAccumulateCode } from './code/repeat-accumulate.ts';
import type { Part } from './placement.ts';
import { HEADER_WORD } from './placement.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const FIELD_BYTES = 12;
const TAG_BYTES = 8;

/** Bytes of a sealed header. */
export const HEADER_BYTES = NONCE_BYTES + FIELD_BYTES + TAG_BYTES;

const ROUNDS = 50;

/** What a header says. */
export interface RobustHeader {
  /** Random, of this container and receiver. */
  readonly nonce: Uint8Array;
  /** Number of the survival. */
  readonly survival: number;
  /** Coefficients of a block that carry the payload. */
  readonly slots: number;
  /** Of the whole picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes of the sealed payload. */
  readonly bytes: number;
}

/** Lower-case hexadecimal of a nonce, for the labels of keys. */
export function nonceText(nonce: Uint8Array): string {
  return Array.from(nonce, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes that header and payload are authenticated with. */
export function associatedBytes(header: RobustHeader, part: Part): Uint8Array {
  return Uint8Array.from([...fieldsOf(header), part.count, part.index]);
}

function fieldsOf({ survival, slots, width, height, bytes }: RobustHeader): Uint8Array {
  const three = (value: number): number[] => [value >>> 16, (value >>> 8) & 255, value & 255];
  return Uint8Array.from([VERSION, survival, slots, ...three(width), ...three(height), ...three(bytes)]);
}

/** The code word of a sealed header, as bytes of 0 and 1. */
export async function headerWord(keys: FrameKeys, header: RobustHeader, part: Part): Promise<Uint8Array> {
  const { nonce } = header;
  const fields = fieldsOf(header);
  const mask = await maskOf(keys, nonce);
  const sealed = new Uint8Array(HEADER_BYTES);
  sealed.set(nonce);
  sealed.set(
    fields.map((byte, i) => byte ^ mask[i]!),
    NONCE_BYTES,
  );
  sealed.set(await tagOf(keys, nonce, associatedBytes(header, part)), NONCE_BYTES + FIELD_BYTES);
  const code = repeatAccumulateCode(8 * HEADER_BYTES, HEADER_WORD - 8 * HEADER_BYTES);
  return encodeWord(code, bitsOf(sealed));
}

/**
 * The header that a word holds.
 *
 * @param beliefs - log-likelihood ratios of the word's bits.
 * @returns `undefined` if it is none of this key and part.
 * @throws Error for a header of another version.
 */
export async function readHeader(
  keys: FrameKeys,
  beliefs: Float32Array,
  part: Part,
): Promise<RobustHeader | undefined> {
  const code = repeatAccumulateCode(8 * HEADER_BYTES, HEADER_WORD - 8 * HEADER_BYTES);
  const sealed = bytesOf(decodeWord(code, beliefs, ROUNDS).beliefs, HEADER_BYTES);
  const nonce = sealed.slice(0, NONCE_BYTES);
  const mask = await maskOf(keys, nonce);
  const fields = sealed.slice(NONCE_BYTES, NONCE_BYTES + FIELD_BYTES).map((byte, i) => byte ^ mask[i]!);
  const expected = await tagOf(keys, nonce, Uint8Array.from([...fields, part.count, part.index]));
  if (expected.some((byte, i) => byte !== sealed[NONCE_BYTES + FIELD_BYTES + i])) return undefined;
  if (fields[0] !== VERSION) {
    throw coded(
      new Error(
        `What is hidden here was written in version ${fields[0]} of the format of the robust method; ` +
          `this program reads version ${VERSION}. Use a newer one.`,
      ),
      'unknown-format',
    );
  }
  const three = (at: number): number => (fields[at]! << 16) | (fields[at + 1]! << 8) | fields[at + 2]!;
  return {
    nonce,
    survival: fields[1]!,
    slots: fields[2]!,
    width: three(3),
    height: three(6),
    bytes: three(9),
  };
}

/** Bits of bytes, the most significant first. */
export function bitsOf(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: 8 * bytes.length }, (_, i) => (bytes[i >> 3]! >> (7 - (i & 7))) & 1);
}

/** Bytes of bits that are 1 where a belief is below 0. */
export function bytesOf(beliefs: Float32Array, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < 8 * count; i++) if (beliefs[i]! < 0) bytes[i >> 3]! |= 128 >> (i & 7);
  return bytes;
}

async function maskOf(keys: FrameKeys, nonce: Uint8Array): Promise<Uint8Array> {
  return aes256CtrKeystream(await keys.deriveKey(`robust/1/header/${nonceText(nonce)}`), 0, FIELD_BYTES);
}

async function tagOf(keys: FrameKeys, nonce: Uint8Array, associated: Uint8Array): Promise<Uint8Array> {
  const tag = await hmacSha256(await keys.deriveKey(`robust/1/header-tag/${nonceText(nonce)}`), associated);
  return tag.slice(0, TAG_BYTES);
}
