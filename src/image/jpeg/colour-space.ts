/** Which colours the components of a JPEG file stand for, decided as libjpeg does from JFIF and Adobe segments and identifiers. */
import type { JpegFile } from './jpeg-file.ts';
import { MARKER } from './markers.ts';

export type JpegColourSpace = 'grey' | 'ycbcr' | 'rgb' | 'cmyk' | 'ycck' | 'unknown';

/** The colour space of a file's components. Adobe files store CMYK inverted; it stays inverted. */
export function colourSpace(file: JpegFile): JpegColourSpace {
  const ids = file.frame.components.map(({ id }) => id);
  const transform = adobeTransform(file);
  switch (ids.length) {
    case 1:
      return 'grey';
    case 3:
      if (hasJfif(file)) return 'ycbcr';
      if (transform !== undefined) return transform === 0 ? 'rgb' : 'ycbcr';
      return String.fromCharCode(...ids) === 'RGB' ? 'rgb' : 'ycbcr';
    case 4:
      return transform === undefined || transform === 0 ? 'cmyk' : 'ycck';
    default:
      return 'unknown';
  }
}

/** JFIF (T.871, 10.1): an APP0 segment that starts with the name. */
function hasJfif(file: JpegFile): boolean {
  return parameters(file, MARKER.APP0).some((bytes) => bytes.length >= 14 && startsWith(bytes, 'JFIF\0'));
}

/** The colour transform of Adobe's APP14 segment (Adobe TN 5116): 0 for none, 1 for YCbCr, 2 for YCCK. */
function adobeTransform(file: JpegFile): number | undefined {
  const own = parameters(file, MARKER.APP14).filter(
    (bytes) => bytes.length >= 12 && startsWith(bytes, 'Adobe'),
  );
  return own.at(-1)?.[11];
}

function parameters({ parts }: JpegFile, marker: number): Uint8Array[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'segment' || part.marker !== marker) return [];
    // Before the length: what was passed, 0xFF and the code.
    let at = part.bytes.indexOf(0xff);
    while (part.bytes[at + 1] === 0xff || part.bytes[at + 1] === 0) at = part.bytes.indexOf(0xff, at + 1);
    return [part.bytes.subarray(at + 4)];
  });
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return [...text].every((letter, index) => bytes[index] === letter.charCodeAt(0));
}
