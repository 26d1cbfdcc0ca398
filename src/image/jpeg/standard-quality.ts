/**
 * The quality that a quantisation table stands for: tables of ITU-T T.81, annex K, scaled as libjpeg's `jpeg_set_quality` scales
 * them, which nearly every encoder does.
 */

import { CHROMA_STEPS, LUMA_STEPS, scaledSteps } from './standard-tables.ts';

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
    for (const table of [LUMA_STEPS, CHROMA_STEPS]) {
      const distance = scaledSteps(table, quality).reduce(
        (sum, step, index) => sum + Math.abs(Math.log(quantisation[index]! / step)),
        0,
      );
      if (distance < least) [nearest, least] = [quality, distance];
    }
  }
  return nearest;
}
