/**
 * Walks the structure of picture files, without decoding a pixel: JPEG segments, PNG and RIFF chunks, GIF blocks, TIFF
 * directories. Whatever a file claims, a walk ends with the file.
 *
 * ISO/IEC 10918-1, B.1.1; W3C PNG 3, 5.3; RFC 9649, 2.3; GIF89a, 18-26; TIFF 6.0, section 2 and BigTIFF.
 */

/** A named part of a file. */
export interface FilePart {
  /** A PNG or RIFF type of four characters; of a JPEG segment its marker, such as `e1`. */
  readonly type: string;
  readonly data: Uint8Array;
}

/** The segments of a JPEG file up to its first scan. */
export function* jpegSegments(bytes: Uint8Array): Generator<FilePart> {
  const STARTS_SCAN = 0xda;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    // Any number of FF bytes may fill the space before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (marker === STARTS_SCAN || length < 2) return;
    yield { type: marker.toString(16), data: bytes.subarray(at + 4, at + 2 + length) };
    at += 2 + length;
  }
}

/** The chunks of a PNG file. */
export function* pngChunks(bytes: Uint8Array): Generator<FilePart> {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    yield { type: latin1(bytes.subarray(at + 4, at + 8)), data: bytes.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

/** The chunks of a WebP file. */
export function* riffChunks(bytes: Uint8Array): Generator<FilePart> {
  const view = viewOf(bytes);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    yield { type: latin1(bytes.subarray(at, at + 4)), data: bytes.subarray(at + 8, at + 8 + length) };
    at += 8 + length + (length % 2);
  }
}

/** The blocks of a GIF file: `2c` a frame (its data is left out), `fe` a comment, `ff` an application's, `f9`, `01`. */
export function* gifBlocks(bytes: Uint8Array): Generator<FilePart> {
  const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colours(bytes[10] ?? 0);
  const skip = (): Uint8Array => {
    const from = at;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]!;
    at++;
    return bytes.subarray(from, at);
  };
  while (at < bytes.length) {
    if (bytes[at] === 0x2c) {
      yield { type: '2c', data: bytes.subarray(at, at) };
      at += 10 + colours(bytes[at + 9] ?? 0) + 1;
      skip();
    } else if (bytes[at] === 0x21) {
      const type = (bytes[at + 1] ?? 0).toString(16).padStart(2, '0');
      at += 2;
      yield { type, data: skip() };
    } else return;
  }
}

/** A TIFF directory: its numbers by tag, and where the next one is; texts and other types are left out of `numbers`. */
export interface TiffDirectory {
  readonly tags: ReadonlySet<number>;
  readonly numbers: ReadonlyMap<number, readonly number[]>;
  /** Offset of the next directory; 0 where there is none. */
  readonly next: number;
}

/** The most values read of a tag; those that we need have a handful. */
const MOST_VALUES = 16;

/**
 * Reads a directory of a TIFF file, or of an EXIF block, which is one.
 *
 * @param offset - of the directory; the first one when left out.
 * @returns `undefined` where there is none.
 */
export function tiffDirectory(bytes: Uint8Array, offset?: number): TiffDirectory | undefined {
  const view = viewOf(bytes);
  const order = latin1(bytes.subarray(0, 2));
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const little = order === 'II';
  const version = view.getUint16(2, little);
  if (version !== 42 && version !== 43) return undefined;
  const isBig = version === 43;
  const word = isBig ? 8 : 4;
  const has = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.length;
  const wordAt = (at: number): number =>
    isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const counted = isBig ? 8 : 2;
  if (!has(0, isBig ? 16 : 8)) return undefined;
  const start = offset ?? wordAt(isBig ? 8 : 4);
  if (start === 0 || !has(start, counted)) return undefined;
  const count = isBig ? wordAt(start) : view.getUint16(start, little);
  const entryBytes = isBig ? 20 : 12;
  const tags = new Set<number>();
  const numbers = new Map<number, readonly number[]>();
  let at = start + counted;
  for (let index = 0; index < count && has(at, entryBytes); index++, at += entryBytes) {
    const tag = view.getUint16(at, little);
    tags.add(tag);
    const size = NUMBER_SIZES[view.getUint16(at + 2, little)];
    if (size === undefined) continue;
    const values = Math.min(MOST_VALUES, wordAt(at + 4));
    const inline = at + 4 + word;
    const from = wordAt(at + 4) * size <= word ? inline : wordAt(inline);
    if (!has(from, values * size)) continue;
    const numberAt = (place: number): number => {
      if (size === 1) return view.getUint8(place);
      if (size === 2) return view.getUint16(place, little);
      return size === 4 ? view.getUint32(place, little) : Number(view.getBigUint64(place, little));
    };
    numbers.set(
      tag,
      Array.from({ length: values }, (_, i) => numberAt(from + i * size)),
    );
  }
  return { tags, numbers, next: has(at, word) ? wordAt(at) : 0 };
}

/** Bytes of a number by its type: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const NUMBER_SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };

/** Bytes as characters, one each. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
