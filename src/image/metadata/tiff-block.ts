/** The entries of a TIFF file or an EXIF block, with their places: TIFF 6.0, section 2. BigTIFF is not read. */
import { latin1 } from '../file-structure.ts';

/** A field of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the entry of twelve bytes begins. */
  readonly at: number;
  /** Where its values begin: within the entry, or elsewhere. */
  readonly valuesAt: number;
  /** Bytes of its values. */
  readonly length: number;
}

/** A directory of fields. */
export interface TiffEntries {
  readonly entries: readonly TiffEntry[];
  /** Where the offset of the next directory stands; beyond the end of the block where it is missing. */
  readonly nextAt: number;
}

/** Bytes of a value by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE, IFD. */
const SIZES: readonly (number | undefined)[] = [undefined, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

export const SHORT = 3;
export const LONG = 4;

/** The byte order of a block: true for little endian; undefined where it is no classic TIFF. */
export function byteOrder(block: Uint8Array): boolean | undefined {
  const head = latin1(block.subarray(0, 4));
  if (block.length < 8) return undefined;
  return head === 'II*\0' ? true : head === 'MM\0*' ? false : undefined;
}

/** A view of the bytes of a block. */
export function viewOf(block: Uint8Array): DataView {
  return new DataView(block.buffer, block.byteOffset, block.byteLength);
}

/** Where the first directory is. */
export function firstDirectory(block: Uint8Array, little: boolean): number {
  return viewOf(block).getUint32(4, little);
}

/**
 * The fields of a directory; those whose values are not within the block are left out.
 *
 * @param offset - of the directory.
 * @returns undefined where there is none.
 */
export function tiffEntries(block: Uint8Array, offset: number, little: boolean): TiffEntries | undefined {
  const view = viewOf(block);
  if (offset < 8 || offset + 2 > block.length) return undefined;
  const count = view.getUint16(offset, little);
  const entries: TiffEntry[] = [];
  for (let index = 0; index < count; index++) {
    const at = offset + 2 + 12 * index;
    if (at + 12 > block.length) break;
    const type = view.getUint16(at + 2, little);
    const values = view.getUint32(at + 4, little);
    const length = values * (SIZES[type] ?? 0);
    const valuesAt = length <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (length === 0 || valuesAt + length > block.length) continue;
    entries.push({ tag: view.getUint16(at, little), type, count: values, at, valuesAt, length });
  }
  return { entries, nextAt: offset + 2 + 12 * count };
}

/** The first value of a field, a SHORT or LONG; undefined for other types, and where there is no field. */
export function numberOf(
  block: Uint8Array,
  entry: TiffEntry | undefined,
  little: boolean,
): number | undefined {
  if (entry?.type === SHORT) return viewOf(block).getUint16(entry.valuesAt, little);
  if (entry?.type === LONG || entry?.type === 13) return viewOf(block).getUint32(entry.valuesAt, little);
  return undefined;
}
