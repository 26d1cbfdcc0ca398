/**
 * How much of a JPEG Jsteg has written to: T. Zhang, X. Ping, "A fast and effective steganalytic technique against JSteg-like algorithms",
 * ACM SAC 2003, https://doi.org/10.1145/952532.952595
 *
 * Coefficients of a photo are spread symmetrically, h(-k) = h(k). Jsteg exchanges 2k and 2k+1 and leaves 0 and 1 alone, so it
 * evens out pairs that are not each other's mirror. With
 *
 *     f0 = h(2) + h(4) + ... + h(-1) + h(-3) + ...      f1 = h(3) + h(5) + ... + h(-2) + h(-4) + ...
 *
 * symmetry says f0 - f1 = h(1) before, and (1 - share) h(1) after.
 */
import type { JpegComponent } from '../../image/jpeg/jpeg-file.ts';

/**
 * The estimated share of coefficients that carry a message in their lowest bit. Clean camera files reach from -0.12 to 0.14.
 *
 * @param component - usually the first, brightness.
 * @returns about 0 to 1; NaN where no coefficient is 1.
 */
export function jstegShare(component: Pick<JpegComponent, 'coefficients'>): number {
  const { coefficients } = component;
  let difference = 0;
  let ones = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const value = coefficients[i]!;
    if ((i & 63) === 0 || value === 0) continue;
    if (value === 1) ones++;
    else difference += value > 0 === ((value & 1) === 0) ? 1 : -1;
  }
  return ones === 0 ? Number.NaN : 1 - difference / ones;
}

/** Above this a file is called suspicious: 0.14 is the most of 28 clean camera files. */
export const JSTEG_THRESHOLD = 0.25;
