/**
 * The filters of the Daubechies wavelet with eight vanishing moments: I. Daubechies, "Ten Lectures on Wavelets", SIAM 1992,
 * table 6.1, to the ten decimals that steganography has used since WOW (V. Holub, J. Fridrich, WIFS 2012).
 */

/** g, the high-pass decomposition filter. */
// biome-ignore format: four in a row.
export const HIGH_PASS = Float64Array.of(
  -0.0544158422,  0.3128715909, -0.6756307363,  0.5853546837,
   0.0158291053, -0.284015543,  -0.0004724846,  0.1287474266,
   0.017369301,  -0.0440882539, -0.0139810279,  0.008746094,
   0.004870353,  -0.0003917404, -0.0006754494, -0.0001174768,
);

export const TAPS = HIGH_PASS.length;

/** h, its low-pass partner by conjugate mirroring: h_n = (-1)^n g_(15 - n). */
export const LOW_PASS = HIGH_PASS.map((_, n) => (n % 2 === 0 ? 1 : -1) * HIGH_PASS[TAPS - 1 - n]!);
