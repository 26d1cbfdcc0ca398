/** The forward DCT by its definition: ITU-T T.81, A.3.3, in double precision. */
import { cosineBasis } from '../block-transform.ts';

/** Row u holds the cosine of frequency u, scaled so that the two-dimensional transform is that of the standard. */
const BASIS = cosineBasis(8);

/**
 * Frequencies 0 and 4 have cosines of one magnitude, sqrt(1/8), so that these four coefficients are sums of whole eighths. They alone
 * can lie in the middle between two multiples of a step.
 */
export const RATIONAL_MODES = Uint8Array.of(0, 4, 32, 36);

const workspace = new Float64Array(64);

/**
 * Coefficients of one block, before quantisation.
 *
 * @param samples - 0-255; the row y of the block starts at `rows[y]`. 128 is taken off.
 * @param rows - eight places in `samples`.
 * @param coefficients - receives 64 values in natural order, -1024 to 1024; those of `RATIONAL_MODES` are exact.
 */
export function forwardDct(samples: Uint8Array, rows: Int32Array, coefficients: Float64Array): void {
  const w = workspace;
  for (let y = 0; y < 8; y++) {
    const at = rows[y]!;
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += BASIS[8 * u + x]! * (samples[at + x]! - 128);
      w[8 * y + u] = sum;
    }
  }
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += BASIS[8 * v + y]! * w[8 * y + u]!;
      coefficients[8 * v + u] = sum;
    }
  }
  for (const mode of RATIONAL_MODES) coefficients[mode] = Math.round(8 * coefficients[mode]!) / 8;
}
