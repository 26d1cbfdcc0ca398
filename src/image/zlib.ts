/** Streams of zlib (RFC 1950), by Node or by the browser. */

/** What packs and unpacks them. */
export interface Zlib {
  /** Packs bytes. */
  deflate(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Unpacks a stream.
   *
   * @param most - bytes that may come out: it guards memory.
   * @returns undefined where the stream is damaged, or holds more.
   */
  inflate(stream: Uint8Array, most: number): Promise<Uint8Array | undefined>;
}
