/** RGB to the planes of a JPEG file, as libjpeg makes them: colours in integers (T.871, section 7), chroma by a box filter. */
import type { RgbImage } from '../rgb-image.ts';

export interface ColourPlane {
  /** Samples a row, those that fill up the last block included. */
  readonly stride: number;
  /** Rows of the picture. Blocks below the last one repeat it. */
  readonly height: number;
  /** 0-255. */
  readonly data: Uint8Array;
}

/** round(c * 2^16), as libjpeg has it; each row of the matrix sums to 1 or 0. */
const Y_OF_RED = 19595;
const Y_OF_GREEN = 38470;
const Y_OF_BLUE = 7471;
const CB_OF_RED = 11059;
const CB_OF_GREEN = 21709;
const CR_OF_GREEN = 27439;
const CR_OF_BLUE = 5329;
const HALF = 1 << 15;

/** 128 and a half, less than that by the least bit so that 255.5 is not reached. */
const CHROMA_OFFSET = (128 << 16) + HALF - 1;

/**
 * Y alone, or Y, Cb and Cr, at the picture's resolution. The last pixel of a row is repeated to the right.
 *
 * @param count - 1 or 3.
 * @param stride - samples a row of each plane, at least the picture's width.
 */
export function colourPlanes({ width, height, data }: RgbImage, count: 1 | 3, stride: number): ColourPlane[] {
  const [luma, blueness, redness] = Array.from({ length: count }, () => new Uint8Array(stride * height));
  for (let y = 0, from = 0; y < height; y++) {
    const row = y * stride;
    for (let at = row; at < row + width; at++, from += 3) {
      const [red, green, blue] = [data[from]!, data[from + 1]!, data[from + 2]!];
      luma![at] = (Y_OF_RED * red + Y_OF_GREEN * green + Y_OF_BLUE * blue + HALF) >> 16;
      if (!blueness || !redness) continue;
      blueness[at] = (-CB_OF_RED * red - CB_OF_GREEN * green + HALF * blue + CHROMA_OFFSET) >> 16;
      redness[at] = (HALF * red - CR_OF_GREEN * green - CR_OF_BLUE * blue + CHROMA_OFFSET) >> 16;
    }
    for (const plane of [luma, blueness, redness]) {
      plane?.fill(plane[row + width - 1]!, row + width, row + stride);
    }
  }
  return [luma, blueness, redness].flatMap((plane) => (plane ? [{ stride, height, data: plane }] : []));
}

/**
 * Means of squares of 2x2 samples: libjpeg's box filter, whose halves go down in even columns and up in odd ones. The last row is
 * repeated where its partner is missing.
 *
 * @param plane - of an even stride.
 */
export function halved({ stride, height, data }: ColourPlane): ColourPlane {
  const own = { stride: stride / 2, height: Math.ceil(height / 2) };
  const means = new Uint8Array(own.stride * own.height);
  for (let y = 0, at = 0; y < own.height; y++) {
    let above = 2 * y * stride;
    let below = Math.min(2 * y + 1, height - 1) * stride;
    for (let x = 0; x < own.stride; x++, above += 2, below += 2) {
      const sum = data[above]! + data[above + 1]! + data[below]! + data[below + 1]!;
      means[at++] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  return { ...own, data: means };
}
