/** Streams of zlib by the platform's own streams, which browsers have and Node, too. */
import { joined } from './joined-bytes.ts';
import type { Zlib } from './zlib.ts';

/** Zlib by `CompressionStream` and `DecompressionStream`. */
export const WEB_ZLIB: Zlib = {
  async deflate(bytes) {
    const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new CompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },
  async inflate(stream, most) {
    const unpacked = new Blob([Uint8Array.from(stream)])
      .stream()
      .pipeThrough(new DecompressionStream('deflate'));
    const reader = unpacked.getReader();
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      // Damage is a TypeError.
      const part = await reader.read().catch(() => undefined);
      if (part === undefined) return undefined;
      if (part.done) return joined(parts);
      parts.push(part.value);
      length += part.value.length;
      if (length > most) {
        await reader.cancel();
        return undefined;
      }
    }
  },
};
