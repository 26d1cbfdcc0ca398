/**
 * Numbers that say where the data behind the first picture are. Those data stay as they are, and only the first picture becomes longer
 * or shorter, so a number that counts from the end of the file, or the length of what is behind the picture, stays right:
 *
 * | number | counted | stays right | source |
 * |---|---|---|---|
 * | MP entry: offset of a further picture | from the MP header in the first picture | no | CIPA DC-007, 5.2.3.3.3 |
 * | MP entry: size of the first picture | its bytes | no | CIPA DC-007, 5.2.3.3.2 |
 * | MP entry: size of a further picture | its bytes | yes | the same |
 * | `Item:Length` of the primary item; absent or 0 as a rule | its bytes | no | Motion Photo format 1.0; Dynamic Depth 1.0 |
 * | `Item:Length` of other items: gain map, film, depth, original | their bytes, one item behind the other | yes | the same; Ultra HDR 1.1 |
 * | `Item:Padding` | bytes behind an item | yes | the same |
 * | `MicroVideoOffset` of `Camera`, often called `GCamera` | from the end of the file | yes | Microvideo V1, which Motion Photo 1.0 replaces by `Item:Length` |
 * | Samsung `SEFH`: entry offsets | back from `SEFH` | yes | ExifTool, Samsung.pm, ProcessSamsung |
 * | Samsung `SEFT`: length of `SEFH` | back from the end | yes | the same |
 * | Samsung `QDIO`: begin and end of the sound | from the start of the file | no | the same |
 * | EXIF IFD1, maker notes: previews behind the first picture | from the TIFF header in the first picture | no | EXIF 2.32; ExifTool, "preview image trailer" |
 * | XMP: digest and length of the extension | bytes of the extension | yes | XMP Specification Part 3, 1.1.3.1 |
 *
 * Motion Photo 1.0: https://developer.android.com/media/platform/motion-photo-format; Ultra HDR 1.1:
 * https://developer.android.com/media/platform/hdr-image-format. The numbers of sections in DC-007 (2009) are those that readers and writers of
 * such files cite; the standard itself was not at hand.
 */
import { latin1 } from '../file-structure.ts';
import type { EmbeddedPicture } from './embedded-pictures.ts';
import { MARKER } from './markers.ts';
import type { MovedFile, MovedSegment } from './moved-file.ts';
import { movedPlace, movedSize } from './moved-file.ts';
import type { StaleFinding } from './stale-finding.ts';
import { XMP_IDENTIFIER, xmpPacket } from './xmp-packets.ts';

const LARGEST = 2 ** 32 - 1;
const EXIF_IDENTIFIER = 'Exif\0\0';

/** Google's container, and that of Dynamic Depth. */
const CONTAINER = /ns\.google\.com\/photos\/(?:dd\/)?1\.0\/container/;

/** Corrects the length of the primary item, which is the first one in its directory, where XMP states it. */
export function* followXmpLength(file: MovedFile, segment: MovedSegment): Iterable<StaleFinding> {
  const text = xmpPacket(segment);
  if (text === undefined || !CONTAINER.test(text)) return;
  const directory = text.indexOf(':Directory');
  if (directory < 0) return;
  const items = text.slice(directory).matchAll(/<[\w.-]+:li[\s>]/g);
  const [first, second] = [items.next().value?.index, items.next().value?.index];
  if (first === undefined) return;
  const item = text.slice(directory + first, second && directory + second);
  // An attribute, or an element of its own.
  const stated = /:Length\s*(?:=\s*["']|>)\s*(?<digits>\d+)/.exec(item);
  const digits = stated?.groups?.digits;
  if (!stated || digits === undefined || Number(digits) === 0) return;
  const part = 'xmp-primary-length';
  const size = movedSize(file, Number(digits));
  if (size === undefined) {
    yield { kind: 'stale', part, reason: 'did-not-fit' };
  } else if (String(size).length !== digits.length) {
    yield { kind: 'stale', part, reason: 'digits' };
  } else if (String(size) !== digits) {
    const at = XMP_IDENTIFIER.length + directory + first + stated.index + stated[0].length - digits.length;
    for (let index = 0; index < digits.length; index++) {
      segment.written[at + index] = String(size).charCodeAt(index);
    }
    yield { kind: 'corrected', part };
  }
}

/**
 * Corrects values of the EXIF data that lead to a picture behind the first one. Maker notes are not documented; but 32 bits that
 * happen to be the exact distance occur once in 65,000 full segments.
 *
 * @param pictures - those behind the first picture, by their place in the file before the change.
 */
export function* followExifPointers(
  file: MovedFile,
  { marker, data, written, placeBefore, placeAfter }: MovedSegment,
  pictures: readonly EmbeddedPicture[],
): Iterable<StaleFinding> {
  if (marker !== MARKER.APP1 || latin1(data.subarray(0, 6)) !== EXIF_IDENTIFIER) return;
  const header = EXIF_IDENTIFIER.length;
  const moved = new Map(
    pictures.map(({ start }) => [
      start - placeBefore - header,
      movedPlace(file, start)! - placeAfter - header,
    ]),
  );
  if (moved.size === 0) return;
  const [view, target] = [viewOf(data), viewOf(written)];
  const part = 'exif-pointer';
  for (let at = header; at + 4 <= data.length; at++) {
    for (const little of [false, true]) {
      const value = moved.get(view.getUint32(at, little));
      if (value === undefined || value === view.getUint32(at, little)) continue;
      // A field of a directory: type LONG, one value. Without these two it is a guess.
      const isField = at >= 6 && view.getUint16(at - 6, little) === 4 && view.getUint32(at - 4, little) === 1;
      if (!isField) yield { kind: 'stale', part, reason: 'unclear' };
      else if (value > LARGEST) yield { kind: 'stale', part, reason: 'out-of-range' };
      else {
        target.setUint32(at, value, little);
        yield { kind: 'corrected', part };
      }
    }
  }
}

/**
 * Corrects a `QDIO` block at the end of the file: the name, 101, 1, begin and end of the sound, 20, the name, then `BS`;
 * little-endian, offsets from the start of the file.
 */
export function* followSamsungSound(file: MovedFile): Iterable<StaleFinding> {
  const BLOCK_BYTES = 30;
  const at = file.before.length - BLOCK_BYTES;
  if (at < file.pictureBefore) return;
  const view = viewOf(file.before.subarray(at));
  const text = latin1(file.before.subarray(at));
  if (!text.startsWith('QDIO') || !text.endsWith('QDIOBS') || view.getUint32(20, true) !== 20) return;
  const part = 'samsung-sound';
  const places = [view.getUint32(12, true), view.getUint32(16, true)] as const;
  if (places[0] < file.pictureBefore || places[1] < places[0] || places[1] > at) {
    yield { kind: 'stale', part, reason: 'did-not-fit' };
    return;
  }
  const target = viewOf(file.after.subarray(-BLOCK_BYTES));
  const [begin, end] = places.map((place) => movedPlace(file, place)!);
  if (end! > LARGEST) {
    yield { kind: 'stale', part, reason: 'out-of-range' };
  } else if (begin !== places[0]) {
    target.setUint32(12, begin!, true);
    target.setUint32(16, end!, true);
    yield { kind: 'corrected', part };
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
