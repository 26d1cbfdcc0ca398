/**
 * Bits as digits of any base, and back. Blocks of digits hold whole numbers of bits, so that a block is one exact
 * division of doubles; this wastes less than 1 % up to base 16, and less than 2.1 % for any base.
 *
 * A block of D digits in base q holds the largest B with 2^B <= q^D. Digits of a block come least significant first.
 */
import { KeystreamReader } from './keystream-reader.ts';

/** How digits and bits of a base are packed. */
export interface DigitBlock {
  readonly digits: number;
  readonly bits: number;
}

/** Whole numbers below this are exact in a double. */
const EXACT = 2n ** 53n;

/**
 * The block of a base that wastes least, and of those the shortest, among all whose values are below 2^53.
 *
 * @param base - 2 to 256.
 */
export function digitBlock(base: number): DigitBlock {
  let best: DigitBlock = { digits: 1, bits: bitsOf(base, 1) };
  for (let digits = 2; BigInt(base) ** BigInt(digits) < EXACT; digits++) {
    const bits = bitsOf(base, digits);
    if (bits * best.digits > best.bits * digits) best = { digits, bits };
  }
  return best;
}

/** Bits in that many digits of a base: whole blocks, and a shorter last one. */
export function digitsCapacity(base: number, digits: number): number {
  if (base === 1) return 0;
  const block = digitBlock(base);
  return Math.floor(digits / block.digits) * block.bits + bitsOf(base, digits % block.digits);
}

/** The largest B with 2^B <= base^digits. */
function bitsOf(base: number, digits: number): number {
  return (BigInt(base) ** BigInt(digits)).toString(2).length - 1;
}

/** Packed bits, the most significant of a byte first, read or written in order. */
export class BitSequence {
  readonly bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next `count` bits, at most 53, as a number, the first the most significant; zeros beyond the end. */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; ) {
      const within = this.position & 7;
      const taken = Math.min(left, 8 - within);
      const byte = this.bytes[this.position >> 3] ?? 0;
      value = value * 2 ** taken + ((byte >> (8 - within - taken)) & (2 ** taken - 1));
      this.position += taken;
      left -= taken;
    }
    return value;
  }

  /** Appends the lowest `count` bits of a number, at most 53; the bits there must be zero. */
  write(value: number, count: number): void {
    for (let left = count; left > 0; ) {
      const within = this.position & 7;
      const taken = Math.min(left, 8 - within);
      const part = Math.floor(value / 2 ** (left - taken)) % 2 ** taken;
      this.bytes[this.position >> 3]! |= part << (8 - within - taken);
      this.position += taken;
      left -= taken;
    }
  }
}

/**
 * The next bits as digits. A stream of uniform digits, drawn from the key, is added to them modulo the base: because 2^B <
 * q^D, random-looking bits alone would not give random-looking digits.
 *
 * @param bits - `digitsCapacity(base, count)` bits are read.
 * @param base - 2 to 256.
 * @param count - digits wanted.
 * @param key - 32 bytes.
 * @returns `count` digits, 0 to `base - 1`.
 */
export async function encodeDigits(
  bits: BitSequence,
  base: number,
  count: number,
  key: Uint8Array,
): Promise<Uint8Array> {
  const digits = new Uint8Array(count);
  await new KeystreamReader(key).digits(base, digits);
  for (const [at, block] of blocks(base, count)) {
    let value = bits.read(block.bits);
    for (let i = at; i < at + block.digits; i++) {
      const rest = Math.floor(value / base);
      digits[i] = (digits[i]! + value - rest * base) % base;
      value = rest;
    }
  }
  return digits;
}

/**
 * Undoes `encodeDigits`, appending the bits to `bits`. Damaged digits give other bits, never an error.
 *
 * @param digits - 0 to `base - 1`.
 */
export async function decodeDigits(
  digits: Uint8Array,
  base: number,
  key: Uint8Array,
  bits: BitSequence,
): Promise<void> {
  const mask = new Uint8Array(digits.length);
  await new KeystreamReader(key).digits(base, mask);
  for (const [at, block] of blocks(base, digits.length)) {
    let value = 0;
    for (let i = at + block.digits - 1; i >= at; i--) {
      value = value * base + ((digits[i]! - mask[i]! + base) % base);
    }
    bits.write(value % 2 ** block.bits, block.bits);
  }
}

/** Where each block starts, and its size: the last one is shorter where digits are left. */
function* blocks(base: number, count: number): Generator<readonly [at: number, block: DigitBlock]> {
  const block = digitBlock(base);
  let at = 0;
  for (; at + block.digits <= count; at += block.digits) yield [at, block];
  if (at < count) yield [at, { digits: count - at, bits: bitsOf(base, count - at) }];
}
