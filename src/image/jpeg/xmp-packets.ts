/**
 * XMP in a JPEG file (XMP Specification Part 3, 1.1.3): a packet in APP1, and its extension in as many further APP1 segments as it
 * takes. The packet names the extension by its MD5 digest, so only the packet can be edited.
 */
import { latin1 } from '../file-structure.ts';
import { MARKER } from './markers.ts';
import type { MovedSegment } from './moved-file.ts';

export const XMP_IDENTIFIER = 'http://ns.adobe.com/xap/1.0/\0';

const EXTENSION_IDENTIFIER = 'http://ns.adobe.com/xmp/extension/\0';
/** Digest, whole length, offset. */
const EXTENSION_HEAD = EXTENSION_IDENTIFIER.length + 32 + 4 + 4;

/** The packet of a segment, a character a byte; `undefined` where it has none. */
export function xmpPacket({ marker, data }: MovedSegment): string | undefined {
  return begins(marker, data, XMP_IDENTIFIER) ? latin1(data.subarray(XMP_IDENTIFIER.length)) : undefined;
}

/** Packets and extension of a file. Parts of the extension are taken in the order in which they stand. */
export function xmpTexts(segments: readonly MovedSegment[]): string[] {
  const packets = segments.map(xmpPacket).filter((packet) => packet !== undefined);
  const extension = segments
    .filter(({ marker, data }) => begins(marker, data, EXTENSION_IDENTIFIER))
    .map(({ data }) => latin1(data.subarray(EXTENSION_HEAD)));
  return [...packets, extension.join('')];
}

/** Whether a segment is XMP of either kind. */
export function isXmp({ marker, data }: MovedSegment): boolean {
  return begins(marker, data, XMP_IDENTIFIER) || begins(marker, data, EXTENSION_IDENTIFIER);
}

function begins(marker: number, data: Uint8Array, identifier: string): boolean {
  return marker === MARKER.APP1 && latin1(data.subarray(0, identifier.length)) === identifier;
}
