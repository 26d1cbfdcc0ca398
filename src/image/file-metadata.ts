/**
 * Finds what a picture file says about people and places besides its picture: EXIF, XMP, IPTC and texts. That is enough to warn the
 * sender; finding nothing does not prove that there is nothing.
 */
import { gifBlocks, jpegSegments, latin1, pngChunks, riffChunks, tiffDirectory } from './file-structure.ts';
import { mediaType, pictureFormat } from './media-type.ts';

/** `place`: where the picture was taken. `other`: camera, date, names, comments. */
export type FileMetadata = 'place' | 'other';

/** EXIF 2.32, 4.6. */
const GPS_DIRECTORY = 0x8825;
const GPS_LATITUDE = 2;

/** ImageDescription, Make, Model, Software, DateTime, Artist, HostComputer, XMP, Copyright, IPTC, Photoshop. */
const TELLING_TAGS = [270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377];

/** EXIF 2.32, 4.6.5: versions, layout and size of the picture tell nothing; everything else in that directory does. */
const EXIF_DIRECTORY = 0x8769;
const SILENT_EXIF_TAGS = [0x9000, 0x9101, 0xa000, 0xa001, 0xa002, 0xa003, 0xa005];

/** The number of bytes at either end of an AVIF file to search for its properties, EXIF and XMP. */
const AVIF_BYTES = 2 ** 18;

/**
 * What the metadata of a picture file reveals.
 *
 * @param content - a whole PNG, JPEG, WebP, AVIF, TIFF or GIF file.
 * @returns the most revealing finding; `undefined` if there is none.
 */
export function fileMetadata(content: Uint8Array): FileMetadata | undefined {
  let worst: FileMetadata | undefined;
  for (const found of metadataOf(content)) {
    if (found === 'place') return found;
    worst = found ?? worst;
  }
  return worst;
}

function* metadataOf(content: Uint8Array): Iterable<FileMetadata | undefined> {
  switch (pictureFormat(mediaType(content))) {
    case 'jpeg':
      for (const { type, data } of jpegSegments(content)) {
        const name = latin1(data.subarray(0, 14));
        if (type === 'e1' && name.startsWith('Exif\0')) yield ofExif(data.subarray(6));
        else if (type === 'e1') yield ofText(data);
        // APP13 is Photoshop's, with IPTC; a comment may hold anything.
        else if (type === 'ed' || type === 'fe') yield 'other';
      }
      return;
    case 'png':
      for (const { type, data } of pngChunks(content)) {
        if (type === 'eXIf') yield ofExif(data);
        else if (/^[tiz](?:EXt|TXt)$/.test(type)) yield ofText(data);
      }
      return;
    case 'webp':
      for (const { type, data } of riffChunks(content)) {
        if (type === 'EXIF') yield ofExif(latin1(data.subarray(0, 4)) === 'Exif' ? data.subarray(6) : data);
        if (type === 'XMP ') yield ofText(data);
      }
      return;
    case 'gif':
      for (const { type, data } of gifBlocks(content)) {
        if (type === 'fe') yield 'other';
        if (type === 'ff' && latin1(data.subarray(1, 12)) === 'XMP DataXMP') yield ofText(data);
      }
      return;
    case 'tiff':
      yield ofExif(content);
      return;
    case 'avif':
      yield ofAvif(content.subarray(0, AVIF_BYTES));
      yield ofAvif(content.subarray(-AVIF_BYTES));
      return;
    default:
  }
}

/** An EXIF block, which is a TIFF file without a picture. */
function ofExif(block: Uint8Array): FileMetadata | undefined {
  const directory = tiffDirectory(block);
  const at = directory?.numbers.get(GPS_DIRECTORY)?.[0];
  if (at !== undefined && tiffDirectory(block, at)?.tags.has(GPS_LATITUDE)) return 'place';
  if (TELLING_TAGS.some((tag) => directory?.tags.has(tag))) return 'other';
  const exif = tiffDirectory(block, directory?.numbers.get(EXIF_DIRECTORY)?.[0] ?? block.length);
  const isTelling = [...(exif?.tags ?? [])].some((tag) => !SILENT_EXIF_TAGS.includes(tag));
  return isTelling ? 'other' : undefined;
}

function ofText(data: Uint8Array): FileMetadata {
  return latin1(data).includes('GPSLatitude') ? 'place' : 'other';
}

/** ISO/IEC 23008-12, A.2.1: the item begins with an offset of four bytes, as a rule 0 or 6, then `Exif\0\0` or the block itself. */
function ofAvif(part: Uint8Array): FileMetadata | undefined {
  const text = latin1(part);
  let worst = text.includes('<x:xmpmeta') ? ofText(part) : undefined;
  for (const order of ['II*\0', 'MM\0*']) {
    for (let at = text.indexOf(order); at >= 0 && worst !== 'place'; at = text.indexOf(order, at + 4)) {
      worst = ofExif(part.subarray(at)) ?? worst;
    }
  }
  return worst;
}
