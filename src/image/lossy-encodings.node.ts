/** Pictures as they come back from the lossy encoders of this installation: libjpeg-turbo's interface, MozJPEG, libwebp. */
import sharp from 'sharp';
import type { LossyEncoding } from './lossy-encoding.ts';
import { mediaType } from './media-type.ts';
import { decodePicture } from './picture-files.node.ts';
import type { RgbImage } from './rgb-image.ts';

/**
 * A picture encoded and decoded.
 *
 * @param image - stays as it is.
 */
export async function encodedAnew(
  { width, height, data }: RgbImage,
  { format, quality, sampling = '4:2:0', mozjpeg = false }: LossyEncoding,
): Promise<RgbImage> {
  const raw = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const file =
    format === 'webp'
      ? await raw.webp({ quality }).toBuffer()
      : await raw.jpeg({ quality, chromaSubsampling: sampling, mozjpeg }).toBuffer();
  return (await decodePicture(file, `the ${format}`)).image;
}

/** Effort of AV1, 0-9: more takes several times as long for less than 0.3 dB. */
const AVIF_EFFORT = 4;

/**
 * A picture as an AVIF file of the best PSNR.
 *
 * @param quality - 1-100, libheif's scale.
 */
export async function encodeAvif({ width, height, data }: RgbImage, quality: number): Promise<Uint8Array> {
  const raw = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  return new Uint8Array(
    await raw.avif({ quality, effort: AVIF_EFFORT, tune: 'psnr', chromaSubsampling: '4:4:4' }).toBuffer(),
  );
}

/**
 * The picture of an AVIF file of a known size, which is compared before memory is taken for it.
 *
 * @returns undefined where it is another file, or a picture of another size.
 * @throws Error when the file is damaged.
 */
export async function decodeAvif(
  content: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<RgbImage | undefined> {
  if (mediaType(content) !== 'image/avif') return undefined;
  const found = await sharp(content, { limitInputPixels: false }).metadata();
  if (found.compression !== 'av1' || found.width !== size.width || found.height !== size.height) {
    return undefined;
  }
  return (await decodePicture(content, 'the AVIF')).image;
}
