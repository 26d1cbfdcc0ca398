/** Finds JPEG pictures among other bytes, by their headers. */
import { latin1 } from '../file-structure.ts';
import { MARKER, standsAlone } from './markers.ts';

/** A JPEG picture within other bytes. */
export interface EmbeddedPicture {
  /** Its first byte, and the one behind its last; the end of the bytes where it is cut off. */
  readonly start: number;
  readonly end: number;
  readonly width: number;
  readonly height: number;
  /** Whether it says itself that it is a gain map, which shows brightness for bright screens and not the picture. */
  readonly isGainMap: boolean;
}

/** Pictures and segments to look at; more would be an attack on our time. */
const MOST_PICTURES = 64;
const MOST_SEGMENTS = 4096;

/** Lossless, progressive, arithmetic: all have the same frame header; DHT, JPG and DAC stand among them (T.81, table B.1). */
const NO_FRAMES: readonly number[] = [MARKER.DHT, 0xc8, 0xcc];

/** Pictures that a picture contains are left out. The time is in proportion to the length, whatever the bytes are. */
export function embeddedPictures(bytes: Uint8Array): EmbeddedPicture[] {
  const found: EmbeddedPicture[] = [];
  const budget = { segments: MOST_SEGMENTS };
  for (let at = bytes.indexOf(0xff); at >= 0 && found.length < MOST_PICTURES; ) {
    const isStart = bytes[at + 1] === MARKER.SOI && bytes[at + 2] === 0xff;
    const header = isStart ? pictureHeader(bytes, at, budget) : undefined;
    if (header) found.push(header);
    at = bytes.indexOf(0xff, header?.end ?? at + 1);
  }
  return found;
}

/** Fill bytes, which nobody writes here, are not accepted: a run of them could be walked again and again. */
function pictureHeader(
  bytes: Uint8Array,
  start: number,
  budget: { segments: number },
): EmbeddedPicture | undefined {
  let frame: { readonly width: number; readonly height: number } | undefined;
  const descriptions: Uint8Array[] = [];
  for (let at = start + 2; at + 4 <= bytes.length && bytes[at] === 0xff && budget.segments-- > 0; ) {
    const marker = bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    if (marker < MARKER.SOF0 || standsAlone(marker) || marker === MARKER.EOI || length < 2) return undefined;
    const data = bytes.subarray(at + 4, at + 2 + length);
    if (marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      const [, high, low, wide, narrow, components] = data;
      if (frame || components === undefined || length !== 8 + 3 * components) return undefined;
      frame = { height: (high! << 8) | low!, width: (wide! << 8) | narrow! };
      if (frame.width === 0 || frame.height === 0) return undefined;
    }
    if (marker === MARKER.APP1 || marker === MARKER.APP2) descriptions.push(data);
    at += 2 + length;
    if (marker === MARKER.SOS) {
      return (
        frame && { start, end: endOfPicture(bytes, at), ...frame, isGainMap: descriptions.some(tellsGainMap) }
      );
    }
  }
  return undefined;
}

/**
 * Adobe's XMP, Apple's, ISO 21496-1. A base picture has them too, but there Adobe's is `hdrgm:Version` alone, and ISO's is a version
 * of four bytes behind the name.
 */
function tellsGainMap(data: Uint8Array): boolean {
  const ISO = 'urn:iso:std:iso:ts:21496:-1\0';
  const text = latin1(data.subarray(0, 2 ** 14));
  return text.startsWith(ISO) ? data.length > ISO.length + 4 : /hdrgm:GainMapMax|hdrgainmap/i.test(text);
}

/** Behind EOI, which no entropy-coded data contain. */
function endOfPicture(bytes: Uint8Array, firstScan: number): number {
  for (let at = bytes.indexOf(0xff, firstScan); at >= 0; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === MARKER.EOI) return at + 2;
    if (marker === 0xff) at++;
    else if (marker === 0 || standsAlone(marker)) at += 2;
    else at += Math.max(4, 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!));
  }
  return bytes.length;
}
