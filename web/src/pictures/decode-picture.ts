/**
 * Decodes what a person drops. Files that may be containers, PNG and WebP, are decoded sample for sample; everything else by the
 * browser, which knows more formats than we do and converts their colours to sRGB.
 */
import { mediaType, rgbImage } from '../../../src/browser.ts';
import { separateAlpha } from './alpha.ts';
import type { DecodedPicture } from './picture.ts';
import { decodePng } from './png.ts';
import { decodeWebp } from './webp.ts';

/** 16383 x 16383 is what the core takes; a page has not the memory for it. */
export const MAX_PIXELS = 64_000_000;

/** The largest file that is opened as a picture. */
export const MAX_PICTURE_BYTES = 256 * 2 ** 20;

/** A file that is no picture, or none that can be used; the message is for people. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/**
 * @param name - what messages call the file.
 * @throws PictureError in one sentence.
 */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<DecodedPicture> {
  if (bytes.length === 0) throw new PictureError(`${name} is an empty file.`);
  if (bytes.length > MAX_PICTURE_BYTES) throw new PictureError(`${name} is larger than 256 MiB.`);
  const type = mediaType(bytes);
  const decoder = { 'image/png': decodePng, 'image/webp': decodeWebp }[type] ?? decodeByBrowser;
  let picture: DecodedPicture;
  try {
    picture = await decoder(bytes, type);
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const isPicture = type.startsWith('image/');
    throw new PictureError(
      isPicture
        ? `${name} is damaged or cut short, or a kind of picture that this browser cannot read.`
        : `${name} is not a picture that this browser can read.`,
      { cause: error },
    );
  }
  const { width, height } = picture.image;
  if (width * height > MAX_PIXELS) {
    throw new PictureError(
      `${name} has ${Math.round((width * height) / 1e6)} million pixels; a page can work on ${MAX_PIXELS / 1e6}. Use the command line.`,
    );
  }
  return picture;
}

async function decodeByBrowser(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<DecodedPicture> {
  // Turned as EXIF says.
  const bitmap = await createImageBitmap(new Blob([bytes], { type }));
  try {
    const { width, height } = bitmap;
    if (width * height > MAX_PIXELS) return { image: { ...rgbImage(1, 1), width, height }, warnings: [] };
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    return { ...separateAlpha(context.getImageData(0, 0, width, height)), warnings: [] };
  } finally {
    bitmap.close();
  }
}
