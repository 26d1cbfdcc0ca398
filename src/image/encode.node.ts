/** Encodes pictures to the lossless formats that a container may have. The rules are those of docs/pictures.md. */

import { extname } from 'node:path';
import sharp from 'sharp';
import { coded } from '../errors/coded.ts';
import { isRgbProfile } from './color-profile.ts';
import { embedInPng, embedInWebp } from './metadata/embed-metadata.ts';
import type { RgbImage } from './rgb-image.ts';
import { NODE_ZLIB } from './zlib.node.ts';

/** The formats that keep every sample, and so what was hidden in it. */
export type ContainerFormat = 'png' | 'webp';

/** RFC 9649, 2.7.1: a side of a lossless WebP has 14 bits. libwebp: WEBP_MAX_DIMENSION. */
const MAX_WEBP_SIDE = 16383;

/** What a container carries besides its pixels, as `decodePicture` returned it for the cover. */
export interface PictureExtras {
  /** An ICC profile for RGB samples. It is attached; the pixels are not converted to it. */
  readonly profile?: Uint8Array;
  /** `width * height` opacities, 0-255, straight. */
  readonly alpha?: Uint8Array;
}

/**
 * The format that an output's file name asks for.
 *
 * @param path - a name that ends in `.png` or `.webp`, in any case.
 * @param what - what is written: a container, for which a lossy format is useless, or a revealed picture.
 * @throws Error for any other ending, with the reason.
 */
export function containerFormat(
  path: string,
  what: 'container' | 'revealed picture' = 'container',
): ContainerFormat {
  const ending = extname(path).toLowerCase();
  if (ending === '.png' || ending === '.webp') {
    return ending === '.png' ? 'png' : 'webp';
  }
  const why = what === 'container' ? REFUSED_ENDINGS[ending] : undefined;
  throw coded(
    new Error(
      `Expected a name ending in .png or .webp for the ${what} but received ${path}` +
        (why === undefined
          ? '; pictures are written without loss'
          : `: ${why}; PNG and WebP are written without loss`),
    ),
    'output-format',
    { path, what },
  );
}

const LOSSY = 'a lossy file destroys what was hidden';
const REFUSED_ENDINGS: Readonly<Record<string, string>> = {
  '.jpg': LOSSY,
  '.jpeg': LOSSY,
  '.jpe': LOSSY,
  '.jfif': LOSSY,
  '.avif': LOSSY,
  '.heic': LOSSY,
  '.heif': LOSSY,
  '.jxl': LOSSY,
  '.jp2': LOSSY,
  '.gif': 'a GIF has at most 256 colours, which destroys what was hidden',
  '.tif': 'TIFF is not written',
  '.tiff': 'TIFF is not written',
  '.bmp': 'BMP is not written',
};

/**
 * Encodes a picture without loss: `decodePicture` gives back the same samples, the same profile, and the same
 * opacities (no `alpha` where all are 255).
 *
 * @param image - the pixels.
 * @param options - the format, and what goes with the pixels.
 * @returns the bytes of a PNG file, or of a lossless WebP file.
 * @throws RangeError when `alpha` does not hold `width * height` samples, when `profile` is not an ICC
 *   profile for RGB samples, or when a WebP would have a side of more than 16383 pixels.
 */
export async function encodePicture(
  image: RgbImage,
  options: PictureExtras & { readonly format: ContainerFormat },
): Promise<Uint8Array> {
  const { width, height } = image;
  const { format, profile, alpha } = options;
  if (alpha !== undefined && alpha.length !== width * height) {
    throw new RangeError(
      `Expected ${width * height} opacities for a ${width}x${height} picture but received ${alpha.length}`,
    );
  }
  if (profile !== undefined && !isRgbProfile(profile)) {
    throw new RangeError('Expected an ICC profile for RGB samples but received another kind of data');
  }
  if (format === 'webp' && Math.max(width, height) > MAX_WEBP_SIDE) {
    throw new RangeError(
      `Expected sides of at most ${MAX_WEBP_SIDE} pixels for a WebP but received ${width}x${height}; use .png`,
    );
  }
  const samples = alpha === undefined ? image.data : interleave(image, alpha);
  const pipeline = sharp(samples, {
    raw: { width, height, channels: alpha === undefined ? 3 : 4 },
    limitInputPixels: false,
  });
  if (format === 'png') {
    const png = await pipeline.png({ compressionLevel: 6, adaptiveFiltering: true }).toBuffer();
    return profile === undefined
      ? new Uint8Array(png)
      : (await embedInPng(png, { profile }, NODE_ZLIB)).bytes;
  }
  // `exact` keeps the colours of fully transparent pixels, which WebP encoders clear otherwise.
  const webp = await pipeline.webp({ lossless: true, exact: true }).toBuffer();
  return profile === undefined
    ? new Uint8Array(webp)
    : embedInWebp(webp, { profile }, { width, height }).bytes;
}

function interleave(image: RgbImage, alpha: Uint8Array): Uint8Array {
  const samples = new Uint8Array(4 * alpha.length);
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++, from += 3, to += 4) {
    samples[to] = image.data[from]!;
    samples[to + 1] = image.data[from + 1]!;
    samples[to + 2] = image.data[from + 2]!;
    samples[to + 3] = alpha[pixel]!;
  }
  return samples;
}
