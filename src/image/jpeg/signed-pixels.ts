/** What in a JPEG file says that its pixels are as they were: any changed byte ends that. */
import { latin1 } from '../file-structure.ts';
import { MARKER } from './markers.ts';
import type { MovedSegment } from './moved-file.ts';
import type { SigningPart } from './stale-finding.ts';
import { xmpTexts } from './xmp-packets.ts';

/**
 * Boxes in APP11 (ISO/IEC 18477-3): `JP`, number, sequence number, length, type; in a JUMBF box a description box first, whose type
 * begins with `c2pa` for a manifest store (63327061-0011-0010-8000-00AA00389B71; C2PA 2.1, 11.1.4.2). XMP may link to a manifest
 * (`dcterms:provenance`).
 *
 * @returns each part once.
 */
export function signedPixels(segments: readonly MovedSegment[]): Set<SigningPart> {
  const found = new Set<SigningPart>();
  for (const { marker, data } of segments) {
    if (marker !== MARKER.APP11) continue;
    const head = latin1(data.subarray(0, 64));
    if (!head.startsWith('JP')) continue;
    const type = head.slice(12, 16);
    if (type === 'LCHK') found.add('jpeg-xt-checksum');
    if (type === 'jumb') found.add(head.slice(16).includes('c2pa') ? 'c2pa' : 'jumbf');
  }
  if (xmpTexts(segments).some((text) => /dcterms:provenance\s*[=>]/.test(text))) found.add('c2pa');
  return found;
}
