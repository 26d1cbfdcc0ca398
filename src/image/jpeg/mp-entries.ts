/**
 * The Multi-Picture Format: which pictures a file holds, and where.
 *
 * CIPA DC-007-2009, 5.2: APP2 has `MPF\0`, then the MP header, from which offsets are counted: byte order, 42, offset of the MP
 * Index IFD. Tag B002 of that IFD has an MP entry of 16 bytes for each picture (5.2.3.3): attributes, size, offset (0 for the first
 * picture), two numbers of pictures that it depends on. The further pictures have an APP2 of their own, without entries.
 */
import { latin1 } from '../file-structure.ts';
import { MARKER } from './markers.ts';
import type { MovedFile, MovedSegment } from './moved-file.ts';
import { movedPlace, movedSize } from './moved-file.ts';
import type { StaleFinding } from './stale-finding.ts';

const IDENTIFIER = 'MPF\0';
const MP_ENTRY = 0xb002;
const ENTRY_BYTES = 16;
const LARGEST = 2 ** 32 - 1;

/** A picture as its MP entry has it. */
export interface MpEntry {
  /** Where the entry is in its segment's data. */
  readonly at: number;
  /** Type code (5.2.3.3.1): 0x01.... large thumbnails, 0x02.... views of the same scene, 0x030000 the primary picture. */
  readonly type: number;
  readonly size: number;
  readonly offset: number;
}

/** The MP entries of a segment, and their byte order; `undefined` for another segment, or where there are none. */
export function mpEntries(
  marker: number,
  data: Uint8Array,
): { readonly entries: readonly MpEntry[]; readonly little: boolean } | undefined {
  if (marker !== MARKER.APP2 || latin1(data.subarray(0, 4)) !== IDENTIFIER || data.length < 12)
    return undefined;
  const header = new DataView(data.buffer, data.byteOffset + 4, data.length - 4);
  const little = header.getUint8(0) === 0x49;
  if (header.getUint16(0) !== (little ? 0x4949 : 0x4d4d) || header.getUint16(2, little) !== 42)
    return undefined;
  const directory = header.getUint32(4, little);
  if (directory + 2 > header.byteLength) return undefined;
  const fields = header.getUint16(directory, little);
  for (let index = 0, at = directory + 2; index < fields && at + 12 <= header.byteLength; index++, at += 12) {
    if (header.getUint16(at, little) !== MP_ENTRY) continue;
    const count = Math.floor(header.getUint32(at + 4, little) / ENTRY_BYTES);
    const from = header.getUint32(at + 8, little);
    if (count === 0 || from + ENTRY_BYTES * count > header.byteLength) return undefined;
    const entries = Array.from({ length: count }, (_, number): MpEntry => {
      const entry = from + ENTRY_BYTES * number;
      return {
        at: 4 + entry,
        type: header.getUint32(entry, little) & 0xffffff,
        size: header.getUint32(entry + 4, little),
        offset: header.getUint32(entry + 8, little),
      };
    });
    return { entries, little };
  }
  return undefined;
}

/** Where an entry's picture is in the file before the change. */
export function mpPlace({ placeBefore }: MovedSegment, { offset }: MpEntry): number {
  return offset === 0 ? 0 : placeBefore + 4 + offset;
}

/** Corrects the size of the first picture and the offsets of the others; nothing if one of them did not lead to a picture. */
export function* followMpEntries(file: MovedFile, segment: MovedSegment): Iterable<StaleFinding> {
  const found = mpEntries(segment.marker, segment.data);
  if (!found) return;
  const part = 'mp-entries';
  const [first, ...others] = found.entries;
  const used = others.filter(({ size, offset }) => size !== 0 || offset !== 0);
  const leads = (entry: MpEntry) => {
    const place = mpPlace(segment, entry);
    return entry.offset !== 0 && file.before[place] === 0xff && file.before[place + 1] === MARKER.SOI;
  };
  if (first!.offset !== 0 || !used.every(leads)) {
    yield { kind: 'stale', part, reason: 'did-not-fit' };
    return;
  }
  const offsets = used.map((entry) => {
    const place = movedPlace(file, mpPlace(segment, entry));
    // Offsets are unsigned: nothing before the header can be pointed to.
    return place === undefined ? -1 : place - segment.placeAfter - 4;
  });
  if (offsets.some((offset) => offset < 1 || offset > LARGEST)) {
    yield { kind: 'stale', part, reason: 'out-of-range' };
    return;
  }
  const written = new DataView(segment.written.buffer, segment.written.byteOffset, segment.written.length);
  for (const [index, { at }] of used.entries()) written.setUint32(at + 8, offsets[index]!, found.little);
  const size = movedSize(file, first!.size);
  if (size !== undefined) written.setUint32(first!.at + 4, size, found.little);
  const isChanged = segment.data.some((byte, at) => byte !== segment.written[at]);
  if (isChanged) yield { kind: 'corrected', part };
  if (size === undefined) yield { kind: 'stale', part, reason: 'did-not-fit' };
}
