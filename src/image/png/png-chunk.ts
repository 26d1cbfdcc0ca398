/**
 * The chunks that PNG files are made of (https://www.w3.org/TR/png-3/, section 5).
 */

export const PNG_SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Length, type and checksum around a chunk's data. */
const FRAME = 12;

/**
 * The chunks of a file, in their order; without those that are not needed to show it and whose checksum is wrong.
 *
 * @throws Error where the file ends before its closing chunk, and where the checksum of a needed chunk is wrong.
 */
export function* readChunks(bytes: Uint8Array<ArrayBuffer>): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = PNG_SIGNATURE.length; at + FRAME <= bytes.length; ) {
    const end = at + FRAME + view.getUint32(at);
    if (end > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const sound = view.getUint32(end - 4) === crc32(bytes.subarray(at + 4, end - 4));
    // A capital letter marks critical chunks (5.4).
    if (!sound && /^[A-Z]/.test(type)) throw new Error(`the checksum of ${type} is wrong`);
    if (sound) yield { type, data: bytes.subarray(at + 8, end - 4) };
    if (type === 'IEND') return;
    at = end;
  }
  throw new Error('the end of the PNG is missing');
}

/** A chunk as it is in a file. */
export function writeChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(data.length + FRAME);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** Annex D, by a table. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}
