/**
 * Quarter turns of a picture: exact, and each the inverse of the other.
 *
 * EXIF orientation is not handled here: `decodePicture` applies it, so that an `RgbImage` is always upright.
 */

import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** Samples that stand upright. */
export interface UprightSamples {
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Interleaved, as they were given. */
  readonly data: Uint8Array;
}

/**
 * Samples as an orientation of EXIF wants them shown.
 *
 * @param samples - interleaved, `channels` for each pixel; stay as they are.
 * @param orientation - 1 to 8: EXIF 2.32, 4.6.4.
 * @returns the samples, and their size: sides are swapped from 5 on.
 */
export function uprightSamples(
  samples: Uint8Array,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
  orientation: number,
): UprightSamples {
  const isSwapped = orientation >= 5;
  const [newWidth, newHeight] = isSwapped ? [height, width] : [width, height];
  // Where the column and the row of the turned picture are counted from the far side.
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBottom = [3, 4, 6, 7].includes(orientation);
  const data = new Uint8Array(samples.length);
  for (let y = 0, to = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++) {
      const [across, down] = isSwapped ? [y, x] : [x, y];
      const column = fromRight ? width - 1 - across : across;
      const row = fromBottom ? height - 1 - down : down;
      const from = channels * (row * width + column);
      for (let channel = 0; channel < channels; channel++) data[to++] = samples[from + channel]!;
    }
  }
  return { width: newWidth, height: newHeight, data };
}

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
