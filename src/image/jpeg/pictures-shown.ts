/** Thumbnails, previews and copies in a JPEG file: all show the picture as it was before its coefficients changed. */
import { latin1, tiffDirectory } from '../file-structure.ts';
import type { EmbeddedPicture } from './embedded-pictures.ts';
import { embeddedPictures } from './embedded-pictures.ts';
import type { JpegFrame } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import type { MovedFile, MovedSegment } from './moved-file.ts';
import { mpEntries, mpPlace } from './mp-entries.ts';
import type { ShowingPart, StaleFinding } from './stale-finding.ts';
import { isXmp, xmpTexts } from './xmp-packets.ts';

interface ShownPicture {
  readonly part: ShowingPart;
  readonly width: number;
  readonly height: number;
}

/** The most pictures to tell of. */
const MOST_SHOWN = 64;

/**
 * What shows the picture before the change, in the order of the file. Gain maps, depth maps and other views of a scene (a stereo pair,
 * a panorama) are left out, because they show something else.
 *
 * @param trailing - pictures behind the first one, by their place in the file.
 */
export function picturesShown(
  file: MovedFile,
  frame: JpegFrame,
  trailing: readonly EmbeddedPicture[],
): StaleFinding[] {
  const shown = [
    ...file.segments.flatMap((segment) => [...ofSegment(segment)]),
    ...ofPhotoshop(file.segments),
    ...xmpTexts(file.segments).flatMap((text) => [...ofXmp(text)]),
    ...ofTrailing(file, trailing),
  ];
  // A copy may be stored turned.
  const [long, short] = sides(frame);
  return shown.slice(0, MOST_SHOWN).map((picture) => {
    const [ownLong, ownShort] = sides(picture);
    const isLarge = ownLong >= long && ownShort >= short;
    return {
      kind: isLarge ? 'copy' : 'thumbnail',
      ...picture,
      sameSize: ownLong === long && ownShort === short,
    };
  });
}

function sides({ width, height }: { readonly width: number; readonly height: number }): [number, number] {
  return [Math.max(width, height), Math.min(width, height)];
}

function* ofSegment(segment: MovedSegment): Iterable<ShownPicture> {
  const { marker, data } = segment;
  const name = latin1(data.subarray(0, PHOTOSHOP.length));
  if (marker === MARKER.APP0 && /^JF(?:IF|XX)\0/.test(name)) yield* ofJfif(data);
  else if (marker === MARKER.APP1 && name.startsWith('Exif\0\0')) yield* ofExif(data.subarray(6));
  else if (!isXmp(segment) && !isPhotoshop(segment))
    yield* shownBy(embeddedPictures(data), 'application-data');
}

function* shownBy(pictures: readonly EmbeddedPicture[], part: ShowingPart): Iterable<ShownPicture> {
  for (const { width, height, isGainMap } of pictures) if (!isGainMap) yield { part, width, height };
}

/** JFIF 1.02: a thumbnail in RGB in APP0 itself; in a second APP0, by a code: 10 a JPEG file, 11 with a palette, 13 in RGB. */
function* ofJfif(data: Uint8Array): Iterable<ShownPicture> {
  const part = 'jfif-thumbnail';
  const isExtension = data[3] === 0x58;
  if (isExtension && data[5] === 0x10) {
    yield* shownBy(embeddedPictures(data), part);
    return;
  }
  const at = isExtension ? 6 : 12;
  const [width = 0, height = 0] = data.subarray(at, at + 2);
  if (width > 0 && height > 0) yield { part, width, height };
}

/** EXIF 2.32: IFD1 has the thumbnail, a JPEG file or (Compression is 1) samples. */
function* ofExif(block: Uint8Array): Iterable<ShownPicture> {
  const TAG = { width: 0x100, height: 0x101, compression: 0x103, jpeg: 0x201 };
  const next = tiffDirectory(block)?.next;
  const numbers = next ? tiffDirectory(block, next)?.numbers : undefined;
  const thumbnail = numbers?.get(TAG.jpeg)?.[0];
  if (numbers?.get(TAG.compression)?.[0] === 1) {
    const [width = 0, height = 0] = [numbers.get(TAG.width)?.[0], numbers.get(TAG.height)?.[0]];
    if (width > 0 && height > 0) yield { part: 'exif-thumbnail', width, height };
  }
  for (const picture of embeddedPictures(block)) {
    yield* shownBy([picture], picture.start === thumbnail ? 'exif-thumbnail' : 'exif-preview');
  }
}

