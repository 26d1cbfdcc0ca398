/**
 * Quarter turns of a picture: exact, and each the inverse of the other.
 *
 * EXIF orientation is not handled here: `decodePicture` applies it, so that an `RgbImage` is always upright.
 */

import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** A picture turned by 90 degrees to the right: its left column, read upwards, becomes the top row. */
export function rotateClockwise(image: RgbImage): RgbImage {
  const { width, height } = image;
  // Pixel (x, y) of the turned picture, which is `height` wide, was at (y, height - 1 - x).
  return gather(image, 3 * width * (height - 1), -3 * width, 3);
}

/** A picture turned by 90 degrees to the left: its right column, read downwards, becomes the top row. */
export function rotateCounterclockwise(image: RgbImage): RgbImage {
  const { width } = image;
  // Pixel (x, y) of the turned picture was at (width - 1 - y, x).
  return gather(image, 3 * (width - 1), 3 * width, -3);
}

/** A picture of swapped sides whose samples are read from `start`, with the given strides a column and a row. */
function gather(image: RgbImage, start: number, columnStride: number, rowStride: number): RgbImage {
  const turned = rgbImage(image.height, image.width);
  const source = image.data;
  const { width, height, data } = turned;
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = start + y * rowStride;
    for (let x = 0; x < width; x++, from += columnStride, to += 3) {
      data[to] = source[from]!;
      data[to + 1] = source[from + 1]!;
      data[to + 2] = source[from + 2]!;
    }
  }
  return turned;
}
