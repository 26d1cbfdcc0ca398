/** Reads the metadata of picture files, for a file of the same picture with other pixels. */

import { fileMetadata } from '../file-metadata.ts';
import { jpegSegments, latin1, pngChunks, riffChunks } from '../file-structure.ts';
import { joined } from '../joined-bytes.ts';
import { mediaType, pictureFormat } from '../media-type.ts';
import type { Zlib } from '../zlib.ts';
import { uprightExif } from './exif-block.ts';
import type { PictureMetadata, PictureText } from './picture-metadata.ts';
import { photoshopOf, withoutThumbnails } from './picture-metadata.ts';
import { tiffMetadata } from './tiff-exif.ts';

/** Parts as they are in the file. */
interface Raw {
  exif?: Uint8Array | undefined;
  xmp?: Uint8Array | undefined;
  photoshop?: Uint8Array | undefined;
  readonly texts: PictureText[];
  /** What cannot be kept, in words that fit behind "Left out of the metadata: ". */
  readonly left: string[];
}

/** What reading takes of where it runs. */
export interface MetadataReaders {
  readonly zlib: Zlib;
  /**
   * The items of an AVIF file; where there is no reader the metadata of AVIF files is left out.
   *
   * @param content - the whole file.
   */
  avif?(content: Uint8Array): Promise<{ readonly exif?: Uint8Array; readonly xmp?: Uint8Array }>;
}

const CREDENTIALS = 'Content Credentials (C2PA), which were signed for the picture as it was';

/**
 * The metadata of a picture file, for a file with the same picture upright and other pixels. Left out, with a warning: Content Credentials,
 * which no longer verify, and extended XMP, which may hold the whole picture as it was. Left out in silence: thumbnails, which show it small
 * and unturned, and which viewers make anew. Colour profiles are not metadata.
 *
 * @param content - a whole PNG, JPEG, WebP, AVIF or TIFF file; other files have no metadata here.
 * @param size - of the picture as it stands upright, pixels; EXIF says it.
 * @param readers - of where it runs.
 */
export async function readMetadataWith(
  content: Uint8Array,
  size: { readonly width: number; readonly height: number },
  readers: MetadataReaders,
): Promise<PictureMetadata> {
  const raw = await rawMetadata(content, readers);
  const exif = raw.exif && uprightExif(raw.exif, size);
  const photoshop = raw.photoshop && withoutThumbnails(raw.photoshop);
  const left = [...raw.left];
  if (raw.exif !== undefined && exif === undefined) left.push('EXIF, which is damaged');
  return {
    ...(exif && { exif }),
    ...(raw.xmp && { xmp: uprightXmp(raw.xmp) }),
    ...(photoshop && { photoshop }),
    texts: raw.texts,
    warnings: left.map((what) => `Left out of the metadata: ${what}`),
  };
}

async function rawMetadata(content: Uint8Array, { zlib, avif }: MetadataReaders): Promise<Raw> {
  switch (pictureFormat(mediaType(content))) {
    case 'jpeg':
      return ofJpeg(content);
    case 'png':
      return ofPng(content, zlib);
    case 'webp':
      return ofWebp(content);
    case 'tiff':
      return ofTiff(content);
    case 'avif':
      return ofAvif(content, avif);
    default:
      return { texts: [], left: [] };
  }
}

