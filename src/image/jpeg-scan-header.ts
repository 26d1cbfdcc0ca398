/**
 * Repairs the one fault of JPEG files that is both common and harmless: some phones write zeros into the
 * spectral selection of a sequential scan, where ISO/IEC 10918-1, B.2.3, table B.3 demands Ss = 0, Se = 63,
 * Ah = Al = 0. Every decoder ignores these fields of a sequential scan, but libjpeg warns, and we take
 * warnings for damage.
 */

const SOS = 0xda;

/** The scan parameters that ISO/IEC 10918-1 prescribes for a sequential scan: Ss, Se, and Ah with Al. */
const SEQUENTIAL_SCAN = [0, 63, 0];

/**
 * A copy of a sequential JPEG file with the prescribed parameters in the header of its first scan.
 *
 * @param bytes - a file that starts with the SOI marker.
 * @returns `undefined` when the file has no scan header.
 */
export function repairScanHeader(bytes: Uint8Array): Uint8Array | undefined {
  // Before the first scan a JPEG is a row of segments: FF, marker, length (2 bytes, itself included),
  // content.
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (bytes[at + 1] === SOS) {
      if (end > bytes.length || end - at < 10) {
        return undefined;
      }
      const repaired = bytes.slice();
      repaired.set(SEQUENTIAL_SCAN, end - SEQUENTIAL_SCAN.length);
      return repaired;
    }
    at = end;
  }
  return undefined;
}
