/**
 * A PSNR for people: two decimals, or a word if nothing differs.
 *
 * @param psnr - dB, or `Infinity`.
 */
export function decibels(psnr: number): string {
  return psnr === Number.POSITIVE_INFINITY ? 'exact' : psnr.toFixed(2);
}

/** The same with its unit. */
export function withDecibels(psnr: number): string {
  return psnr === Number.POSITIVE_INFINITY ? 'exact' : `${psnr.toFixed(2)} dB`;
}

/** The PSNRs of cover and secret, such as `40.63 / 39.29 dB`. */
export function bothDecibels(cover: number, secret: number): string {
  return secret === Number.POSITIVE_INFINITY
    ? `${withDecibels(cover)} / exact`
    : `${decibels(cover)} / ${withDecibels(secret)}`;
}
