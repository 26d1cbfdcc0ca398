/**
 * JPEG covers for measurements: square crops of photos, compressed once. The photos should never have been JPEGs, or have been shrunk
 * since: a second compression leaves traces of its own.
 */
import sharp from 'sharp';
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../image/jpeg/read-jpeg.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { squareTiles } from '../audit/tiles.ts';

/** How colours are stored: at the size of luma, at half of it in each direction, or not at all. */
export const JPEG_COLOURS = ['4:4:4', '4:2:0', 'grey'] as const;

/** One of `JPEG_COLOURS`. */
export type JpegColours = (typeof JPEG_COLOURS)[number];

/** How to make covers. */
export interface JpegCoverOptions {
  /** Side of the crops, pixels: 256 by default. */
  readonly size?: number | undefined;
  /** Quality for libjpeg, 1-100: 75 by default. */
  readonly quality?: number | undefined;
  /** 4:2:0 by default. */
  readonly colours?: JpegColours | undefined;
  /** The most crops; all by default. */
  readonly most?: number | undefined;
}

/**
 * Covers from the crops of a photo that do not overlap, from the upper left, row by row.
 *
 * @returns baseline files with libjpeg's tables for the quality; none when the photo is smaller than a crop.
 */
export function jpegCovers(
  photo: RgbImage,
  { size = 256, quality, colours, most }: JpegCoverOptions = {},
): Promise<JpegFile[]> {
  return Promise.all(
    squareTiles(photo, size)
      .slice(0, most)
      .map(async (crop) => readJpeg(await encodeJpeg(crop, { quality, colours }))),
  );
}

/** A picture as a baseline JPEG of libjpeg-turbo. */
export async function encodeJpeg(
  { width, height, data }: RgbImage,
  { quality = 75, colours = '4:2:0' }: Pick<JpegCoverOptions, 'quality' | 'colours'> = {},
): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  const coloured = colours === 'grey' ? picture.toColourspace('b-w') : picture;
  const chromaSubsampling = colours === 'grey' ? '4:4:4' : colours;
  return new Uint8Array(await coloured.jpeg({ quality, chromaSubsampling }).toBuffer());
}
