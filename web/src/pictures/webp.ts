import decode from '@jsquash/webp/decode.js';
import { isRgbProfile } from '../../../src/browser.ts';
import { separateAlpha } from './alpha.ts';
import { assertWorkable, type DecodedPicture } from './picture.ts';

/**
 * Decodes WebP by libwebp, compiled to WebAssembly: lossless files sample for sample.
 *
 * @throws Error when the file is damaged or cut short; TooManyPixelsError.
 */
export async function decodeWebp(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  const chunks = [...readChunks(bytes)];
  for (const { type, data } of chunks) {
    const size = sizeIn(type, data);
    if (size !== undefined) assertWorkable(size.width, size.height);
  }
  const profile = chunks.find(({ type }) => type === 'ICCP')?.data.slice();
  const isKept = profile !== undefined && isRgbProfile(profile);
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  return {
    ...separateAlpha(await decode(whole)),
    ...(isKept && { profile }),
    warnings:
      profile !== undefined && !isKept
        ? ['It has a colour profile that is not a sound one for RGB samples; it was dropped.']
        : [],
  };
}

interface WebpChunk {
  readonly type: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The chunks after the header of 12 bytes (RFC 9649, 2.3), as far as they are whole. */
function* readChunks(bytes: Uint8Array<ArrayBuffer>): Generator<WebpChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (at + 8 + length > bytes.length) return;
    yield { type, data: bytes.subarray(at + 8, at + 8 + length) };
    // A padding byte follows an odd length.
    at += 8 + length + (length % 2);
  }
}

/** The picture's size, if a chunk tells it: RFC 9649, 2.7.1 and 3.4, and RFC 6386, 9.1. */
function sizeIn(
  type: string,
  data: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  if (data.length < 10) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (type === 'VP8X') {
    return { width: 1 + (view.getUint32(4, true) & 0xffffff), height: 1 + (view.getUint32(6, true) >>> 8) };
  }
  if (type === 'VP8L') {
    const sides = view.getUint32(1, true);
    return { width: 1 + (sides & 0x3fff), height: 1 + ((sides >>> 14) & 0x3fff) };
  }
  if (type === 'VP8 ') {
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  }
  return undefined;
}
