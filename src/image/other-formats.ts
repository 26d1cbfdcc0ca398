/**
 * Picture formats that are not read, so that a message can say what to do with such a file.
 *
 * Signatures: Netpbm (`man ppm`), QOI (https://qoiformat.org, 1.0), the others as in
 * media-type.ts.
 */
import { mediaType } from './media-type.ts';

/** A picture format that is not read. */
export interface OtherFormat {
  /** Lower case, for programs. */
  readonly format: string;
  /** The name for people. */
  readonly title: string;
  /** The format to export to: `JPEG` for photographs that were lossy before, or `PNG`. */
  readonly exportAs: 'PNG' | 'JPEG';
}

const BY_MEDIA_TYPE: Readonly<Record<string, OtherFormat>> = {
  'image/heic': { format: 'heic', title: 'HEIC', exportAs: 'JPEG' },
  'image/bmp': { format: 'bmp', title: 'BMP', exportAs: 'PNG' },
  'image/jxl': { format: 'jxl', title: 'JPEG XL', exportAs: 'PNG' },
  'image/jp2': { format: 'jp2', title: 'JPEG 2000', exportAs: 'PNG' },
  'image/svg+xml': { format: 'svg', title: 'SVG', exportAs: 'PNG' },
  'image/x-icon': { format: 'ico', title: 'icon', exportAs: 'PNG' },
  'image/vnd.adobe.photoshop': { format: 'psd', title: 'Photoshop', exportAs: 'PNG' },
};

/**
 * The picture format of content that is none of the formats that are read.
 *
 * @param bytes - a file, or at least its first `SIGNATURE_BYTES` bytes.
 * @returns `undefined` if it is not known to be a picture.
 */
export function otherPictureFormat(bytes: Uint8Array): OtherFormat | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 18));
  // Text may begin with such letters, too.
  if (/^P[1-6]\s+[\d#]/.test(start) || /^P7\s+(WIDTH|#)/.test(start)) {
    return { format: 'ppm', title: 'PPM', exportAs: 'PNG' };
  }
  if (start.startsWith('qoif')) return { format: 'qoi', title: 'QOI', exportAs: 'PNG' };
  return BY_MEDIA_TYPE[mediaType(bytes)];
}
