import { resize } from '../image/resize.ts';
import type { RgbImage } from '../image/rgb-image.ts';
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
  const side = (length: number): number => Math.max(1, Math.round(scale * length));
  return resize(resize(image, side(image.width), side(image.height)), image.width, image.height);
}

/**
 * The middle of a picture, in its proportions as nearly as whole pixels allow. If the pixels left out are odd in number, the
 * part lies one pixel nearer to the left or the top.
 *
 * @param area - part of the picture's area, above 0 and at most 1; at least one pixel of each side remains.
 */
export function centredPart({ width, height }: Size, area: number): Rect {
  const side = (length: number): number => Math.max(1, Math.round(Math.sqrt(area) * length));
  const [columns, rows] = [side(width), side(height)];
  return {
    x: Math.floor((width - columns) / 2),
    y: Math.floor((height - rows) / 2),
    width: columns,
    height: rows,
  };
}
