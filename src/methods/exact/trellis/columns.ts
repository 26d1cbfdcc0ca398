/**
 * The columns of the parity-check matrix of syndrome-trellis codes (T. Filler, J. Judas, J. Fridrich, "Minimizing additive
 * distortion in steganography using syndrome-trellis codes", IEEE TIFS 2011, https://doi.org/10.1109/TIFS.2011.2134094,
 * section IV): pseudo-random, from seeds found by trial (`bench/trellis-columns.bench.ts`). Written down in docs/format.md.
 */

/** Least and greatest constraint height: each further row makes codes better and coding twice as slow. */
export const TRELLIS_HEIGHTS = { least: 6, greatest: 12 } as const;

/** The columns of a code's blocks, by their width. */
export type TrellisColumns = (width: number, height: number) => Uint16Array;

/** Seeds of the widths 1 to 8, for each height from 6 on. */
const SEEDS: readonly (readonly number[])[] = [
  [13, 179, 2, 30, 50, 200, 205, 68],
  [0, 182, 157, 173, 153, 267, 22, 219],
  [45, 283, 129, 215, 20, 172, 26, 284],
  [167, 105, 137, 288, 3, 124, 277, 70],
  [26, 133, 86, 263, 205, 266, 247, 108],
  [262, 85, 135, 292, 7, 104, 296, 182],
  [267, 71, 237, 9, 120, 266, 90, 174],
];

/**
 * The submatrix of a block. Bits 0 and height - 1 of every column are set; the first 2^(height - 2) columns differ, and then they
 * come again in the same order.
 *
 * Candidate i, from 0 on, is the highest `height` bits of the 32-bit number m((65,536 width + seed + i) mod 2^32), with those two
 * bits set; m is the finaliser of MurmurHash3 (A. Appleby, fmix32) and the seed is 0 for widths above 8. Candidates that are columns
 * already are left out.
 *
 * @param width - columns, at least 1.
 * @param height - rows, 6 to 12.
 * @param seed - the format's unless trials are made.
 * @returns a number for each column; bit 0 is its first row.
 * @throws RangeError for another width or height.
 */
export function trellisColumns(
  width: number,
  height: number,
  seed = SEEDS[height - TRELLIS_HEIGHTS.least]?.[width - 1] ?? 0,
): Uint16Array<ArrayBuffer> {
  checkHeight(height);
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(`Expected at least 1 column for the width but received ${width}`);
  }
  const outer = 1 | (1 << (height - 1));
  const different = 1 << (height - 2);
  const known = new Uint8Array(1 << height);
  const columns = new Uint16Array(width);
  for (let count = 0, counter = (width << 16) + seed; count < Math.min(width, different); counter++) {
    const column = (finalise(counter) >>> (32 - height)) | outer;
    if (known[column] === 1) continue;
    known[column] = 1;
    columns[count++] = column;
  }
  for (let at = different; at < width; at++) columns[at] = columns[at - different]!;
  return columns;
}

/** @throws RangeError unless the height is a whole number from 6 to 12. */
export function checkHeight(height: number): void {
  const { least, greatest } = TRELLIS_HEIGHTS;
  if (!Number.isInteger(height) || height < least || height > greatest) {
    throw new RangeError(
      `Expected a whole number from ${least} to ${greatest} for the height but received ${height}`,
    );
  }
}

function finalise(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
