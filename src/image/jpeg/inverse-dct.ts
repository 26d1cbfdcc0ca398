/**
 * The inverse DCT in integers, to the bit of libjpeg's "islow": C. Loeffler, A. Ligtenberg, G. S. Moschytz, "Practical Fast 1-D DCT
 * Algorithms with 11 Multiplications", ICASSP 1989, with constants of 13 bits and two more bits between columns and rows.
 */

const CONSTANT_BITS = 13;
const BETWEEN_BITS = 2;

/** round(c * 2^13); names as in the paper's rotations by sums of cosines. */
const C_0_298 = 2446;
const C_0_390 = 3196;
const C_0_541 = 4433;
const C_0_765 = 6270;
const C_0_899 = 7373;
const C_1_175 = 9633;
const C_1_501 = 12299;
const C_1_847 = 15137;
const C_1_961 = 16069;
const C_2_053 = 16819;
const C_2_562 = 20995;
const C_3_072 = 25172;

const COLUMN_SHIFT = CONSTANT_BITS - BETWEEN_BITS;
/** Three bits more: the two-dimensional transform is scaled by eight. */
const ROW_SHIFT = CONSTANT_BITS + BETWEEN_BITS + 3;

const workspace = new Int32Array(64);

/**
 * Samples of one block: dequantised, transformed, shifted up by 128, rounded and clamped to 0-255.
 *
 * @param coefficients - quantised; the block starts at `offset`, natural order.
 * @param quantisation - 64 steps, natural order.
 * @param samples - where the block goes, its first sample at `at`, rows `stride` apart.
 */
export function inverseDct(
  coefficients: Int16Array,
  offset: number,
  quantisation: Uint16Array,
  samples: Uint8Array | Uint8ClampedArray,
  at: number,
  stride: number,
): void {
  const w = workspace;
  for (let x = 0; x < 8; x++) {
    const c = offset + x;
    const d0 = coefficients[c]! * quantisation[x]!;
    const d1 = coefficients[c + 8]! * quantisation[x + 8]!;
    const d2 = coefficients[c + 16]! * quantisation[x + 16]!;
    const d3 = coefficients[c + 24]! * quantisation[x + 24]!;
    const d4 = coefficients[c + 32]! * quantisation[x + 32]!;
    const d5 = coefficients[c + 40]! * quantisation[x + 40]!;
    const d6 = coefficients[c + 48]! * quantisation[x + 48]!;
    const d7 = coefficients[c + 56]! * quantisation[x + 56]!;
    transform(w, x, 8, d0, d1, d2, d3, d4, d5, d6, d7, COLUMN_SHIFT);
  }
  for (let y = 0; y < 8; y++) {
    const r = 8 * y;
    transform(
      w,
      r,
      1,
      w[r]!,
      w[r + 1]!,
      w[r + 2]!,
      w[r + 3]!,
      w[r + 4]!,
      w[r + 5]!,
      w[r + 6]!,
      w[r + 7]!,
      ROW_SHIFT,
    );
    const row = at + y * stride;
    for (let x = 0; x < 8; x++) {
      const sample = w[r + x]! + 128;
      samples[row + x] = sample < 0 ? 0 : sample > 255 ? 255 : sample;
    }
  }
}

/** One column or row of eight, scaled by sqrt(8), rounded and shifted down. */
function transform(
  out: Int32Array,
  at: number,
  step: number,
  d0: number,
  d1: number,
  d2: number,
  d3: number,
  d4: number,
  d5: number,
  d6: number,
  d7: number,
  shift: number,
): void {
  const half = 1 << (shift - 1);
  // Even part: a rotation of (d2, d6) and a butterfly of (d0, d4).
  const e1 = Math.imul(d2 + d6, C_0_541);
  const e2 = e1 - Math.imul(d6, C_1_847);
  const e3 = e1 + Math.imul(d2, C_0_765);
  const e0 = ((d0 + d4) << CONSTANT_BITS) + half;
  const e4 = ((d0 - d4) << CONSTANT_BITS) + half;
  const even0 = (e0 + e3) | 0;
  const even3 = (e0 - e3) | 0;
  const even1 = (e4 + e2) | 0;
  const even2 = (e4 - e2) | 0;
  // Odd part, figure 8 of the paper, with inputs in the order 7, 5, 3, 1.
  const z5 = Math.imul(d7 + d3 + d5 + d1, C_1_175);
  const z1 = -Math.imul(d7 + d1, C_0_899);
  const z2 = -Math.imul(d5 + d3, C_2_562);
  const z3 = z5 - Math.imul(d7 + d3, C_1_961);
  const z4 = z5 - Math.imul(d5 + d1, C_0_390);
  const odd3 = (Math.imul(d7, C_0_298) + z1 + z3) | 0;
  const odd2 = (Math.imul(d5, C_2_053) + z2 + z4) | 0;
  const odd1 = (Math.imul(d3, C_3_072) + z2 + z3) | 0;
  const odd0 = (Math.imul(d1, C_1_501) + z1 + z4) | 0;
  out[at] = (even0 + odd0) >> shift;
  out[at + 7 * step] = (even0 - odd0) >> shift;
  out[at + step] = (even1 + odd1) >> shift;
  out[at + 6 * step] = (even1 - odd1) >> shift;
  out[at + 2 * step] = (even2 + odd2) >> shift;
  out[at + 5 * step] = (even2 - odd2) >> shift;
  out[at + 3 * step] = (even3 + odd3) >> shift;
  out[at + 4 * step] = (even3 - odd3) >> shift;
}