/** A picture that stands upright says so: `tiff:Orientation`, an attribute or an element. Extended XMP is not there any more. */
function uprightXmp(packet: Uint8Array): Uint8Array {
  const text = latin1(packet)
    .replaceAll(/(\btiff:Orientation\s*=\s*["'])[1-8](["'])/g, '$11$2')
    .replaceAll(/(<tiff:Orientation>\s*)[1-8](\s*<)/g, '$11$2')
    .replaceAll(/\s*\bxmpNote:HasExtendedXMP\s*=\s*(?:"[^"]*"|'[^']*')/g, '');
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** EXIF 2.32, 4.7.2; XMP Specification Part 3, 1.1.3. */
const EXIF_SIGNATURE = 'Exif\0\0';
const XMP_SIGNATURE = 'http://ns.adobe.com/xap/1.0/\0';
const EXTENDED_XMP = 'http://ns.adobe.com/xmp/extension/\0';
const PHOTOSHOP_SIGNATURE = 'Photoshop 3.0\0';

function ofJpeg(content: Uint8Array): Raw {
  const raw: Raw = { texts: [], left: [] };
  const photoshop: Uint8Array[] = [];
  let [extended, signed] = [false, false];
  for (const { type, data } of jpegSegments(content)) {
    const head = latin1(data.subarray(0, 40));
    if (type === 'e1' && head.startsWith('Exif\0')) raw.exif ??= data.subarray(EXIF_SIGNATURE.length);
    else if (type === 'e1' && head.startsWith(XMP_SIGNATURE)) raw.xmp ??= data.subarray(XMP_SIGNATURE.length);
    else if (type === 'e1' && head.startsWith(EXTENDED_XMP)) extended = true;
    else if (type === 'ed' && head.startsWith(PHOTOSHOP_SIGNATURE)) {
      photoshop.push(data.subarray(PHOTOSHOP_SIGNATURE.length));
    } else if (type === 'eb' && head.startsWith('JP') && latin1(data.subarray(0, 128)).includes('c2pa'))
      signed = true;
    else if (type === 'fe') raw.texts.push({ keyword: 'Comment', text: decoded(data) });
  }
  if (photoshop.length > 0) raw.photoshop = joined(photoshop);
  if (signed) raw.left.push(CREDENTIALS);
  if (extended) raw.left.push('extended XMP, which may hold the picture as it was');
  return raw;
}

/** W3C PNG 3, 11.3.3 and 11.3.4; C2PA 2.1, A.3.2. */
async function ofPng(content: Uint8Array, zlib: Zlib): Promise<Raw> {
  const raw: Raw = { texts: [], left: [] };
  for (const { type, data } of pngChunks(content)) {
    if (type === 'eXIf') raw.exif = data;
    else if (type === 'caBX') raw.left.push(CREDENTIALS);
    else if (/^(?:tEXt|zTXt|iTXt)$/.test(type)) {
      const text = await pngText(type, data, zlib);
      if (text === undefined) raw.left.push('a text, which is damaged');
      else if (text.keyword === 'XML:com.adobe.xmp') raw.xmp = new TextEncoder().encode(text.text);
      else if (text.keyword.startsWith('Raw profile type ')) takeRawProfile(raw, text);
      else raw.texts.push(text);
    }
  }
  return raw;
}

/** The most bytes that a text may have; it guards memory. */
const LONGEST_TEXT = 2 ** 24;

async function pngText(type: string, data: Uint8Array, { inflate }: Zlib): Promise<PictureText | undefined> {
  const end = data.indexOf(0);
  if (end < 1) return undefined;
  const keyword = latin1(data.subarray(0, end));
  if (type === 'tEXt') return { keyword, text: latin1(data.subarray(end + 1)) };
  if (type === 'zTXt') {
    const text = await inflate(data.subarray(end + 2), LONGEST_TEXT);
    return text && { keyword, text: latin1(text) };
  }
  // iTXt: compression flag and method, language, translated keyword.
  const language = data.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const packed = data.subarray(translated + 1);
  const text = data[end + 1] === 1 ? await inflate(packed, LONGEST_TEXT) : packed;
  return text && { keyword, text: new TextDecoder().decode(text) };
}

/** As ImageMagick writes it, and ExifTool: a line with the name, one with the length, then digits of base 16. */
function takeRawProfile(raw: Raw, { keyword, text }: PictureText): void {
  const [, length = '', digits = ''] = /^\s*\S+\s+(\d+)\s+([\da-fA-F\s]*)$/.exec(text) ?? [];
  const pairs = digits.replaceAll(/\s/g, '').match(/../g) ?? [];
  const bytes = Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
  if (length === '' || bytes.length !== Number(length)) {
    raw.left.push(`${keyword}, which is damaged`);
    return;
  }
  const head = latin1(bytes.subarray(0, XMP_SIGNATURE.length));
  if (head.startsWith('Exif\0')) raw.exif ??= bytes.subarray(EXIF_SIGNATURE.length);
  else if (head === XMP_SIGNATURE) raw.xmp ??= bytes.subarray(XMP_SIGNATURE.length);
  else if (keyword.endsWith(' xmp')) raw.xmp ??= bytes;
  else if (head.startsWith('8BIM')) raw.photoshop ??= bytes;
  else if (head.startsWith(PHOTOSHOP_SIGNATURE)) raw.photoshop ??= bytes.subarray(PHOTOSHOP_SIGNATURE.length);
  else if (keyword.endsWith(' iptc')) raw.photoshop ??= photoshopOf(bytes);
  else raw.left.push(`${keyword}, which is not known`);
}

/** RFC 9649, 2.7.1.5; C2PA 2.1, A.3.4. */
function ofWebp(content: Uint8Array): Raw {
  const raw: Raw = { texts: [], left: [] };
  for (const { type, data } of riffChunks(content)) {
    if (type === 'EXIF') raw.exif = withoutSignature(data);
    else if (type === 'XMP ') raw.xmp = data;
    else if (type === 'C2PA') raw.left.push(CREDENTIALS);
  }
  return raw;
}

function ofTiff(content: Uint8Array): Raw {
  const metadata = tiffMetadata(content);
  if (metadata === undefined)
    return { texts: [], left: ['all of it, for BigTIFF files are not read for metadata'] };
  const { exif, xmp, iptc } = metadata;
  const photoshop = metadata.photoshop ?? (iptc && photoshopOf(iptc));
  return { exif, xmp, photoshop, texts: [], left: metadata.c2pa ? [CREDENTIALS] : [] };
}

/** Box `uuid` of C2PA: C2PA 2.1, A.5.1. */
const C2PA_BOX = 'uuid\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81';

async function ofAvif(content: Uint8Array, read: MetadataReaders['avif']): Promise<Raw> {
  if (read === undefined) {
    const left =
      fileMetadata(content) === undefined
        ? []
        : ['all of it, which only the command line reads in AVIF files'];
    return { texts: [], left };
  }
  const { exif, xmp } = await read(content);
  return {
    exif: exif && withoutSignature(exif),
    xmp: xmp && new Uint8Array(xmp),
    texts: [],
    left: latin1(content).includes(C2PA_BOX) ? [CREDENTIALS] : [],
  };
}

function withoutSignature(data: Uint8Array): Uint8Array {
  return latin1(data.subarray(0, 5)) === 'Exif\0' ? data.subarray(EXIF_SIGNATURE.length) : data;
}

/** UTF-8, or Latin-1 where it is not. */
function decoded(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (error) {
    if (error instanceof TypeError) return latin1(data);
    throw error;
  }
}
