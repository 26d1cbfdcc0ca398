/** Random choices that depend only on a key: what embeds a mark and what looks for it draw the same ones. */
import { aes256CtrKeystream, hkdfSha256 } from '../../keys/webcrypto.ts';

/** Draws from a keystream, in order. */
export class KeyedRandom {
  readonly #words: DataView;
  #at = 0;

  private constructor(bytes: Uint8Array) {
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * The draws of a key for a purpose.
   *
   * @param key - 32 bytes.
   * @param purpose - ASCII; other purposes give independent draws.
   * @param draws - how many there will be, at most.
   */
  static async of(key: Uint8Array, purpose: string, draws: number): Promise<KeyedRandom> {
    const label = new TextEncoder().encode(`pentimento/mark/1/${purpose}`);
    const stream = await hkdfSha256(key, new Uint8Array(), label);
    return new KeyedRandom(await aes256CtrKeystream(stream, 0, 4 * draws));
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number {
    const word = this.#words.getUint32(this.#at);
    this.#at += 4;
    return word / 2 ** 32;
  }

  /** A whole number in [0, limit), uniform but for limit / 2^32. */
  integer(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** The numbers 0 to length - 1 in random order (Fisher and Yates). */
  permutation(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }
}
