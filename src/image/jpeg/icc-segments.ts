/** A colour profile as APP2 segments: ICC.1:2022, annex B.4. */
import type { JpegSegment } from './jpeg-file.ts';

const MARKER_APP2 = 0xe2;
const SIGNATURE = new TextEncoder().encode('ICC_PROFILE\0');

/** A segment's length has 16 bits and counts itself, signature, number and count. */
const MOST_BYTES = 65_535 - 2 - SIGNATURE.length - 2;

/**
 * The segments that carry a profile.
 *
 * @param profile - at most 16 MB.
 * @throws RangeError for one that takes more than 255 segments.
 */
export function iccSegments(profile: Uint8Array): JpegSegment[] {
  const count = Math.ceil(profile.length / MOST_BYTES);
  if (count > 255) throw new RangeError(`Expected a profile of at most 255 segments but it takes ${count}`);
  return Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * MOST_BYTES, (index + 1) * MOST_BYTES);
    const length = 2 + SIGNATURE.length + 2 + part.length;
    const bytes = new Uint8Array(2 + length);
    bytes.set([0xff, MARKER_APP2, length >> 8, length & 0xff]);
    bytes.set(SIGNATURE, 4);
    bytes.set([index + 1, count], 4 + SIGNATURE.length);
    bytes.set(part, 6 + SIGNATURE.length);
    return { kind: 'segment', marker: MARKER_APP2, bytes };
  });
}
