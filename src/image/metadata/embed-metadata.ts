/** Puts metadata and colour profiles into finished JPEG, PNG and WebP files. No pixel is touched: only segments and chunks are added. */
import { riffChunks } from '../file-structure.ts';
import { joined } from '../joined-bytes.ts';
import { iccSegments } from '../jpeg/icc-segments.ts';
import { PNG_SIGNATURE, writeChunk } from '../png/png-chunk.ts';
import type { Zlib } from '../zlib.ts';
import type { PictureMetadata, PictureText } from './picture-metadata.ts';

/** What goes into a file besides its picture. */
export interface Embedded {
  readonly metadata?: Omit<PictureMetadata, 'warnings'> | undefined;
  /** An ICC profile for RGB samples. */
  readonly profile?: Uint8Array | undefined;
}

/** A file, and what had no place in it: words such as `IPTC`. */
export interface EmbeddedFile {
  readonly bytes: Uint8Array;
  readonly left: readonly string[];
}

/** A segment's length has 16 bits and counts itself. */
const MOST_SEGMENT_BYTES = 65_533;

/**
 * A JPEG file with metadata and a profile.
 *
 * @param jpeg - a whole file without any, which begins with a JFIF segment.
 */
export function embedInJpeg(jpeg: Uint8Array, { metadata, profile }: Embedded): EmbeddedFile {
  const left: string[] = [];
  const segment = (what: string, marker: number, signature: string, data: Uint8Array): Uint8Array[] => {
    const content = joined([latin1Bytes(signature), data]);
    if (content.length > MOST_SEGMENT_BYTES) {
      left.push(what);
      return [];
    }
    const length = content.length + 2;
    return [Uint8Array.of(0xff, marker, length >> 8, length & 255), content];
  };
  const { exif, xmp, photoshop, texts = [] } = metadata ?? {};
  const parts = [
    ...(exif ? segment('EXIF of this length', 0xe1, 'Exif\0\0', exif) : []),
    ...(xmp ? segment('XMP of this length', 0xe1, 'http://ns.adobe.com/xap/1.0/\0', xmp) : []),
    // Longer resources are spread over several segments, which readers join.
    ...pieces(photoshop, MOST_SEGMENT_BYTES - 14).flatMap((piece) =>
      segment('', 0xed, 'Photoshop 3.0\0', piece),
    ),
    ...(profile ? iccSegments(profile).map(({ bytes }) => bytes) : []),
    ...texts.flatMap((text) =>
      segment('a text of this length', 0xfe, '', new TextEncoder().encode(commentOf(text))),
    ),
  ];
  // Behind SOI and JFIF, which is to be the first segment (JFIF 1.02).
  const after = jpeg[3] === 0xe0 ? 4 + ((jpeg[4]! << 8) | jpeg[5]!) : 2;
  return { bytes: joined([jpeg.subarray(0, after), ...parts, jpeg.subarray(after)]), left };
}

function commentOf({ keyword, text }: PictureText): string {
  return keyword === 'Comment' ? text : `${keyword}: ${text}`;
}

function pieces(bytes: Uint8Array | undefined, most: number): Uint8Array[] {
  if (bytes === undefined) return [];
  return Array.from({ length: Math.ceil(bytes.length / most) }, (_, i) =>
    bytes.subarray(i * most, (i + 1) * most),
  );
}

/** IHDR: 13 bytes of data in a frame of 12. It is always the first chunk. */
const AFTER_IHDR = PNG_SIGNATURE.length + 25;

/**
 * A PNG file with metadata and a profile, which are packed and have to stand before the pixels. IPTC goes where ImageMagick and ExifTool look for it.
 *
 * @param png - a whole file without any.
 */
