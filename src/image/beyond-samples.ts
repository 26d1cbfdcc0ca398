/**
 * What a picture file holds that its upright 8-bit RGB samples do not, and so is lost if only those are kept. The rules are those of
 * docs/pictures.md. They are applied to the file itself, because the decoders of Node and browsers report different things.
 */
import { isSrgbProfile } from './color-profile.ts';
import {
  type FilePart,
  gifBlocks,
  jpegSegments,
  latin1,
  pngChunks,
  riffChunks,
  type TiffDirectory,
  tiffDirectory,
} from './file-structure.ts';
import { mediaType, pictureFormat } from './media-type.ts';

/** Something that 8-bit RGB samples cannot hold. */
export type BeyondSamples =
  | 'transparency'
  | 'depth'
  | 'frames'
  | 'colours'
  | 'gain-map'
  | 'channels'
  | 'profile';

/** Words for people, as in "its transparency is not kept". */
export const BEYOND_PHRASES: Readonly<Record<BeyondSamples, string>> = {
  transparency: 'transparency',
  depth: 'depth of more than 8 bits',
  frames: 'series of frames or pages',
  colours: 'CMYK or Lab encoding',
  'gain-map': 'gain map',
  channels: 'set of further channels',
  profile: 'colour profile',
};

/** What a decoder gave besides the samples. */
export interface DecodedExtras {
  /** Only where some pixel is not fully opaque. */
  readonly alpha?: Uint8Array | undefined;
  /** An ICC profile for RGB samples. */
  readonly profile?: Uint8Array | undefined;
}

/**
 * What the file of a picture holds beyond its samples, in the order of `BEYOND_PHRASES`. An sRGB profile does not count, because
 * samples without one look the same. Palettes, grey and orientation do not count either: the samples express them.
 *
 * @param content - a whole PNG, JPEG, WebP, AVIF, TIFF or GIF file that was decoded.
 */
export function beyondSamples(content: Uint8Array, { alpha, profile }: DecodedExtras): BeyondSamples[] {
  const found = new Set(INSPECTORS[pictureFormat(mediaType(content)) ?? 'none'](content));
  if (alpha !== undefined) found.add('transparency');
  if (profile !== undefined && !isSrgbProfile(profile)) found.add('profile');
  return (Object.keys(BEYOND_PHRASES) as BeyondSamples[]).filter((name) => found.has(name));
}

type Inspector = (content: Uint8Array) => Iterable<BeyondSamples>;

const INSPECTORS: Readonly<Record<'png' | 'jpeg' | 'webp' | 'avif' | 'tiff' | 'gif' | 'none', Inspector>> = {
  png: ofPng,
  jpeg: ofJpeg,
  webp: ofWebp,
  avif: ofAvif,
  tiff: ofTiff,
  gif: ofGif,
  none: () => [],
};

function* ofPng(content: Uint8Array): Iterable<BeyondSamples> {
  for (const { type, data } of pngChunks(content)) {
    if (type === 'IHDR' && data[8] === 16) yield 'depth';
    if (type === 'acTL') yield 'frames';
    if (type === 'IDAT') return;
  }
}

function* ofJpeg(content: Uint8Array): Iterable<BeyondSamples> {
  for (const part of jpegSegments(content)) {
    // SOF0 to SOF15, without DHT, JPG and DAC: precision, height, width, number of components.
    if (/^c[0-35-79-bd-f]$/.test(part.type)) {
      if (part.data[0]! > 8) yield 'depth';
      if (part.data[5] === 4) yield 'colours';
    }
    if (tellsGainMap(part)) yield 'gain-map';
  }
}

/** Adobe's XMP (`hdrgm`), Apple's, and ISO 21496-1. */
function tellsGainMap({ type, data }: FilePart): boolean {
  return (type === 'e1' || type === 'e2') && /hdrgm:|HDRGainMap|ts:21496/.test(latin1(data));
}

function* ofWebp(content: Uint8Array): Iterable<BeyondSamples> {
  for (const { type } of riffChunks(content)) {
    if (type === 'ANIM' || type === 'ANMF') yield 'frames';
  }
}

function* ofAvif(content: Uint8Array): Iterable<BeyondSamples> {
  const head = content.subarray(0, AVIF_HEAD_BYTES);
  const text = latin1(head);
  if (text.slice(8, 64).includes('avis')) yield 'frames';
  // PixelInformationProperty (ISO/IEC 23008-12, 6.5.6): version and flags, number of channels, bits of each.
  for (let at = text.indexOf('pixi'); at >= 0; at = text.indexOf('pixi', at + 4)) {
    const bits = head.subarray(at + 9, at + 9 + head[at + 8]!);
    if (bits.some((value) => value > 8)) {
      yield 'depth';
      return;
    }
  }
}

/** The properties of an AVIF file are at its beginning; its profile may be among them. */
const AVIF_HEAD_BYTES = 2 ** 16;

/** TIFF 6.0, section 8, and supplements. */
const TIFF = { bitsPerSample: 258, photometric: 262, samplesPerPixel: 277 } as const;
const PHOTOMETRIC = { rgb: 2, cmyk: 5, labs: [8, 9, 10] } as const;

function* ofTiff(content: Uint8Array): Iterable<BeyondSamples> {
  const directory = tiffDirectory(content);
  if (directory === undefined) return;
  const { numbers, next } = directory;
  if (numbers.get(TIFF.bitsPerSample)?.some((bits) => bits > 8)) yield 'depth';
  if (next !== 0) yield 'frames';
  const photometric = first(directory, TIFF.photometric);
  if (photometric === PHOTOMETRIC.cmyk || PHOTOMETRIC.labs.some((lab) => lab === photometric)) {
    yield 'colours';
  }
  const channels = first(directory, TIFF.samplesPerPixel) ?? 1;
  if (channels > (photometric === PHOTOMETRIC.rgb ? 4 : photometric! <= 1 ? 2 : 5)) yield 'channels';
}

function first({ numbers }: TiffDirectory, tag: number): number | undefined {
  return numbers.get(tag)?.[0];
}

function* ofGif(content: Uint8Array): Iterable<BeyondSamples> {
  let frames = 0;
  for (const { type } of gifBlocks(content)) {
    if (type === '2c' && ++frames > 1) {
      yield 'frames';
      return;
    }
  }
}
