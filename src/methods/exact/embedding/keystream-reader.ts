/**
 * Uniform numbers from a key, in order: the keystream of AES-256-CTR, reduced without bias by rejection (Knuth, The Art of
 * Computer Programming, volume 2, section 3.4.1).
 */
import { aes256CtrKeystream } from '../../../keys/webcrypto.ts';

/** Keystream fetched at a time, bytes. It does not change the numbers. */
const CHUNK_BYTES = 1 << 20;

const WORD_BYTES = 4;
const WORDS = 2 ** 32;

/** Reads one key's stream; digits or words, not both. */
export class KeystreamReader {
  private readonly key: Uint8Array;
  private chunk: DataView = new DataView(new ArrayBuffer(0));
  private at = 0;
  private fetched = 0;

  /** @param key - 32 bytes. */
  constructor(key: Uint8Array) {
    this.key = key;
  }

  /** Fills `digits` with the next numbers 0 to `base - 1`: a byte each, left out where it is not below the largest multiple of the base. */
  async digits(base: number, digits: Uint8Array): Promise<void> {
    const below = 256 - (256 % base);
    for (let i = 0; i < digits.length; ) {
      if (this.at === this.chunk.byteLength) await this.fetch(digits.length - i);
      for (; i < digits.length && this.at < this.chunk.byteLength; this.at++) {
        const byte = this.chunk.getUint8(this.at);
        if (byte < below) digits[i++] = byte % base;
      }
    }
  }

  /**
   * Shuffles items in place so that every order is equally likely (Fisher and Yates; Durstenfeld, Algorithm 235, CACM 7,
   * 1964): for i from the last index to 1, exchanges items i and j, j uniform in 0 to i from the next 32-bit word, left
   * out where it is not below the largest multiple of i + 1.
   */
  async shuffle(items: Uint32Array): Promise<void> {
    for (let i = items.length - 1; i > 0; ) {
      if (this.at === this.chunk.byteLength) await this.fetch(WORD_BYTES * i);
      for (; i > 0 && this.at < this.chunk.byteLength; this.at += WORD_BYTES) {
        const word = this.chunk.getUint32(this.at);
        const choices = i + 1;
        // A division is several times as fast as the remainders of numbers of 32 bits.
        const multiple = Math.floor(word / choices) * choices;
        if (multiple + choices > WORDS) continue;
        const j = word - multiple;
        const item = items[i]!;
        items[i] = items[j]!;
        items[j] = item;
        i--;
      }
    }
  }

  /** Fetches what is needed, rounded up to whole blocks of the cipher, and not more than a chunk. */
  private async fetch(wanted: number): Promise<void> {
    const length = Math.min(CHUNK_BYTES, Math.ceil((wanted + 64) / 64) * 64);
    const bytes = await aes256CtrKeystream(this.key, this.fetched, length);
    this.fetched += length;
    this.chunk = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }
}
