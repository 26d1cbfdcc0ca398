/**
 * Attaches an ICC profile to a finished PNG or WebP file. sharp's `withIccProfile` would convert the pixels
 * to that profile; here not a bit of them changes, for only a chunk is added to the file.
 */

import { crc32, deflateSync } from 'node:zlib';

const PNG_SIGNATURE_LENGTH = 8;

/** IHDR: 13 bytes of data in a frame of 12. It is always the first chunk. */
const PNG_IHDR_LENGTH = 25;

/**
 * A PNG file with an `iCCP` chunk (W3C PNG 3, 11.3.2.3), which has to stand before `PLTE` and `IDAT`.
 *
 * @param png - a whole PNG file without a profile.
 * @param profile - an ICC profile for RGB samples.
 */
export function embedPngProfile(png: Uint8Array, profile: Uint8Array): Uint8Array {
  // A name of 1 to 79 Latin-1 characters, a zero, compression method 0.
  const content = Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(profile)]);
  const typed = Buffer.concat([Buffer.from('iCCP', 'latin1'), content]);
  const chunk = Buffer.concat([uint32(content.length, 'big'), typed, uint32(crc32(typed), 'big')]);
  const at = PNG_SIGNATURE_LENGTH + PNG_IHDR_LENGTH;
  return concatenate([png.subarray(0, at), chunk, png.subarray(at)]);
}

const RIFF_HEADER_LENGTH = 12;

/** RFC 9649, 2.7.1: bits of the first byte of a `VP8X` chunk. */
const VP8X_HAS_PROFILE = 0x20;
const VP8X_HAS_ALPHA = 0x10;

/**
 * A lossless WebP file in the extended format (RFC 9649, 2.7), with an `ICCP` chunk.
 *
 * @param webp - a whole WebP file in the simple lossless format: one `VP8L` chunk.
 * @param profile - an ICC profile for RGB samples.
 * @param picture - its size, and whether it has an alpha channel.
 */
export function embedWebpProfile(
  webp: Uint8Array,
  profile: Uint8Array,
  picture: { readonly width: number; readonly height: number; readonly hasAlpha: boolean },
): Uint8Array {
  const pixels = webp.subarray(RIFF_HEADER_LENGTH);
  if (String.fromCharCode(...pixels.subarray(0, 4)) !== 'VP8L') {
    throw new TypeError('Expected a WebP file in the simple lossless format for a colour profile');
  }
  const features = Buffer.alloc(10);
  features[0] = VP8X_HAS_PROFILE | (picture.hasAlpha ? VP8X_HAS_ALPHA : 0);
  features.writeUIntLE(picture.width - 1, 4, 3);
  features.writeUIntLE(picture.height - 1, 7, 3);
  const chunks = concatenate([riffChunk('VP8X', features), riffChunk('ICCP', profile), pixels]);
  const name = Buffer.from('RIFF', 'latin1');
  return concatenate([name, uint32(4 + chunks.length, 'little'), Buffer.from('WEBP', 'latin1'), chunks]);
}

/** RFC 9649, 2.3: FourCC, size, data, and one zero after data of odd length, which the size does not count. */
function riffChunk(name: string, data: Uint8Array): Uint8Array {
  const padding = new Uint8Array(data.length % 2);
  return concatenate([Buffer.from(name, 'latin1'), uint32(data.length, 'little'), data, padding]);
}

function uint32(value: number, order: 'big' | 'little'): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, order === 'little');
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