const PHOTOSHOP = 'Photoshop 3.0\0';
/** Thumbnail resources of Photoshop 4 and 5. */
const PHOTOSHOP_THUMBNAILS = [0x0409, 0x040c];

function isPhotoshop({ marker, data }: MovedSegment): boolean {
  return marker === MARKER.APP13 && latin1(data.subarray(0, PHOTOSHOP.length)) === PHOTOSHOP;
}

/**
 * Adobe Photoshop File Formats Specification, "Image resources section": `8BIM`, number, name (padded to even), size, data (padded to
 * even), and goes on in the next segment. A thumbnail resource has format, width and height first.
 */
function* ofPhotoshop(segments: readonly MovedSegment[]): Iterable<ShownPicture> {
  const parts = segments.filter(isPhotoshop).map(({ data }) => data.subarray(PHOTOSHOP.length));
  const data = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  parts.reduce((at, part) => {
    data.set(part, at);
    return at + part.length;
  }, 0);
  const view = new DataView(data.buffer);
  for (let at = 0; at + 12 <= data.length && latin1(data.subarray(at, at + 4)) === '8BIM'; ) {
    const number = view.getUint16(at + 4);
    const sizeAt = at + 6 + 2 * Math.ceil((1 + data[at + 6]!) / 2);
    if (sizeAt + 4 > data.length) return;
    const content = sizeAt + 4;
    if (PHOTOSHOP_THUMBNAILS.includes(number) && content + 12 <= data.length) {
      const [width, height] = [view.getUint32(content + 4), view.getUint32(content + 8)];
      if (width > 0 && height > 0) yield { part: 'photoshop-thumbnail', width, height };
    }
    at = content + 2 * Math.ceil(view.getUint32(sizeAt) / 2);
  }
}

/** How a JPEG file begins in base64. */
const BASE64_START = '/9j/';
/** Characters to decode; a picture's size is near its beginning. */
const MOST_BASE64 = 2 ** 18;

/** Values in base64: `xmpGImg:image`, `GImage:Data`. Line ends may be written as entities. */
function* ofXmp(text: string): Iterable<ShownPicture> {
  const value = /[A-Za-z0-9+/=\s&#;]*/y;
  for (let at = text.indexOf(BASE64_START); at >= 0; at = text.indexOf(BASE64_START, value.lastIndex)) {
    value.lastIndex = at;
    const run = value.exec(text)![0];
    value.lastIndex = at + run.length;
    // A depth map is not the picture.
    if (/depth|confidence/i.test(text.slice(Math.max(0, at - 40), at))) continue;
    const base64 = /^[A-Za-z0-9+/]*/.exec(run.slice(0, MOST_BASE64).replace(/&#x[AD];|\s/gi, ''))![0];
    const characters = atob(base64.slice(0, base64.length - (base64.length % 4)));
    const picture = embeddedPictures(Uint8Array.from(characters, (character) => character.charCodeAt(0)))[0];
    if (picture?.start === 0) yield* shownBy([picture], 'xmp-picture');
  }
}

function* ofTrailing(file: MovedFile, trailing: readonly EmbeddedPicture[]): Iterable<ShownPicture> {
  /** Panorama, stereo, several angles: 0x020001 to 0x020003. */
  const OTHER_VIEWS = 2;
  const types = new Map<number, number>();
  for (const segment of file.segments) {
    for (const entry of mpEntries(segment.marker, segment.data)?.entries ?? []) {
      types.set(mpPlace(segment, entry), entry.type);
    }
  }
  for (const picture of trailing) {
    const type = types.get(picture.start);
    if (type !== undefined && type >> 16 === OTHER_VIEWS) continue;
    yield* shownBy([picture], type === undefined ? 'trailing-picture' : 'mp-picture');
  }
}
