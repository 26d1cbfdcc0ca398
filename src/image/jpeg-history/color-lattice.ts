/**
 * The colours that a JPEG decoder can give. It computes red, green and blue from whole YCbCr values, so that only about a
 * quarter of all colours occur, and a sample that was changed afterwards mostly gives one that does not. The differences
 * red - green and blue - green depend on Cb and Cr alone, whatever the brightness.
 *
 * Conversion: ITU-T T.871 (JFIF), section 7.
 */

/** Differences of two samples, -255 to 255. */
const DIFFERENCES = 511;

/**
 * The distance from one half within which decoders may round a value either way: the last digits of their constants differ, by up to
 * 0.02 in green.
 */
const TIE = 0.03;

let lattice: Uint8Array | undefined;

/** 1 where red - green and blue - green, each plus 255, belong to some Cb and Cr. */
function latticeTable(): Uint8Array {
  if (lattice !== undefined) return lattice;
  const table = new Uint8Array(DIFFERENCES * DIFFERENCES);
  for (let cb = -128; cb < 128; cb++) {
    for (let cr = -128; cr < 128; cr++) {
      for (const red of roundings(1.402 * cr)) {
        for (const blue of roundings(1.772 * cb)) {
          for (const green of roundings(-0.344136 * cb - 0.714136 * cr)) {
            const [first, second] = [red - green + 255, blue - green + 255];
            if (Math.min(first, second) >= 0 && Math.max(first, second) < DIFFERENCES)
              table[first * DIFFERENCES + second] = 1;
          }
        }
      }
    }
  }
  lattice = table;
  return table;
}

function roundings(value: number): readonly number[] {
  const [low, high] = [Math.round(value - TIE), Math.round(value + TIE)];
  return low === high ? [low] : [low, high];
}

/**
 * The place of a colour among all differences of colours.
 *
 * @param red, green, blue - samples, 0-255.
 * @returns a whole number below 511 * 511, the same for colours that differ in brightness only.
 */
export function colorPlace(red: number, green: number, blue: number): number {
  return (red - green + 255) * DIFFERENCES + blue - green + 255;
}

/** Number of places. */
export const COLOR_PLACES = DIFFERENCES * DIFFERENCES;

/** The place of greys, which always lie on the lattice and so say nothing. */
export const GREY_PLACE = colorPlace(0, 0, 0);

/**
 * Tells for each place whether a JPEG decoder gives such colours. Samples of 0 and 255 may have been clipped and must not be tested.
 *
 * @returns `COLOR_PLACES` values, 1 or 0; not to be changed.
 */
export function decodedColors(): Uint8Array {
  return latticeTable();
}

/**
 * Brightness, 0-255, as the decoder had it: each of its colours is rounded by at most one half and the weights sum to 1, so that rounding
 * the weighted sum gives back the whole Y whatever happened to Cb and Cr (subsampling included).
 */
export function wholeLuma(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
}
