/** Decodes picture files to 8-bit RGB. The rules are those of docs/pictures.md. */

import { readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata } from 'sharp';
import { coded } from '../errors/coded.ts';
import { isRgbProfile } from './color-profile.ts';
import { repairScanHeader } from './jpeg-scan-header.ts';
import { mediaType, type PictureFormat, pictureFormat } from './media-type.ts';
import { otherPictureFormat } from './other-formats.ts';
import { inspectPng } from './png/inspect-png.ts';
import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** The most pixels a picture may have: 16383 x 16383, which is also the largest WebP. */
export const MAX_PIXELS = 16383 * 16383;

/** The largest file to read, in bytes. */
export const MAX_FILE_BYTES = 2 ** 30;

/** A picture as it was decoded, with what a container can carry over unchanged. */
export interface DecodedPicture {
  /** The upright pixels. */
  readonly image: RgbImage;
  /** The format of the file, by its content. */
  readonly format: PictureFormat;
  /** The embedded ICC profile, for RGB samples; the pixel values are as stored, not converted by it. */
  readonly profile?: Uint8Array;
  /** `width * height` opacities, 0-255, straight; only where some pixel is not fully opaque. */
  readonly alpha?: Uint8Array;
  /** One sentence for each kind of information that was dropped or changed; empty for a plain 8-bit picture. */
  readonly warnings: readonly string[];
}

/**
 * Reads a picture file.
 *
 * @param path - a PNG, JPEG, WebP, AVIF, TIFF or GIF file; its name ending does not matter.
 * @throws Error when there is no such file, when it cannot be read, and as `decodePicture` does. The message
 *   is one sentence that names the file.
 */
export async function readPicture(path: string): Promise<DecodedPicture> {
  return decodePicture(await readPictureFile(path), path);
}

/**
 * Decodes a picture.
 *
 * - Pixel values are kept: an embedded RGB profile is returned, never applied.
 * - EXIF orientation is applied to the pixels (and to the alpha channel).
 * - Alpha is returned apart; the colours under it stay as stored (straight, not premultiplied, not
 *   flattened).
 * - More than 8 bits a sample are rounded to 8, `round(v * 255 / 65535)`, with a warning.
 * - Grey becomes RGB with three equal samples; CMYK and Lab are converted to sRGB with a warning.
 * - The first frame of an animation, or the first of several pages, is taken, with a warning.
 *
 * @param bytes - a whole PNG, JPEG, WebP, AVIF, TIFF or GIF file.
 * @param name - its name in messages.
 * @throws Error when the content is none of these formats, is damaged or cut short, has samples that are
 *   neither 8 nor 16 bits wide, or has more than `MAX_PIXELS` pixels.
 */
