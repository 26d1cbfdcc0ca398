import type { ResizeKernel } from '../image/resize.ts';
import { resize } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import type { Rect } from '../image/tiles.ts';

/** Sides in pixels. */
export type Size = Pick<RgbImage, 'width' | 'height'>;

/**
 * The picture resized and resized back to its own size, with a Lanczos kernel both times. Between the two it is 8-bit, as a
 * file is.
 *
 * @param scale - factor for both sides, above 0; at least one pixel of each remains.
 */
export function resizeAndBack(image: RgbImage, scale: number): RgbImage {
  return resize(scaled(image, scale), image.width, image.height);
}

/**
 * The picture resized.
 *
 * @param scale - factor for both sides, above 0; at least one pixel of each remains.
 * @param kernel - Lanczos-3 by default.
 */
export function scaled(image: RgbImage, scale: number, kernel?: ResizeKernel): RgbImage {
  const side = (length: number): number => Math.max(1, Math.round(scale * length));
  return resize(image, side(image.width), side(image.height), kernel);
}

/**
 * The picture at most so many pixels wide, as sites show it: a narrower one stays as it is.
 *
 * @param width - pixels, at least 1; the height follows in proportion, at least one pixel.
 */
export function atMostWide(image: RgbImage, width: number): RgbImage {
  if (image.width <= width) return rgbImage(image.width, image.height, Uint8Array.from(image.data));
  return resize(image, width, Math.max(1, Math.round((image.height * width) / image.width)));
}

/**
 * The middle of a picture, in its proportions as nearly as whole pixels allow. If the pixels left out are odd in number, the
 * part lies one pixel nearer to the left or the top.
 *
 * @param area - part of the picture's area, above 0 and at most 1; at least one pixel of each side remains.
 */
export function centredPart(size: Size, area: number): Rect {
  return partAt(size, area, 0.5, 0.5);
}

/**
 * A part of a picture beside its middle, as somebody cuts it who wants to show something: in its proportions, with 35 % of the
 * columns left out to its left and half of the rows above it.
 *
 * @param area - part of the picture's area, above 0 and at most 1; at least one pixel of each side remains.
 */
export function offCentrePart(size: Size, area: number): Rect {
  return partAt(size, area, 0.35, 0.5);
}

function partAt({ width, height }: Size, area: number, left: number, above: number): Rect {
  const side = (length: number): number => Math.max(1, Math.round(Math.sqrt(area) * length));
  const [columns, rows] = [side(width), side(height)];
  return {
    x: Math.floor(left * (width - columns)),
    y: Math.floor(above * (height - rows)),
    width: columns,
    height: rows,
  };
}
