/** What a picture file says besides its picture, in the parts that all formats are made of. */
import { joined } from '../joined-bytes.ts';

/** A text with a keyword, such as `Comment` or `Copyright`. */
export interface PictureText {
  /** PNG's keyword; `Comment` for a comment in a JPEG file. */
  readonly keyword: string;
  readonly text: string;
}

/** The metadata of a picture file, ready to go into a file of another format. */
export interface PictureMetadata {
  /** A TIFF block (EXIF 2.32), for a picture that stands upright, without a thumbnail. */
  readonly exif?: Uint8Array;
  /** A packet of XMP, for a picture that stands upright. */
  readonly xmp?: Uint8Array;
  /** Photoshop's image resources, among them IPTC, without thumbnails. */
  readonly photoshop?: Uint8Array;
  /** Texts with keywords, in their order. */
  readonly texts: readonly PictureText[];
  /** What was left out, a sentence each. */
  readonly warnings: readonly string[];
}

/** IPTC has its place among these (Adobe Photoshop File Formats Specification): resource 0x0404. */
const IPTC = 0x0404;
/** Thumbnails: of Photoshop 4, and of 5 and later. */
const THUMBNAILS = [0x0409, 0x040c];

/** IPTC records as the only one of Photoshop's image resources. */
export function photoshopOf(iptc: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + iptc.length + (iptc.length % 2));
  bytes.set(new TextEncoder().encode('8BIM'));
  const view = new DataView(bytes.buffer);
  view.setUint16(4, IPTC);
  // An empty name takes two bytes.
  view.setUint32(8, iptc.length);
  bytes.set(iptc, 12);
  return bytes;
}

/**
 * Photoshop's image resources without thumbnails.
 *
 * @returns what could be read; undefined where nothing is left.
 */
export function withoutThumbnails(resources: Uint8Array): Uint8Array | undefined {
  const view = new DataView(resources.buffer, resources.byteOffset, resources.byteLength);
  const kept: Uint8Array[] = [];
  for (let at = 0; at + 12 <= resources.length && view.getUint32(at) === 0x3842494d; ) {
    const name = 1 + resources[at + 6]!;
    const sizeAt = at + 6 + name + (name % 2);
    if (sizeAt + 4 > resources.length) break;
    const size = view.getUint32(sizeAt);
    if (sizeAt + 4 + size > resources.length) break;
    const end = Math.min(resources.length, sizeAt + 4 + size + (size % 2));
    if (!THUMBNAILS.includes(view.getUint16(at + 4))) kept.push(resources.subarray(at, end));
    at = end;
  }
  return kept.length === 0 ? undefined : joined(kept);
}