export async function decodePicture(bytes: Uint8Array, name: string): Promise<DecodedPicture> {
  if (bytes.length === 0) {
    throw coded(new Error(`${EXPECTED} but received ${name} (an empty file)`), 'not-a-picture', {
      file: name,
    });
  }
  const type = mediaType(bytes);
  const format = pictureFormat(type);
  if (format === undefined) {
    throw notRead(bytes, name, type);
  }
  const warnings: string[] = [];
  if (format === 'png') {
    const png = inspectPng(bytes);
    if (!png.complete) {
      throw damaged(name, 'the end of the PNG is missing');
    }
    if (png.animated) {
      warnings.push(`${name} is animated; only its still picture was used.`);
    }
  }

  const metadata = await describe(bytes, name);
  const pixels = metadata.width * metadata.height;
  if (pixels > MAX_PIXELS) {
    throw coded(
      new Error(
        `Expected a picture of at most ${count(MAX_PIXELS)} pixels but received ${name} with ` +
          `${metadata.width}x${metadata.height} = ${count(pixels)}`,
      ),
      'picture-too-large',
      { file: name },
    );
  }
  const wide = metadata.depth === 'ushort';
  const converted = CONVERTED_SPACES.get(metadata.space);
  if (!converted && !((wide || metadata.depth === 'uchar') && KEPT_SPACES.has(metadata.space))) {
    throw coded(
      new Error(
        `Expected a grey, RGB, CMYK or Lab picture with 8 or 16 bits a sample but received ${name} ` +
          `(${metadata.space}, samples of type ${metadata.depth})`,
      ),
      'unsupported-picture',
    );
  }

  if ((metadata.pages ?? 1) > 1) {
    warnings.push(`${name} holds ${metadata.pages} pictures (frames or pages); only the first was used.`);
  }
  if (converted) {
    warnings.push(`${name} is in ${converted}; its colours were converted to sRGB.`);
  } else if (wide) {
    warnings.push(`${name} has more than 8 bits a sample; they were rounded to 8.`);
  }
  if (metadata.gainMap) {
    warnings.push(`${name} has a gain map for bright screens; it was dropped.`);
  }
  const profile = metadata.icc;
  const keepsProfile = profile !== undefined && !converted && isRgbProfile(profile);
  if (profile !== undefined && !converted && !keepsProfile) {
    warnings.push(`${name} has a colour profile that is not a sound one for RGB samples; it was dropped.`);
  }

  const raw = await decodeSamples(bytes, name, format, { wide: wide && !converted, convert: !!converted });
  const { image, alpha } = separate(raw, metadata.hasAlpha);
  if (raw.channels > (metadata.hasAlpha ? 4 : 3)) {
    warnings.push(`${name} has more channels than red, green, blue and alpha; the others were dropped.`);
  }
  return {
    image,
    format,
    ...(keepsProfile ? { profile: new Uint8Array(profile) } : {}),
    ...(alpha ? { alpha } : {}),
    warnings,
  };
}

const EXPECTED = 'Expected a PNG, JPEG, WebP, AVIF, TIFF or GIF picture';

const KEPT_SPACES: ReadonlySet<string> = new Set(['srgb', 'rgb', 'rgb16', 'b-w', 'grey16']);

const CONVERTED_SPACES: ReadonlyMap<string, string> = new Map([
  ['cmyk', 'CMYK'],
  ['lab', 'CIE L*a*b*'],
  ['labs', 'CIE L*a*b*'],
]);

/** libvips refuses these outright, while the picture itself is sound: see jpeg-scan-header.ts. */
const SCAN_HEADER_FAULT = 'Invalid SOS parameters for sequential JPEG';

interface RawSamples {
  readonly samples: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/**
 * The bytes of a picture file, not yet decoded.
 *
 * @param path - any file of at most `MAX_FILE_BYTES`.
 * @throws Error when there is no such file, or it cannot be read or is too large; one sentence that names the file.
 */
export async function readPictureFile(path: string): Promise<Uint8Array> {
  // Checked before it is opened, because opening a pipe would wait for a writer.
  const stats = await stat(path).catch((error) => {
    throw unreadable(path, error);
  });
  if (!stats.isFile()) {
    const what = stats.isDirectory() ? 'a folder' : 'not a file';
    throw coded(new Error(`${EXPECTED} but received ${path} (${what})`), 'file-unreadable', { file: path });
  }
  if (stats.size > MAX_FILE_BYTES) {
    throw coded(
      new Error(
        `Expected a picture file of at most ${count(MAX_FILE_BYTES)} bytes but received ${path} with ` +
          `${count(stats.size)}`,
      ),
      'file-too-large',
      { file: path },
    );
  }
  return readFile(path).catch((error) => {
    throw unreadable(path, error);
  });
}

function unreadable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOENT: 'which does not exist',
    ENOTDIR: 'which does not exist',
    EACCES: 'which may not be read',
    EPERM: 'which may not be read',
  };
  return coded(
    new Error(`${EXPECTED} but received ${path} (${reasons[code ?? ''] ?? message})`, { cause: error }),
    code === 'ENOENT' || code === 'ENOTDIR' ? 'file-missing' : 'file-unreadable',
    { file: path },
  );
}

async function describe(bytes: Uint8Array, name: string): Promise<Metadata> {
  try {
    // The caller checks the limit, because it can report the numbers.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw damaged(name, reason(error), error);
  }
}

