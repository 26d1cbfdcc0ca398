/**
 * Decodes what a person drops. Files that may be containers, PNG and WebP, are decoded sample for sample; everything else by the
 * browser, which knows more formats than we do and converts their colours to sRGB.
 */
import { beyondSamples, decodePng, mediaType } from '../../../src/browser.ts';
import { OpaquePicture, STRIP_ROWS } from './alpha.ts';
import { assertWorkable, type DecodedPicture, MAX_PIXELS, TooManyPixelsError } from './picture.ts';
import { decodeWebp } from './webp.ts';

/** The largest file that is opened as a picture. */
export const MAX_PICTURE_BYTES = 256 * 2 ** 20;

/** Kinds of pictures that some browsers cannot read. */
const UNREADABLE: Readonly<Record<string, string>> = {
  'image/heic': 'HEIC',
  'image/tiff': 'TIFF',
  'image/avif': 'AVIF',
  'image/jxl': 'JPEG XL',
  'image/jp2': 'JPEG 2000',
  'image/vnd.adobe.photoshop': 'Photoshop',
};

/** A file that is no picture, or none that can be used; the message is for people. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/**
 * @param name - the file's name in messages.
 * @throws PictureError in one sentence.
 */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<DecodedPicture> {
  if (bytes.length === 0) throw new PictureError(`${name} is an empty file.`);
  if (bytes.length > MAX_PICTURE_BYTES) throw new PictureError(`${name} is larger than 256 MiB.`);
  const type = mediaType(bytes);
  const decoder = { 'image/png': decodeWorkablePng, 'image/webp': decodeWebp }[type] ?? decodeByBrowser;
  try {
    return await decoder(bytes, type);
  } catch (error) {
    if (error instanceof TooManyPixelsError) {
      throw new PictureError(
        `${name} has ${Math.round(error.pixels / 1e6).toLocaleString('en')} million pixels; a page can work on ${MAX_PIXELS / 1e6}. Use the command line.`,
      );
    }
    throw new PictureError(`${name} ${problemOf(bytes, type)}.`, { cause: error });
  }
}

/** What is the matter with a file that could not be decoded. */
function problemOf(bytes: Uint8Array, type: string): string {
  if (UNREADABLE[type] !== undefined)
    return `is a ${UNREADABLE[type]} picture, which this browser cannot read`;
  if (type === 'image/webp' && isAnimated(bytes)) return 'is an animated WebP, which this page cannot read';
  return type.startsWith('image/')
    ? 'is damaged or cut short, or a kind of picture that this browser cannot read'
    : 'is not a picture that this browser can read';
}

/** Whether a file has more than one picture, of which the first is opened. */
export function isAnimated(bytes: Uint8Array): boolean {
  return beyondSamples(bytes, {}).includes('frames');
}

function decodeWorkablePng(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPicture> {
  return decodePng(bytes, MAX_PIXELS);
}

async function decodeByBrowser(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<DecodedPicture> {
  // Turned as EXIF says.
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  try {
    const { width, height } = bitmap;
    assertWorkable(width, height);
    const canvas = new OffscreenCanvas(width, Math.min(height, STRIP_ROWS));
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    const picture = new OpaquePicture(width, height);
    for (let top = 0; top < height; top += STRIP_ROWS) {
      context.clearRect(0, 0, width, STRIP_ROWS);
      context.drawImage(bitmap, 0, -top);
      picture.add(top, context.getImageData(0, 0, width, Math.min(STRIP_ROWS, height - top)));
    }
    const { image, alpha } = picture;
    return { image, ...(alpha && { alpha }), warnings: [] };
  } finally {
    bitmap.close();
  }
}
