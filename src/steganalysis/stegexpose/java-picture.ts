/** Pictures as StegExpose gets them from Java's decoder, where that differs from the stored samples. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';

/** Bytes of a PNG's signature. */
const SIGNATURE = 8;

/** Length, type and checksum around a chunk's data (W3C PNG 3, 5.3). */
const CHUNK_FRAME = 12;

/** Places in the file of the header's bit depth and colour type (11.2.1). */
const BIT_DEPTH = 24;
const COLOUR_TYPE = 25;

/** Chunks that say what the samples are; others say how to turn or show them, which Java passes over. */
const NEEDED_CHUNKS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

/**
 * Whether a PNG stores 8-bit grey, with or without opacity: colour types 0 and 4.
 *
 * @param png - a file that starts with the PNG signature.
 */
export function isGreyPng(png: Uint8Array): boolean {
  return png[BIT_DEPTH] === 8 && (png[COLOUR_TYPE] === 0 || png[COLOUR_TYPE] === 4);
}

/**
 * Grey samples as Java gives them: it takes them for linear light and converts them to sRGB, by the curve of IEC 61966-2-1,
 * which is 0.0031308 and below a line.
 */
export function greyAsJavaReadsIt({ width, height, data }: RgbImage): RgbImage {
  const curve = Uint8Array.from({ length: 256 }, (_, value) => {
    const light = value / 255;
    const encoded = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.floor(255 * encoded + 0.5);
  });
  return rgbImage(
    width,
    height,
    data.map((value) => curve[value]!),
  );
}

/**
 * The PNG with nothing but its samples: without the orientation that a decoder of ours would apply and Java does not.
 *
 * @param png - a file that starts with the PNG signature; one that is cut short stays so.
 */
export function withoutMetadata(png: Uint8Array): Uint8Array {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const kept = [png.subarray(0, SIGNATURE)];
  for (let at = SIGNATURE; at < png.length; ) {
    const end = at + CHUNK_FRAME > png.length ? png.length : at + CHUNK_FRAME + view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (NEEDED_CHUNKS.includes(type) || end >= png.length) kept.push(png.subarray(at, end));
    at = end;
  }
  const bytes = new Uint8Array(kept.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of kept) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
