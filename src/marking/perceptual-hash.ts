/**
 * PDQ, the perceptual hash of Meta: 256 bits that stay nearly the same when a picture is encoded anew, resized or toned. "The TMK+PDQF
 * video-hashing algorithm and the PDQ image-hashing algorithm", 2019,
 * https://github.com/facebook/ThreatExchange/blob/main/hashing/hashing.pdf. It is written here because npm has no package of
 * it that runs in Node and browsers, as far as we found.
 *
 * Luma is blurred, reduced to 64x64, and transformed by a DCT, of which 16x16 frequencies are taken, those from 1 to 16 in each direction. A bit
 * says whether a frequency is above the median of all.
 */
import type { RgbImage } from '../image/rgb-image.ts';

/** Two hashes of one picture differ in at most about so many of the 256 bits, those of two pictures in about 128: Meta's recommendation. */
export const SAME_PICTURE_BITS = 31;

/** The side of the reduced picture, and of the square of frequencies. */
const REDUCED = 64;
const TAKEN = 16;

/** Larger pictures are reduced to this side first, as the reference does before it blurs. */
const WORKED_ON = 512;

/** Sides that the reference answers with a hash of zeros. */
const TOO_SMALL = 5;

/**
 * The hash of a picture.
 *
 * @param image - any size; a picture with a side of less than 5 pixels has only zeros. That of a flat picture says little.
 * @returns 64 digits of base 16, as the reference prints them: the highest bit first, which is frequency (16, 16).
 */
export function perceptualHash(image: RgbImage): string {
  return bitsOf(frequencies(image));
}

/**
 * The hashes of a picture as it is, mirrored, and each of them turned by quarters: eight, the first of the picture as it is.
 *
 * @param image - as for `perceptualHash`.
 */
export function orientedHashes(image: RgbImage): readonly string[] {
  const values = frequencies(image);
  return [false, true].flatMap((transposed) =>
    [0, 1, 2, 3].map((flips) => bitsOf(oriented(values, transposed, (flips & 1) !== 0, (flips & 2) !== 0))),
  );
}

/**
 * The number of bits in which two hashes differ, 0-256.
 *
 * @param a - from `perceptualHash`.
 * @param b - likewise.
 * @throws TypeError for a text that is no hash.
 */
export function hashDistance(a: string, b: string): number {
  for (const hash of [a, b]) {
    if (!isPerceptualHash(hash))
      throw new TypeError(`Expected a perceptual hash of 64 digits but received ${hash}`);
  }
  let bits = 0;
  for (let at = 0; at < a.length; at += 8) {
    let different = Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16);
    for (; different !== 0; different &= different - 1) bits++;
  }
  return bits;
}

/** Whether a text is a hash: 64 digits of base 16, in small letters. */
export function isPerceptualHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The 16x16 frequencies, row by row. */
function frequencies(image: RgbImage): Float64Array {
  const values = new Float64Array(TAKEN * TAKEN);
  if (Math.min(image.width, image.height) < TOO_SMALL) return values;
  const reduced = decimated(blurred(luma(image)));
  const rows = new Float64Array(TAKEN * REDUCED);
  for (let i = 0; i < TAKEN; i++) {
    for (let y = 0; y < REDUCED; y++) {
      const weight = DCT[i * REDUCED + y]!;
      for (let x = 0; x < REDUCED; x++) rows[i * REDUCED + x]! += weight * reduced[y * REDUCED + x]!;
    }
  }
  for (let i = 0; i < TAKEN; i++) {
    for (let j = 0; j < TAKEN; j++) {
      let sum = 0;
      for (let x = 0; x < REDUCED; x++) sum += rows[i * REDUCED + x]! * DCT[j * REDUCED + x]!;
      values[i * TAKEN + j] = sum;
    }
  }
  return values;
}

/** DCT-II without its scale, which no bit depends on: frequencies 1 to 16, a row each. */
const DCT = Float64Array.from({ length: TAKEN * REDUCED }, (_, index) => {
  const frequency = Math.floor(index / REDUCED) + 1;
  return Math.cos((Math.PI / REDUCED) * frequency * ((index % REDUCED) + 0.5));
});

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** Luma, 0.299 R + 0.587 G + 0.114 B; of longer sides than 512 pixels the means of 512 parts. */
function luma({ width, height, data }: RgbImage): Plane {
  const columns = Math.min(width, WORKED_ON);
  const rows = Math.min(height, WORKED_ON);
  const sums = new Float64Array(columns * rows);
  const counts = new Uint32Array(columns * rows);
  const column = Uint32Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
  for (let y = 0, from = 0; y < height; y++) {
    const row = columns * Math.floor((y * rows) / height);
    for (let x = 0; x < width; x++, from += 3) {
      const at = row + column[x]!;
      sums[at]! += 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
      counts[at]!++;
    }
  }
  return { width: columns, height: rows, data: sums.map((sum, at) => sum / counts[at]!) };
}

/** Two passes of means along rows and columns: a tent as wide as a pixel of the reduced picture (Jarosz, 2001). */
function blurred(plane: Plane): Plane {
  const { width, height } = plane;
  const result = { width, height, data: Float64Array.from(plane.data) };
  if (width === REDUCED && height === REDUCED) return result;
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) average(result.data, y * width, 1, width);
    for (let x = 0; x < width; x++) average(result.data, x, width, height);
  }
  return result;
}

/** Replaces a line of samples by the means of their surroundings, which end with the line. */
function average(data: Float64Array, start: number, stride: number, length: number): void {
  const window = Math.ceil(length / (2 * REDUCED));
  // A window of an even length reaches one sample further ahead than back.
  const ahead = Math.floor(window / 2);
  const back = window - 1 - ahead;
  const sums = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) sums[i + 1] = sums[i]! + data[start + i * stride]!;
  for (let i = 0; i < length; i++) {
    const from = Math.max(0, i - back);
    const to = Math.min(length, i + ahead + 1);
    data[start + i * stride] = (sums[to]! - sums[from]!) / (to - from);
  }
}

/** The samples next to the middles of 64x64 parts. */
function decimated({ width, height, data }: Plane): Float64Array {
  return Float64Array.from({ length: REDUCED * REDUCED }, (_, index) => {
    const y = Math.floor(((Math.floor(index / REDUCED) + 0.5) * height) / REDUCED);
    const x = Math.floor((((index % REDUCED) + 0.5) * width) / REDUCED);
    return data[y * width + x]!;
  });
}

/** A mirrored picture has odd frequencies of the other sign; a transposed one has rows for columns. */
function oriented(
  values: Float64Array,
  transposed: boolean,
  flipped: boolean,
  mirrored: boolean,
): Float64Array {
  return values.map((_, index) => {
    const [i, j] = [Math.floor(index / TAKEN), index % TAKEN];
    // Frequencies are counted from 1.
    const isOdd = (flipped && i % 2 === 0) !== (mirrored && j % 2 === 0);
    const value = values[transposed ? j * TAKEN + i : index]!;
    return isOdd ? -value : value;
  });
}

function bitsOf(values: Float64Array): string {
  // The lower of the two in the middle, as Torben's method gives it.
  const median = values.toSorted()[values.length / 2 - 1]!;
  let digits = '';
  for (let at = values.length - 4; at >= 0; at -= 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) digit |= values[at + bit]! > median ? 1 << bit : 0;
    digits += digit.toString(16);
  }
  return digits;
}
