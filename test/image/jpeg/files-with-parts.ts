/** JPEG files with parts of every kind around the picture, put together byte by byte. */
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import type { FollowedFile } from '../../../src/image/jpeg/stale-parts.ts';
import { followChanges } from '../../../src/image/jpeg/stale-parts.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { changeCoefficients } from './jpeg-files.ts';

export type Piece = string | Uint8Array | readonly number[];

/** Texts become one byte a character. */
export function joined(...pieces: readonly Piece[]): Uint8Array {
  const parts = pieces.map((piece) =>
    typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece),
  );
  return new Uint8Array(Buffer.concat(parts));
}

export function segment(marker: number, ...pieces: readonly Piece[]): Uint8Array {
  const data = joined(...pieces);
  return joined([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255], data);
}

/** A file with segments behind SOI and more behind EOI. */
export function withParts(
  picture: Uint8Array,
  segments: readonly Uint8Array[],
  ...trailing: Piece[]
): Uint8Array {
  return joined([0xff, 0xd8], ...segments, picture.subarray(2), ...trailing);
}

/** A number of two or four bytes. */
export function number(value: number, bytes: 2 | 4, little: boolean): Uint8Array {
  const data = new Uint8Array(bytes);
  const view = new DataView(data.buffer);
  if (bytes === 2) view.setUint16(0, value, little);
  else view.setUint32(0, value, little);
  return data;
}

/** A directory field: tag, type, count, value or offset. */
export function field(tag: number, type: number, count: number, value: number, little: boolean): Uint8Array {
  return joined(
    number(tag, 2, little),
    number(type, 2, little),
    number(count, 4, little),
    number(value, 4, little),
  );
}

export interface Entry {
  readonly type?: number;
  readonly size: number;
  readonly offset: number;
}

/** Where the first entry begins in what `mpSegment` returns, and where the MP header does. */
export const MP_ENTRIES_AT = 4 + 4 + 26;
export const MP_HEADER_AT = 4 + 4;

/** An APP2 segment with MP entries. */
export function mpSegment(entries: readonly Entry[], little: boolean): Uint8Array {
  return segment(
    0xe2,
    'MPF\0',
    little ? 'II*\0' : 'MM\0*',
    number(8, 4, little),
    number(1, 2, little),
    field(0xb002, 7, 16 * entries.length, 26, little),
    number(0, 4, little),
    ...entries.flatMap(({ type = 0, size, offset }) => [
      number(type, 4, little),
      number(size, 4, little),
      number(offset, 4, little),
      [0, 0, 0, 0],
    ]),
  );
}

/** A file whose MP entries, in the first segment, lead to pictures behind the first one; `gaps` bytes lie before each. */
export function mpFile(
  picture: Uint8Array,
  others: readonly (readonly [bytes: Uint8Array, type?: number])[],
  { little = true, gap = 0, sizeError = 0 } = {},
): Uint8Array {
  const length = mpSegment([{ size: 0, offset: 0 }], little).length + 16 * others.length + picture.length;
  let place = length;
  const entries = others.map(([bytes, type = 0]): Entry => {
    const offset = place + gap - 2 - MP_HEADER_AT;
    place += gap + bytes.length;
    return { type, size: bytes.length, offset };
  });
  const first = { type: 0x030000, size: length + sizeError, offset: 0 };
  const trailing = others.flatMap(([bytes]) => [new Uint8Array(gap), bytes]);
  return withParts(picture, [mpSegment([first, ...entries], little)], ...trailing);
}

export function xmpSegment(text: string): Uint8Array {
  return segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', text);
}

export interface Change extends FollowedFile {
  /** What `writeJpeg` makes of the same coefficients. */
  readonly plain: Uint8Array;
  /** By how much the file became longer. */
  readonly growth: number;
}

/** Changes some coefficients, as many as it takes for another length, and writes the file. */
export function changed(bytes: Uint8Array, share = 0.02): Change {
  for (let seed = 1; ; seed++) {
    const file = readJpeg(bytes);
    changeCoefficients(file, share, seed);
    const plain = writeJpeg(file);
    if (plain.length === bytes.length && seed < 20) continue;
    return { ...followChanges(bytes, file), plain, growth: plain.length - bytes.length };
  }
}

/** Where two files of the same length differ. */
export function differences(a: Uint8Array, b: Uint8Array): number[] {
  const found: number[] = [];
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} bytes`);
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) found.push(at);
  return found;
}
