/**
 * Recognises a file's content by its first bytes, never by its name.
 *
 * Signatures: PNG (W3C PNG 3, 5.2), JPEG (ISO/IEC 10918-1, B.1.1.3: SOI), WebP (RFC 9649, 2.4), ISO base
 * media brands (ISO/IEC 14496-12, 4.3; AVIF 1.1, 6), TIFF 6.0 section 2 and BigTIFF, GIF89a section 17.
 */

/** The picture formats that can be read. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'avif' | 'tiff' | 'gif';

/** How many leading bytes `mediaType` looks at. */
export const SIGNATURE_BYTES = 1024;

const SIGNATURES: readonly (readonly [mediaType: string, offset: number, signature: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/webp', 8, 'WEBP'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['image/tiff', 0, 'II+\0'],
  ['image/tiff', 0, 'MM\0+'],
  ['image/x-icon', 0, '\0\0\x01\0'],
  ['image/vnd.adobe.photoshop', 0, '8BPS'],
  ['image/jp2', 0, '\0\0\0\x0cjP  \r\n\x87\n'],
  ['image/jxl', 0, '\0\0\0\x0cJXL \r\n\x87\n'],
  ['image/jxl', 0, '\xff\x0a'],
  ['application/pdf', 0, '%PDF-'],
  ['application/zip', 0, 'PK\x03\x04'],
  ['application/gzip', 0, '\x1f\x8b'],
  ['audio/wav', 8, 'WAVE'],
  ['audio/flac', 0, 'fLaC'],
  ['audio/mpeg', 0, 'ID3'],
  ['video/webm', 0, '\x1aE\xdf\xa3'],
];

const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

/**
 * The media type of a file's content.
 *
 * @param bytes - the file, or at least its first `SIGNATURE_BYTES` bytes.
 * @returns such as `image/png` or `text/plain`; `application/octet-stream` for content that is not
 *   recognised.
 */
export function mediaType(bytes: Uint8Array): string {
  const head = bytes.subarray(0, SIGNATURE_BYTES);
  const text = String.fromCharCode(...head);
  if (text.startsWith('ftyp', 4)) {
    return isoMediaType(text);
  }
  // Two reserved fields of zeros tell a BMP from a text that begins with these letters.
  if (text.startsWith('BM') && text.startsWith('\0\0\0\0', 6)) {
    return 'image/bmp';
  }
  for (const [type, offset, signature] of SIGNATURES) {
    if (text.startsWith(signature, offset)) {
      return type;
    }
  }
  return textMediaType(head);
}

/**
 * The picture format that a media type stands for.
 *
 * @param type - such as `image/png`.
 * @returns `undefined` for a media type that cannot be read.
 */
export function pictureFormat(type: string): PictureFormat | undefined {
  switch (type) {
    case 'image/png':
    case 'image/jpeg':
    case 'image/webp':
    case 'image/avif':
    case 'image/tiff':
    case 'image/gif':
      return type.slice('image/'.length) as PictureFormat;
    default:
      return undefined;
  }
}

/**
 * The file type box lists a major brand, a minor version and compatible brands, four characters each. An AVIF
 * file may carry `mif1` as its major brand, so `avif` counts wherever it stands.
 */
function isoMediaType(text: string): string {
  const boxSize = (text.charCodeAt(2) << 8) | text.charCodeAt(3);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= Math.min(boxSize, text.length); at += 4) {
    brands.push(text.slice(at, at + 4));
  }
  if (brands.includes('avif') || brands.includes('avis')) {
    return 'image/avif';
  }
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? 'image/heic' : 'video/mp4';
}

function textMediaType(head: Uint8Array): string {
  if (head.length === 0 || head.some((byte) => byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) {
    return 'application/octet-stream';
  }
  let text: string;
  try {
    // `stream` lets the head end inside a character.
    text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    return 'application/octet-stream';
  }
  if (/<svg[\s>]/i.test(text)) {
    return 'image/svg+xml';
  }
  return /^\s*(<!doctype html|<html)/i.test(text) ? 'text/html' : 'text/plain';
}
