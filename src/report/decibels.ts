/**
 * A PSNR for people: two decimals, and a word where nothing differs.
 *
 * @param psnr - dB, or `Infinity`.
 */
export function decibels(psnr: number): string {
  return psnr === Number.POSITIVE_INFINITY ? 'exact' : psnr.toFixed(2);
}
