/**
 * The quality that a quantisation table stands for: tables of ITU-T T.81, annex K, scaled as libjpeg's `jpeg_set_quality` scales
 * them, which nearly every encoder does.
 */

/** Tables K.1 (luma) and K.2 (chroma), natural order. */
// biome-ignore format: a block has eight columns.
const STANDARD_TABLES: readonly Uint8Array[] = [
  Uint8Array.of(
    16, 11, 10, 16,  24,  40,  51,  61,
    12, 12, 14, 19,  26,  58,  60,  55,
    14, 13, 16, 24,  40,  57,  69,  56,
    14, 17, 22, 29,  51,  87,  80,  62,
    18, 22, 37, 56,  68, 109, 103,  77,
    24, 35, 55, 64,  81, 104, 113,  92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103,  99,
  ),
  Uint8Array.of(
    17, 18, 24, 47, 99, 99, 99, 99,
    18, 21, 26, 66, 99, 99, 99, 99,
    24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99,
  ),
];

/**
 * The quality whose standard table, luma or chroma, is nearest: the least sum of absolute logarithms of ratios of steps.
 *
 * @param quantisation - 64 steps, natural order.
 * @returns 1-100; the highest of several that are as near. Exact for tables that libjpeg makes
 *   from 4 on; below, the steps for chroma are all 255.
 */
export function standardQuality(quantisation: Uint16Array): number {
  let [nearest, least] = [100, Number.POSITIVE_INFINITY];
  for (let quality = 100; quality >= 1; quality--) {
    for (const table of STANDARD_TABLES) {
      const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
      let distance = 0;
      for (const [index, step] of table.entries()) {
        const scaled = Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100)));
        distance += Math.abs(Math.log(quantisation[index]! / scaled));
      }
      if (distance < least) [nearest, least] = [quality, distance];
    }
  }
  return nearest;
}
