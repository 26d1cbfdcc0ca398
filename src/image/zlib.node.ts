/** Streams of zlib by Node. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { Zlib } from './zlib.ts';

/** Zlib by `node:zlib`. */
export const NODE_ZLIB: Zlib = {
  deflate: async (bytes) => deflateSync(bytes),
  async inflate(stream, most) {
    try {
      return inflateSync(stream, { maxOutputLength: most });
    } catch (error) {
      // Errors with codes such as Z_DATA_ERROR and ERR_BUFFER_TOO_LARGE.
      if ((error as NodeJS.ErrnoException).code !== undefined) return undefined;
      throw error;
    }
  },
};
