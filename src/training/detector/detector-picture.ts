/**
 * What detectors look at: RGB pictures of 8 bits, or planes of real numbers such as a JPEG decodes to before rounding.
 */

import type { Rect } from '../../image/tiles.ts';

/** A picture of any number of planes. */
export interface DetectorPicture {
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** As many samples for each pixel as there are planes, about 0-255: all of the first pixel, all of the second, and so on. */
  readonly data: Uint8Array | Float32Array;
}

/** The first sample of a part of a picture, and the strides to the next column and row. */
export interface Place {
  readonly first: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/** Number of planes, 3 for RGB. */
export function planeCount({ width, height, data }: DetectorPicture): number {
  return data.length / (width * height);
}

/**
 * Writes the planes of a part of a picture, divided by 255: [planes, height, width].
 *
 * @param start - where they begin in `target`.
 */
export function writePlanes(
  picture: DetectorPicture,
  { width, height }: Pick<Rect, 'width' | 'height'>,
  { first, columnStep, rowStep }: Place,
  target: Float32Array,
  start: number,
): void {
  const { data } = picture;
  const planes = planeCount(picture);
  let to = start;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < height; row++) {
      let from = first + plane + row * rowStep;
      for (let column = 0; column < width; column++) {
        target[to] = data[from]! / 255;
        from += columnStep;
        to += 1;
      }
    }
  }
}

/** The planes of a part of a picture, divided by 255: [planes, height, width]. */
export function partPlanes(picture: DetectorPicture, { x, y, width, height }: Rect): Float32Array {
  const columnStep = planeCount(picture);
  const rowStep = columnStep * picture.width;
  const planes = new Float32Array(columnStep * width * height);
  const place = { first: x * columnStep + y * rowStep, columnStep, rowStep };
  writePlanes(picture, { width, height }, place, planes, 0);
  return planes;
}
