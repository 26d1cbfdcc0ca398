/**
 * Lossy codecs in Node: libjpeg-turbo, libwebp, and libaom within libheif, through sharp.
 */
import sharp, { type Sharp } from 'sharp';
import { coded } from '../errors/coded.ts';
import { decodePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { LossyCodecs } from './attack.ts';

/** Pixels a side. libjpeg: JPEG_MAX_DIMENSION; libwebp: WEBP_MAX_DIMENSION; libvips: its limit for HEIF. */
const MAX_SIDES = { jpeg: 65500, webp: 16383, avif: 16384 } as const;

/**
 * The files that most programs write: chroma at half the width and height (4:2:0) at every quality, which lossy WebP always
 * has; baseline JPEG with the example tables of ITU-T T.81, annex K, as libjpeg scales them by quality. They are read back as
 * any received picture is.
 *
 * @returns codecs that throw RangeError for a picture that is too wide or too high for the format.
 */
export function nodeLossyCodecs(): LossyCodecs {
  return {
    async jpeg(image, quality) {
      assertSides(image, 'jpeg');
      const file = await raw(image).jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
      return (await decodePicture(file, 'the JPEG')).image;
    },
    async webp(image, quality) {
      assertSides(image, 'webp');
      const file = await raw(image).webp({ quality }).toBuffer();
      return (await decodePicture(file, 'the WebP')).image;
    },
    async avif(image, quality) {
      assertSides(image, 'avif');
      const file = await raw(image).avif({ quality, chromaSubsampling: '4:2:0' }).toBuffer();
      return (await decodePicture(file, 'the AVIF')).image;
    },
  };
}

function raw({ width, height, data }: RgbImage): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}

function assertSides({ width, height }: RgbImage, format: keyof typeof MAX_SIDES): void {
  if (Math.max(width, height) <= MAX_SIDES[format]) return;
  const name = { jpeg: 'a JPEG', webp: 'a WebP', avif: 'an AVIF' }[format];
  throw coded(
    new RangeError(
      `Expected sides of at most ${MAX_SIDES[format]} pixels for ${name} but received ${width}x${height}`,
    ),
    'picture-too-large',
  );
}
