/** How the picture of a file wants to be shown: EXIF 2.32, 4.6.4, orientation. */
import { latin1, pngChunks, riffChunks, tiffDirectory } from '../file-structure.ts';
import { mediaType } from '../media-type.ts';

const ORIENTATION = 0x0112;

/**
 * The orientation that a PNG or WebP file tells, 1 to 8; 1 where it tells none, and of other files.
 *
 * @param content - the whole file.
 */
export function fileOrientation(content: Uint8Array): number {
  const exif = exifOf(content);
  const told = exif && tiffDirectory(exif)?.numbers.get(ORIENTATION)?.[0];
  return told !== undefined && Number.isInteger(told) && told >= 1 && told <= 8 ? told : 1;
}

function exifOf(content: Uint8Array): Uint8Array | undefined {
  const type = mediaType(content);
  if (type === 'image/png') return [...pngChunks(content)].find((chunk) => chunk.type === 'eXIf')?.data;
  if (type !== 'image/webp') return undefined;
  const data = [...riffChunks(content)].find((chunk) => chunk.type === 'EXIF')?.data;
  return data && latin1(data.subarray(0, 5)) === 'Exif\0' ? data.subarray(6) : data;
}
