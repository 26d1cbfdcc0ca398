/**
 * J-UNIWARD: a change costs little where it changes little of what directional filters see, in proportion. V. Holub, J. Fridrich,
 * T. Denemark, "Universal distortion function for steganography in an arbitrary domain", EURASIP Journal on Information Security
 * 2014:1, https://doi.org/10.1186/1687-417X-2014-1
 *
 *     cost = sum over k = 1, 2, 3 and all samples of |dW_k| / (sigma + |W_k|)
 *
 * with W_k what the filter K_k makes of the decoded samples, and dW_k what the change adds to it. With h and g the low-pass and
 * high-pass filters of a wavelet, K_1 = h g', K_2 = g h' and K_3 = g g', vertical filter first.
 *
 * Why this is fast: a change of the coefficient (u, v) by one adds q c_v c_u' to the block, where q is its quantiser step and c_u
 * the cosine of frequency u. Filters are separable as well, so that with h * c the 8 + 16 - 1 = 23 values of a full convolution
 *
 *     dW_1 = q (h * c_v) (g * c_u)',   dW_2 = q (g * c_v) (h * c_u)',   dW_3 = q (g * c_v) (g * c_u)'
 *
 * Let R_k be the 23x23 values of 1 / (sigma + |W_k|) that a block's changes reach, L the 8x23 matrix of all |h * c_v|, H that of
 * all |g * c_v|. The absolute value of a product is that of its factors, and the sums over the window become products of matrices:
 *
 *     costs of a block = q (L R_1 H' + H R_2 L' + H R_3 H') = q ((L R_1 + H R_3) H' + (H R_2) L')
 *
 * for all 64 frequencies, (v, u) in row v and column u. Windows of neighbours overlap, but the left products are made of columns,
 * so they are computed once for a row of blocks.
 */
import { cosineBasis } from '../../../image/block-transform.ts';
import { decodeComponent } from '../../../image/jpeg/decode-pixels.ts';
import type { JpegComponent } from '../../../image/jpeg/jpeg-file.ts';
import { HIGH_PASS, LOW_PASS, TAPS } from './daubechies.ts';
import { DirectionalResiduals } from './directional-residuals.ts';

const BLOCK = 8;

/** Samples across that a change of one block reaches. */
const WINDOW = BLOCK + TAPS - 1;

/**
 * Where a block's window starts, relative to the block. The filters take samples -7 to 8 around their own, so that the eighth
 * sample before the block is the first to see it. The authors' program starts one sample further right and down.
 */
const WINDOW_START = { corrected: -8, original: -7 } as const;

/** What blocks beyond the picture cost: they have no samples to look at, and nothing is hidden there. */
const COST_BEYOND_PICTURE = 1;

export interface JuniwardOptions {
  /**
   * `corrected` (the default) compares changes with the residuals at the same place; `original` with those one sample further, as
   * the authors' program does (B. Lorch, "Off-By-One Implementation Error in J-UNIWARD", https://arxiv.org/abs/2305.19776).
   */
  readonly variant?: keyof typeof WINDOW_START;
}

/**
 * The cost of changing each coefficient of a component by one, up or down. The component's own blocks are mirrored at their edges.
 *
 * Memory: four bytes a coefficient, one a sample, and some rows. Time: about 200 multiplications a sample.
 *
 * @returns a finite cost above 0 for each of `component.coefficients`, in their order.
 */
export function juniwardCosts(
  component: JpegComponent,
  { variant = 'corrected' }: JuniwardOptions = {},
): Float32Array {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation } = component;
  const costs = new Float32Array(component.coefficients.length).fill(COST_BEYOND_PICTURE);
  const start = WINDOW_START[variant];
  const residuals = new DirectionalResiduals(
    { ...decodeComponent(component), width: BLOCK * blocksPerRow, height: BLOCK * blocksPerColumn },
    { start, columns: BLOCK * (blocksPerRow - 1) + WINDOW, rowsKept: WINDOW },
  );
  const low = responses(LOW_PASS);
  const high = responses(HIGH_PASS);
  const timesHigh = new Float64Array(residuals.columns);
  const timesLow = new Float64Array(residuals.columns);
  for (let row = 0; row < blocksPerColumn; row++) {
    const first = BLOCK * row + start;
    for (let v = 0; v < BLOCK; v++) {
      timesHigh.fill(0);
      timesLow.fill(0);
      for (let k = 0; k < WINDOW; k++) {
        const { lowHigh, highLow, highHigh } = residuals.row(first + k);
        const [ofLow, ofHigh] = [low[v * WINDOW + k]!, high[v * WINDOW + k]!];
        for (let x = 0; x < timesHigh.length; x++) {
          timesHigh[x]! += ofLow * lowHigh[x]! + ofHigh * highHigh[x]!;
          timesLow[x]! += ofHigh * highLow[x]!;
        }
      }
      const steps = quantisation.subarray(BLOCK * v, BLOCK * v + BLOCK);
      for (let column = 0; column < blocksPerRow; column++) {
        const at = 64 * (row * storedBlocksPerRow + column) + BLOCK * v;
        const left = BLOCK * column;
        for (let u = 0; u < BLOCK; u++) {
          let sum = 0;
          for (let k = 0, response = u * WINDOW; k < WINDOW; k++, response++) {
            sum += timesHigh[left + k]! * high[response]! + timesLow[left + k]! * low[response]!;
          }
          costs[at + u] = steps[u]! * sum;
        }
      }
    }
  }
  return costs;
}

/** `|filter * c_u|` for u = 0 to 7, 23 values each: what the filter sees of a cosine, from the first place that sees any of it. */
function responses(filter: Float64Array): Float64Array {
  const cosines = cosineBasis(BLOCK);
  const sums = new Float64Array(BLOCK * WINDOW);
  for (let u = 0; u < BLOCK; u++) {
    for (let n = 0; n < BLOCK; n++) {
      // The filter is not turned over (see the residuals), so that its last tap meets the block first.
      for (let tap = 0; tap < TAPS; tap++) {
        sums[u * WINDOW + n + TAPS - 1 - tap]! += cosines[u * BLOCK + n]! * filter[tap]!;
      }
    }
  }
  return sums.map(Math.abs);
}