async function decodeSamples(
  bytes: Uint8Array,
  name: string,
  format: PictureFormat,
  { wide, convert }: { wide: boolean; convert: boolean },
): Promise<RawSamples> {
  // Without `ignoreIcc` sharp converts every pixel through an embedded profile. A CMYK or Lab picture has to
  // be converted, and there its own profile is the right way.
  const options = {
    failOn: 'warning',
    autoOrient: true,
    ignoreIcc: !convert,
    limitInputPixels: MAX_PIXELS,
  } as const;
  const decode = (file: Uint8Array) =>
    sharp(file, options)
      .toColourspace(wide ? 'rgb16' : 'srgb')
      .raw({ depth: wide ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
  let decoded: Awaited<ReturnType<typeof decode>>;
  try {
    decoded = await decode(bytes).catch((error: Error) => {
      const repaired =
        format === 'jpeg' && error.message.includes(SCAN_HEADER_FAULT) ? repairScanHeader(bytes) : undefined;
      if (repaired === undefined) {
        throw error;
      }
      return decode(repaired);
    });
  } catch (error) {
    throw damaged(name, reason(error), error);
  }
  const { data, info } = decoded;
  const samples = wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return { samples, width: info.width, height: info.height, channels: info.channels };
}

/** Colours and opacity apart, at 8 bits, in separate memory (which can be transferred to a worker). */
function separate(raw: RawSamples, hasAlpha: boolean): { image: RgbImage; alpha?: Uint8Array } {
  const { samples, width, height, channels } = raw;
  const image = rgbImage(width, height);
  const { data } = image;
  const wide = samples instanceof Uint16Array;
  // 65535 = 257 * 255, and 257 is odd, so that no value lies half-way: floor((v + 128) / 257) rounds v / 257.
  const narrow = (value: number) => (wide ? Math.floor((value + 128) / 257) : value);
  const grey = channels < 3;
  if (!wide && channels === 3) {
    data.set(samples);
    return { image };
  }
  for (let from = 0, to = 0; to < data.length; from += channels, to += 3) {
    data[to] = narrow(samples[from]!);
    data[to + 1] = narrow(samples[grey ? from : from + 1]!);
    data[to + 2] = narrow(samples[grey ? from : from + 2]!);
  }
  if (!hasAlpha) {
    return { image };
  }
  const alpha = new Uint8Array(width * height);
  let opaque = true;
  for (let pixel = 0, from = grey ? 1 : 3; pixel < alpha.length; pixel++, from += channels) {
    const opacity = narrow(samples[from]!);
    alpha[pixel] = opacity;
    opaque &&= opacity === 255;
  }
  return opaque ? { image } : { image, alpha };
}

/** The message for content that is no picture, or has a format that is not read. */
function notRead(bytes: Uint8Array, file: string, type: string): Error {
  const other = otherPictureFormat(bytes);
  if (other === undefined) {
    return coded(new Error(`${EXPECTED} but received ${file} (${type})`), 'not-a-picture', { file, type });
  }
  const { format, title, exportAs } = other;
  return coded(
    new Error(`${EXPECTED} but received ${file} (${title}); export it as ${exportAs}`),
    'unsupported-picture',
    { file, format },
  );
}

function damaged(name: string, why: string, cause?: unknown): Error {
  return coded(
    new Error(`${name} is damaged or cut short: ${why}`, cause === undefined ? {} : { cause }),
    'damaged-picture',
    { file: name },
  );
}

/** The last line of a libvips message is the cause; the lines before it list the attempts. */
function reason(error: unknown): string {
  const lines = (error as Error).message.split('\n').map((line) => line.trim());
  const last = lines.filter((line) => line !== '').at(-1) ?? '';
  // These two say nothing about the picture.
  if (/^(|Input buffer contains unsupported image format|Warning treated as error.*)$/.test(last)) {
    return 'it cannot be decoded';
  }
  return last.replace('Input buffer has corrupt header: ', '').replace(/\.$/, '');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
