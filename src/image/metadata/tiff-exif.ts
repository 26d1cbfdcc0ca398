/**
 * The metadata of a TIFF file. There EXIF is not a block: its fields are among those that say how the picture is stored. They are written
 * into a block of their own, in the file's byte order.
 */
import type { TiffEntry } from './tiff-block.ts';
import { byteOrder, firstDirectory, LONG, numberOf, tiffEntries, viewOf } from './tiff-block.ts';

/** What a TIFF file holds besides its picture. */
export interface TiffMetadata {
  readonly exif?: Uint8Array;
  readonly xmp?: Uint8Array;
  /** IPTC records without Photoshop's resources around them. */
  readonly iptc?: Uint8Array;
  readonly photoshop?: Uint8Array;
  /** Whether it has Content Credentials: C2PA 2.1, A.3.5. */
  readonly c2pa: boolean;
}

/**
 * Fields of the first directory that say something about the picture and not about its storage: ImageDescription, Make, Model,
 * Orientation, resolution and its unit, Software, DateTime, Artist, HostComputer, Rating, Copyright, and Windows' title, comment, author,
 * keywords, subject.
 */
const KEPT = [
  270, 271, 272, 274, 282, 283, 296, 305, 306, 315, 316, 18246, 18249, 33432, 40091, 40092, 40093, 40094,
  40095,
];
const XMP = 700;
const IPTC = 33723;
const PHOTOSHOP = 34377;
const EXIF = 34665;
const GPS = 34853;
const C2PA = 52545;
/** They hold offsets of the file: a maker note, and the interoperability directory. */
const UNMOVABLE = [0x927c, 0xa005];

/**
 * Reads the metadata of a TIFF file.
 *
 * @returns undefined for a file that is not classic TIFF, such as BigTIFF.
 */
export function tiffMetadata(content: Uint8Array): TiffMetadata | undefined {
  const little = byteOrder(content);
  const first =
    little === undefined ? undefined : directory(content, firstDirectory(content, little), little);
  if (little === undefined || first === undefined) return undefined;
  const bytesOf = (tag: number): Uint8Array | undefined => first.find((field) => field.tag === tag)?.values;
  const inner = (tag: number): readonly Field[] => {
    const at = numberOf(content, first.find((field) => field.tag === tag)?.entry, little) ?? 0;
    return (directory(content, at, little) ?? []).filter((field) => !UNMOVABLE.includes(field.tag));
  };
  const kept = first.filter(({ tag }) => KEPT.includes(tag));
  const [exif, gps] = [inner(EXIF), inner(GPS)];
  const [xmp, iptc, photoshop] = [bytesOf(XMP), bytesOf(IPTC), bytesOf(PHOTOSHOP)];
  const tells = kept.some(({ tag }) => ![274, 282, 283, 296].includes(tag)) || exif.length + gps.length > 0;
  return {
    ...(tells && { exif: exifBlock(kept, exif, gps, little) }),
    ...(xmp && { xmp }),
    ...(iptc && { iptc }),
    ...(photoshop && { photoshop }),
    c2pa: bytesOf(C2PA) !== undefined,
  };
}

/** A field with its values, in the byte order of its file. */
interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly values: Uint8Array;
  readonly entry: TiffEntry;
}

function directory(content: Uint8Array, offset: number, little: boolean): readonly Field[] | undefined {
  return tiffEntries(content, offset, little)?.entries.map((entry) => ({
    ...entry,
    values: content.subarray(entry.valuesAt, entry.valuesAt + entry.length),
    entry,
  }));
}

type NewField = Omit<Field, 'entry'>;

/** A block of three directories, one behind the other, each followed by the values that are too long for it. */
function exifBlock(
  kept: readonly Field[],
  exif: readonly Field[],
  gps: readonly Field[],
  little: boolean,
): Uint8Array {
  const pointer = (tag: number, to: number): NewField => ({
    tag,
    type: LONG,
    count: 1,
    values: long(to, little),
  });
  const first = (exifAt: number, gpsAt: number): readonly NewField[] => [
    ...kept,
    ...(exif.length > 0 ? [pointer(EXIF, exifAt)] : []),
    ...(gps.length > 0 ? [pointer(GPS, gpsAt)] : []),
  ];
  const exifAt = 8 + sizeOf(first(0, 0));
  const gpsAt = exifAt + sizeOf(exif);
  const block = new Uint8Array(gpsAt + sizeOf(gps));
  block.set(little ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42]);
  block.set(long(8, little), 4);
  write(block, 8, first(exifAt, gpsAt), little);
  write(block, exifAt, exif, little);
  write(block, gpsAt, gps, little);
  return block;
}

/** Bytes of a directory and its values; none for one without fields. */
function sizeOf(fields: readonly NewField[]): number {
  if (fields.length === 0) return 0;
  return fields.reduce((size, { values }) => size + 12 + (values.length > 4 ? even(values.length) : 0), 6);
}

function write(block: Uint8Array, at: number, fields: readonly NewField[], little: boolean): void {
  if (fields.length === 0) return;
  const view = viewOf(block);
  view.setUint16(at, fields.length, little);
  let entryAt = at + 2;
  let valuesAt = at + 6 + 12 * fields.length;
  for (const { tag, type, count, values } of fields.toSorted((a, b) => a.tag - b.tag)) {
    view.setUint16(entryAt, tag, little);
    view.setUint16(entryAt + 2, type, little);
    view.setUint32(entryAt + 4, count, little);
    if (values.length <= 4) block.set(values, entryAt + 8);
    else {
      view.setUint32(entryAt + 8, valuesAt, little);
      block.set(values, valuesAt);
      valuesAt += even(values.length);
    }
    entryAt += 12;
  }
}

/** Values begin at even places: TIFF 6.0, section 2. */
function even(length: number): number {
  return length + (length % 2);
}

function long(value: number, little: boolean): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, little);
  return bytes;
}
