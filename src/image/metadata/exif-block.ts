/** EXIF for a picture that was turned upright and changed: EXIF 2.32 (CIPA DC-008), 4.6. */
import type { TiffEntries, TiffEntry } from './tiff-block.ts';
import { byteOrder, firstDirectory, LONG, numberOf, SHORT, tiffEntries, viewOf } from './tiff-block.ts';

const TAG = {
  width: 0x0100,
  height: 0x0101,
  strips: 0x0111,
  orientation: 0x0112,
  stripBytes: 0x0117,
  thumbnail: 0x0201,
  thumbnailBytes: 0x0202,
  exif: 0x8769,
  pixelWidth: 0xa002,
  pixelHeight: 0xa003,
} as const;

/**
 * The block with orientation 1, the picture's own size, and without the thumbnail, which shows the picture before the change, and
 * before it was turned. Nothing else moves: maker notes, whose offsets count from the block's beginning, stay right.
 *
 * @param block - stays as it is.
 * @param size - of the picture as it stands, pixels.
 * @returns undefined where the block cannot be read.
 */
export function uprightExif(
  block: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Uint8Array | undefined {
  const little = byteOrder(block);
  if (little === undefined) return undefined;
  const first = tiffEntries(block, firstDirectory(block, little), little);
  if (first === undefined) return undefined;
  const changed = Uint8Array.from(block);
  set(changed, find(first, TAG.orientation), 1, little);
  set(changed, find(first, TAG.width), size.width, little);
  set(changed, find(first, TAG.height), size.height, little);
  const exif = tiffEntries(block, numberOf(block, find(first, TAG.exif), little) ?? 0, little);
  set(changed, find(exif, TAG.pixelWidth), size.width, little);
  set(changed, find(exif, TAG.pixelHeight), size.height, little);
  return withoutThumbnail(changed, first.nextAt, little);
}

function find(directory: TiffEntries | undefined, tag: number): TiffEntry | undefined {
  return directory?.entries.find((entry) => entry.tag === tag);
}

function set(block: Uint8Array, entry: TiffEntry | undefined, value: number, little: boolean): void {
  if (entry?.type === SHORT && value <= 0xffff) viewOf(block).setUint16(entry.valuesAt, value, little);
  if (entry?.type === LONG) viewOf(block).setUint32(entry.valuesAt, value, little);
}

/** Cuts the second directory off, and clears its picture. */
function withoutThumbnail(block: Uint8Array, nextAt: number, little: boolean): Uint8Array {
  if (nextAt + 4 > block.length) return block;
  const view = viewOf(block);
  const second = tiffEntries(block, view.getUint32(nextAt, little), little);
  view.setUint32(nextAt, 0, little);
  const at = numberOf(block, find(second, TAG.thumbnail) ?? find(second, TAG.strips), little);
  const length = numberOf(block, find(second, TAG.thumbnailBytes) ?? find(second, TAG.stripBytes), little);
  if (at === undefined || length === undefined || at < 8 || at + length > block.length) return block;
  block.fill(0, at, at + length);
  return at + length === block.length ? block.subarray(0, at) : block;
}
