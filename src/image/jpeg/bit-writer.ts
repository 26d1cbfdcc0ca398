/** Bits into bytes, with a zero byte stuffed behind every 0xFF of entropy-coded data (ITU-T T.81, F.1.2.3, B.1.1.5). */
export class BitWriter {
  #bytes: Uint8Array;
  #length = 0;
  /** Bits that do not fill a byte yet, in the lowest `#held` bits; the bits above them are meaningless. */
  #bits = 0;
  #held = 0;

  /** @param expected - bytes that will probably be written. */
  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(expected, 1024));
  }

  /** Makes room for this many bytes, including stuffed ones. */
  reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  /**
   * Appends bits to entropy-coded data. Room must have been reserved.
   *
   * @param count - at most 24.
   */
  put(bits: number, count: number): void {
    const all = (this.#bits << count) | bits;
    let held = this.#held + count;
    if (held >= 8) {
      const bytes = this.#bytes;
      let length = this.#length;
      do {
        held -= 8;
        const byte = (all >>> held) & 0xff;
        bytes[length++] = byte;
        if (byte === 0xff) bytes[length++] = 0;
      } while (held >= 8);
      this.#length = length;
    }
    this.#bits = all;
    this.#held = held;
  }

  /** Fills the last byte with the last bits of a pattern of seven. */
  pad(pattern: number): void {
    this.reserve(2);
    const count = (8 - this.#held) & 7;
    this.put(pattern & ((1 << count) - 1), count);
    this.#bits = 0;
  }

  /** Appends bytes as they are, between entropy-coded data. */
  putBytes(bytes: ArrayLike<number>): void {
    this.reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Forgets all bytes so far. */
  clear(): void {
    this.#length = 0;
  }

  /** All bytes so far, in an array of their own. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
