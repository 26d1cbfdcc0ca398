/**
 * Encodes pictures to be shown to others: JPEG, WebP, AVIF and PNG, with the metadata of the file that they came from. Nothing that was
 * hidden pixel by pixel survives here; `encodePicture` is for that.
 */
import { extname } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { coded } from '../errors/coded.ts';
import { isRgbProfile } from './color-profile.ts';
import { encodePicture } from './encode.node.ts';
import { embedInJpeg, embedInPng, embedInWebp, leftOfWebp } from './metadata/embed-metadata.ts';
import type { PictureMetadata } from './metadata/picture-metadata.ts';
import type { PictureExtras } from './picture-extras.ts';
import type { RgbImage } from './rgb-image.ts';
import { NODE_ZLIB } from './zlib.node.ts';

/** The formats of published pictures. */
export type PublishedFormat = 'jpeg' | 'webp' | 'avif' | 'png';

/**
 * The quality of each format where none is asked for, each by its encoder's own scale of 1-100. On photographs WebP 95 and AVIF 85 come
 * within a decibel of JPEG 92 (kodim23: 42.6, 42.0 and 42.2 dB). PNG loses nothing.
 */
export const PUBLISHED_QUALITY: Readonly<Record<Exclude<PublishedFormat, 'png'>, number>> = {
  jpeg: 92,
  webp: 95,
  avif: 85,
};

/** Pixels a side. libjpeg: JPEG_MAX_DIMENSION; libwebp: WEBP_MAX_DIMENSION; libvips: its limit for HEIF. */
const MAX_SIDES: Readonly<Record<Exclude<PublishedFormat, 'png'>, number>> = {
  jpeg: 65500,
  webp: 16383,
  avif: 16384,
};

const NAMES: Readonly<Record<PublishedFormat, string>> = {
  jpeg: 'JPEG',
  webp: 'WebP',
  avif: 'AVIF',
  png: 'PNG',
};

const ENDINGS: Readonly<Record<string, PublishedFormat>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
  '.png': 'png',
};

/**
 * The format that a file's name asks for.
 *
 * @param path - a name that ends in `.jpg`, `.jpeg`, `.webp`, `.avif` or `.png`, in any case.
 * @throws Error for any other ending (`output-format`).
 */
export function publishedFormat(path: string): PublishedFormat {
  const format = ENDINGS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw coded(
    new Error(`Expected a name ending in .jpg, .webp, .avif or .png for the picture but received ${path}`),
    'output-format',
    { path },
  );
}

/** How a picture is published. */
export interface PublishOptions extends PictureExtras {
  /** The format of the file. */
  readonly format: PublishedFormat;
  /** A whole number, 1-100, by the scale of the format's encoder; `PUBLISHED_QUALITY` by default. Of no use for PNG. */
  readonly quality?: number | undefined;
  /** What `readMetadata` read from the file that the picture came from; none by default. */
  readonly metadata?: PictureMetadata | undefined;
}

/** A picture file to publish. */
export interface PublishedPicture {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** The quality that it was encoded with; undefined where nothing was lost. */
  readonly quality?: number;
  /** What was left out, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Encodes a picture and attaches its profile and metadata. Pixels are not converted to the profile. JPEG and AVIF have chroma in full
 * resolution (4:4:4), lossy WebP at half the width and height. In AVIF the EXIF block is written anew by libexif; elsewhere it is, byte by
 * byte, that of the metadata.
 *
 * @param image - the pixels, upright.
 * @throws RangeError for a quality that is none, `alpha` of another size, a profile that is not for RGB samples, or sides that are too
 *   long for the format.
 */
export async function encodePublished(image: RgbImage, options: PublishOptions): Promise<PublishedPicture> {
  const { format, metadata, profile, alpha } = options;
  assertOptions(image, options);
  const warnings = [...(metadata?.warnings ?? [])];
  if (format === 'png') {
    const png = await encodePicture(image, { format, ...(alpha && { alpha }) });
    return { bytes: (await embedInPng(png, { metadata, profile }, NODE_ZLIB)).bytes, warnings };
  }
  const quality = options.quality ?? PUBLISHED_QUALITY[format];
  if (format === 'jpeg' && alpha !== undefined) warnings.push('The transparency was dropped: JPEG has none');
  const { bytes, left } = await ENCODERS[format](image, { ...options, quality });
  if (left.length > 0)
    warnings.push(`Left out of the metadata: ${left.join(' and ')}, for which ${NAMES[format]} has no place`);
  return { bytes, quality, warnings };
}

type Encoder = (
  image: RgbImage,
  options: PublishOptions & { readonly quality: number },
) => Promise<{ readonly bytes: Uint8Array; readonly left: readonly string[] }>;

const ENCODERS: Readonly<Record<Exclude<PublishedFormat, 'png'>, Encoder>> = {
  async jpeg(image, { quality, ...embedded }) {
    const jpeg = await raw(image).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    return embedInJpeg(jpeg, embedded);
  },
  async webp(image, { quality, alpha, ...embedded }) {
    // Sharp chroma: RGB is averaged in linear light where colours meet. Colours of transparent pixels are kept.
    const webp = await raw(image, alpha).webp({ quality, smartSubsample: true, exact: true }).toBuffer();
    return embedInWebp(webp, embedded, image);
  },
  async avif(image, { quality, alpha, metadata, profile }) {
    // A PNG file carries profile and metadata into the encoder, which attaches what the pipeline has not used.
    const { exif, xmp, photoshop, texts = [] } = metadata ?? {};
    const png = await raw(image, alpha).png({ compressionLevel: 0 }).toBuffer();
    const kept = { ...(exif && { exif }), ...(xmp && { xmp }), texts: [] };
    const carrier = (await embedInPng(png, { metadata: kept, profile }, NODE_ZLIB)).bytes;
    const pipeline = sharp(carrier, { ignoreIcc: true, limitInputPixels: false });
    // One by one: libvips would make EXIF where there is none.
    if (exif) pipeline.keepExif();
    if (xmp) pipeline.keepXmp();
    if (profile) pipeline.keepIccProfile();
    const bytes = await pipeline.avif({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    return { bytes, left: leftOfWebp(photoshop, texts) };
  },
};

function raw({ width, height, data }: RgbImage, alpha?: Uint8Array): Sharp {
  const raw = { width, height };
  const pixels = sharp(data, { raw: { ...raw, channels: 3 }, limitInputPixels: false });
  return alpha === undefined
    ? pixels
    : pixels.joinChannel(Buffer.from(alpha), { raw: { ...raw, channels: 1 } });
}

function assertOptions(
  { width, height }: RgbImage,
  { format, quality, alpha, profile }: PublishOptions,
): void {
  if (quality !== undefined && !(Number.isInteger(quality) && quality >= 1 && quality <= 100)) {
    throw coded(
      new RangeError(`Expected a whole number of 1 to 100 for quality but received ${quality}`),
      'bad-option',
      { option: 'quality', expected: 'a whole number of 1 to 100', received: quality },
    );
  }
  if (alpha !== undefined && alpha.length !== width * height) {
    throw new RangeError(
      `Expected ${width * height} opacities for a ${width}x${height} picture but received ${alpha.length}`,
    );
  }
  if (profile !== undefined && !isRgbProfile(profile)) {
    throw new RangeError('Expected an ICC profile for RGB samples but received another kind of data');
  }
  if (format === 'png' || Math.max(width, height) <= MAX_SIDES[format]) return;
  throw new RangeError(
    `Expected sides of at most ${MAX_SIDES[format]} pixels for ${NAMES[format]} but received ${width}x${height}; use .png`,
  );
}
