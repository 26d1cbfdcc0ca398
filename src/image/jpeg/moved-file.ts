/** A file before and after its picture data changed their length, and what became of each place in it. */
import { coded } from '../../errors/coded.ts';
import { MARKER, standsAlone } from './markers.ts';

/** Two states of a file that differ in Huffman tables and entropy-coded data only. */
export interface MovedFile {
  readonly before: Uint8Array;
  /** Where segments are corrected. */
  readonly after: Uint8Array;
  /** The bytes of the first picture, from SOI to EOI. */
  readonly pictureBefore: number;
  readonly pictureAfter: number;
  /** The number of bytes at the beginning that are the same. */
  readonly sameBytes: number;
  /** The application segments before the first scan, in order. */
  readonly segments: readonly MovedSegment[];
}

/** An application segment. */
export interface MovedSegment {
  readonly marker: number;
  /** What follows the length, as it was. */
  readonly data: Uint8Array;
  /** The same bytes in `after`. What is written here cannot end up outside the segment. */
  readonly written: Uint8Array;
  /** Where the two begin, each in its own file. */
  readonly placeBefore: number;
  readonly placeAfter: number;
}

/**
 * @param trailing - bytes behind EOI, the same in both files.
 * @throws RangeError when the files differ in more than picture data.
 */
export function movedFile(before: Uint8Array, after: Uint8Array, trailing: Uint8Array): MovedFile {
  const old = applicationSegments(before);
  const segments = applicationSegments(after).map(({ marker, data, place }, index): MovedSegment => {
    const own = old[index];
    if (own?.marker !== marker || !isSame(own.data, data)) throw differs();
    return { marker, data: own.data, written: data, placeBefore: own.place, placeAfter: place };
  });
  const pictureBefore = before.length - trailing.length;
  if (segments.length !== old.length || pictureBefore < 0) throw differs();
  if (!isSame(before.subarray(pictureBefore), trailing)) throw differs();
  const different = before.findIndex((byte, at) => byte !== after[at]);
  return {
    before,
    after,
    pictureBefore,
    pictureAfter: after.length - trailing.length,
    sameBytes: different < 0 ? before.length : different,
    segments,
  };
}

/** Whether anything is at another place than before. */
export function isMoved({ pictureBefore, pictureAfter, segments }: MovedFile): boolean {
  return (
    pictureBefore !== pictureAfter ||
    segments.some(({ placeBefore, placeAfter }) => placeBefore !== placeAfter)
  );
}

/** The place after the change of what was at `place`; `undefined` within changed data, where there is none. */
export function movedPlace(file: MovedFile, place: number): number | undefined {
  if (place >= file.pictureBefore) return place + file.pictureAfter - file.pictureBefore;
  const segment = file.segments.find(
    ({ placeBefore, data }) => place >= placeBefore && place < placeBefore + data.length,
  );
  if (segment) return place + segment.placeAfter - segment.placeBefore;
  return place < file.sameBytes ? place : undefined;
}

/**
 * The new value of a stated size of the first picture. Cameras count padding in, or are a few bytes out; the difference stays as it
 * was, because a new one would tell of the change.
 *
 * @returns `undefined` for a size that cannot be meant: less than what is before the picture data, or more than the file.
 */
export function movedSize({ before, pictureBefore, pictureAfter, sameBytes }: MovedFile, size: number) {
  if (size <= Math.min(sameBytes, pictureBefore - 1) || size > before.length) return undefined;
  return size + pictureAfter - pictureBefore;
}

interface Segment {
  readonly marker: number;
  readonly data: Uint8Array;
  readonly place: number;
}

/** Other bytes than markers between segments are passed, as `readJpeg` passes them. */
function applicationSegments(bytes: Uint8Array): Segment[] {
  const found: Segment[] = [];
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return found;
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined || marker === MARKER.SOS || marker === MARKER.EOI) return found;
    if (marker === 0 || standsAlone(marker)) continue;
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (length < 2 || at + length > bytes.length) return found;
    if (marker >= MARKER.APP0 && marker <= MARKER.APP15) {
      found.push({ marker, data: bytes.subarray(at + 2, at + length), place: at + 2 });
    }
    at += length;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function differs(): RangeError {
  return coded(
    new RangeError(
      'Expected the bytes that the coefficients were read from but received those of another file',
    ),
    'failed',
  );
}