export async function embedInPng(
  png: Uint8Array,
  { metadata, profile }: Embedded,
  { deflate }: Zlib,
): Promise<EmbeddedFile> {
  const { exif, xmp, photoshop, texts = [] } = metadata ?? {};
  const parts = [
    // A name of 1 to 79 Latin-1 characters, a zero, compression method 0.
    ...(profile
      ? [writeChunk('iCCP', joined([latin1Bytes('ICC profile\0\0'), await deflate(profile)]))]
      : []),
    ...(exif ? [writeChunk('eXIf', exif)] : []),
    ...(xmp ? [writeChunk('iTXt', joined([latin1Bytes('XML:com.adobe.xmp\0\0\0\0\0'), xmp]))] : []),
    ...(photoshop ? [await rawProfile(photoshop, deflate)] : []),
    ...texts.map(({ keyword, text }) =>
      writeChunk('iTXt', joined([latin1Bytes(`${keyword}\0\0\0\0\0`), new TextEncoder().encode(text)])),
    ),
  ];
  return { bytes: joined([png.subarray(0, AFTER_IHDR), ...parts, png.subarray(AFTER_IHDR)]), left: [] };
}

async function rawProfile(photoshop: Uint8Array, deflate: Zlib['deflate']): Promise<Uint8Array> {
  const digits = Array.from(photoshop, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const lines = digits.match(/.{1,72}/g) ?? [];
  const text = `\niptc\n${String(photoshop.length).padStart(8)}\n${lines.join('\n')}\n`;
  return writeChunk(
    'zTXt',
    joined([latin1Bytes('Raw profile type iptc\0\0'), await deflate(latin1Bytes(text))]),
  );
}

/** RFC 9649, 2.7.1: bits of the first byte of a `VP8X` chunk. */
const FLAGS = { profile: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 } as const;

/**
 * A WebP file with metadata and a profile, in the extended format.
 *
 * @param webp - a whole file without any, lossy or not, in the simple or the extended format.
 * @param size - of its picture, pixels.
 */
export function embedInWebp(
  webp: Uint8Array,
  { metadata, profile }: Embedded,
  size: { readonly width: number; readonly height: number },
): EmbeddedFile {
  const { exif, xmp, photoshop, texts = [] } = metadata ?? {};
  const left = leftOfWebp(photoshop, texts);
  if (exif === undefined && xmp === undefined && profile === undefined) return { bytes: webp, left };
  const chunks = [...riffChunks(webp)];
  const features = new Uint8Array(10);
  const hasAlpha = ((chunks.find(({ type }) => type === 'VP8X')?.data[0] ?? 0) & FLAGS.alpha) !== 0;
  features[0] =
    (profile ? FLAGS.profile : 0) |
    (hasAlpha || isLosslessWithAlpha(chunks[0]) ? FLAGS.alpha : 0) |
    (exif ? FLAGS.exif : 0) |
    (xmp ? FLAGS.xmp : 0);
  const view = new DataView(features.buffer);
  for (const [at, side] of [
    [4, size.width - 1],
    [7, size.height - 1],
  ] as const) {
    view.setUint16(at, side & 0xffff, true);
    view.setUint8(at + 2, side >> 16);
  }
  const parts = joined([
    riffChunk('VP8X', features),
    ...(profile ? [riffChunk('ICCP', profile)] : []),
    ...chunks.filter(({ type }) => type !== 'VP8X').map(({ type, data }) => riffChunk(type, data)),
    ...(exif ? [riffChunk('EXIF', exif)] : []),
    ...(xmp ? [riffChunk('XMP ', xmp)] : []),
  ]);
  return {
    bytes: joined([latin1Bytes('RIFF'), little32(4 + parts.length), latin1Bytes('WEBP'), parts]),
    left,
  };
}

/** What neither WebP nor AVIF has a place for. */
export function leftOfWebp(photoshop: Uint8Array | undefined, texts: readonly PictureText[]): string[] {
  return [
    ...(photoshop ? ['IPTC'] : []),
    ...(texts.length > 0 ? [texts.length === 1 ? 'a text' : `${texts.length} texts`] : []),
  ];
}

/** RFC 9649, 3.4: behind a byte of signature and 28 bits of size, a bit. */
function isLosslessWithAlpha(
  chunk: { readonly type: string; readonly data: Uint8Array } | undefined,
): boolean {
  return chunk?.type === 'VP8L' && (chunk.data[4]! & 0x10) !== 0;
}

/** RFC 9649, 2.3: FourCC, size, data, and one zero after data of odd length, which the size does not count. */
function riffChunk(type: string, data: Uint8Array): Uint8Array {
  return joined([latin1Bytes(type), little32(data.length), data, new Uint8Array(data.length % 2)]);
}

function little32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
