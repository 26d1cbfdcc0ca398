/** Reads the chunk structure of a PNG file (W3C PNG 3, section 5), without decoding a pixel. */

/** What the chunks of a PNG say. */
export interface PngStructure {
  /** Whether the chunks reach the closing `IEND`. libpng accepts a file that ends before it. */
  readonly complete: boolean;
  /** Whether the file is animated: an `acTL` chunk before the first `IDAT` (W3C PNG 3, 11.3.6.1). */
  readonly animated: boolean;
}

const SIGNATURE_LENGTH = 8;

/** Length, type and checksum around a chunk's data. */
const CHUNK_FRAME = 12;

/**
 * Walks the chunks of a PNG file.
 *
 * @param bytes - a file that starts with the PNG signature.
 */
export function inspectPng(bytes: Uint8Array): PngStructure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let animated = false;
  let pixels = false;
  for (let at = SIGNATURE_LENGTH; at + CHUNK_FRAME <= bytes.length; ) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + CHUNK_FRAME + view.getUint32(at);
    pixels ||= type === 'IDAT';
    animated ||= type === 'acTL' && !pixels;
    if (type === 'IEND') {
      return { complete: end <= bytes.length, animated };
    }
    at = end;
  }
  return { complete: false, animated };
}
