import decode from '@jsquash/webp/decode.js';
import { separateAlpha } from './alpha.ts';
import type { DecodedPicture } from './picture.ts';

/** Decodes WebP by libwebp, compiled to WebAssembly: lossless files sample for sample. */
export async function decodeWebp(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  return { ...separateAlpha(await decode(whole)), warnings: [] };
}
