/**
 * Rounds a container to whole grey levels so that the secret suffers least.
 *
 * A Reveal network answers a change of its container strongly in some directions and hardly in others. Rounding each sample by itself
 * errs in all directions alike. Rounding the samples of a block one after the other, each together with what the errors of those
 * before it cost, moves the error into directions where the secret is deaf: the successive rounding of L. Babai ("On Lovasz' lattice
 * reduction and the nearest lattice point problem", Combinatorica 6, 1986), known as noise shaping and as decision feedback.
 *
 * With the errors e of a block's samples it keeps `e' (I + S) e` small, where S is the block's sensitivity: the cover suffers `e' e`,
 * the secret on average `e' S e`.
 */

import { blockSamples, samplePlaces } from './blocks.ts';

/** How strongly what a Reveal network reveals depends on the samples of a block, on average. */
export interface RevealSensitivity {
  /** Side of the blocks, in pixels. */
  readonly block: number;
  /**
   * The mean of J' J over blocks, J the derivative of the revealed picture by a block's samples: the upper triangle with its diagonal,
   * row by row, of a symmetric matrix of `3 * block * block` rows. Samples in the order colour, row, column.
   */
  readonly matrix: readonly number[];
}

/** Largest side of a block: its matrix has 295,296 entries. */
export const LARGEST_ROUNDING_BLOCK = 16;

/** How the samples of a block are rounded one after the other. */
interface Succession {
  readonly order: Int32Array;
  /** Row i: what the errors of samples 0 to i - 1 of that order weigh at sample i. */
  readonly feedback: Float64Array;
}

/** Rounds blocks for one sensitivity. */
export class ShapedRounding {
  /** Side of the blocks, in pixels. */
  readonly block: number;
  private readonly count: number;
  private readonly cost: Float64Array;
  private readonly usual: Succession;
  /** Successions with fixed samples first, by these. */
  private readonly around = new Map<string, Succession>();
  private readonly errors: Float64Array;

  /** @throws RangeError when the matrix has another size, is not finite, or is far from positive semidefinite. */
  constructor({ block, matrix }: RevealSensitivity) {
    this.block = block;
    this.count = blockSamples(block);
    this.cost = costMatrix(block, matrix);
    this.usual = this.succession([]);
    this.errors = new Float64Array(this.count);
  }

  /**
   * Rounds a part of a container: whole blocks from its upper left corner shaped, what is left on the right and at the bottom to the
   * nearest.
   *
   * @param planes - [3, height, width], samples 0-1; afterwards whole multiples of 1/255, limited to 0-1.
   */
  round(planes: Float32Array, width: number, height: number): void {
    const { block } = this;
    const [shapedWidth, shapedHeight] = [width - (width % block), height - (height % block)];
    this.eachBlock(width, height, (offset, places) => this.roundBlock(planes, offset, places));
    for (let row = 0; row < 3 * height; row++) {
      const start = row % height < shapedHeight ? shapedWidth : 0;
      for (let at = row * width + start; at < (row + 1) * width; at++) {
        planes[at] = limited(planes[at]! * 255) / 255;
      }
    }
  }

  /**
   * Rounds the samples of one block around those that must keep the level that they have.
   *
   * @param levels - 0 to 255, in the order colour, row, column; afterwards those that are not fixed are rounded anew.
   * @param wanted - what they would be unrounded, on the same scale.
   * @param fixed - indices into `levels`, ascending.
   */
  roundAround(levels: Uint8Array, wanted: Float64Array, fixed: readonly number[]): void {
    const key = String(fixed);
    const succession = this.around.get(key) ?? this.succession(fixed);
    // Blocks with one fixed sample are many, and there are few of them; of blocks with several each is another.
    if (fixed.length === 1) this.around.set(key, succession);
    const { errors } = this;
    for (const [i, sample] of succession.order.entries()) {
      if (i >= fixed.length) levels[sample] = limited(wanted[sample]! - this.owed(succession, i));
      errors[i] = levels[sample]! - wanted[sample]!;
    }
  }

  /**
   * Errors as the rounding of random samples makes them, for trainings: [3, height, width], in samples 0-1.
   *
   * @param width - a multiple of the block's side, like the height.
   * @param uniform - numbers from 0 to below 1.
   */
  noise(width: number, height: number, uniform: () => number): Float32Array {
    const { errors, usual, count } = this;
    const planes = new Float32Array(3 * width * height);
    this.eachBlock(width, height, (offset, places) => {
      for (let i = 0; i < count; i++) {
        const error = uniform() - 0.5 - this.owed(usual, i);
        errors[i] = error;
        planes[offset + places[usual.order[i]!]!] = error / 255;
      }
    });
    return planes;
  }

  private eachBlock(width: number, height: number, work: (offset: number, places: Int32Array) => void): void {
    const { block } = this;
    const places = samplePlaces(block, width, height);
    for (let y = 0; y + block <= height; y += block) {
      for (let x = 0; x + block <= width; x += block) work(y * width + x, places);
    }
  }

  private roundBlock(planes: Float32Array, offset: number, places: Int32Array): void {
    const { errors, usual, count } = this;
    for (let i = 0; i < count; i++) {
      const at = offset + places[usual.order[i]!]!;
      const sample = planes[at]! * 255;
      if (Number.isNaN(sample)) throw new RangeError('Expected samples of 0-1 but a network produced NaN');
      // What limiting costs is an error like any other.
      const level = limited(sample - this.owed(usual, i));
      errors[i] = level - sample;
      planes[at] = level / 255;
    }
  }

  /** What the errors of the samples before it cost the i-th of a succession. */
  private owed({ feedback }: Succession, i: number): number {
    const { errors, count } = this;
    let owed = 0;
    for (let j = 0; j < i; j++) owed += feedback[i * count + j]! * errors[j]!;
    return owed;
  }

  /** The fixed samples, and then those that the secret hears most: what they do, those it hears least put right. */
  private succession(fixed: readonly number[]): Succession {
    const { cost, count } = this;
    const loudness = (sample: number): number => cost[sample * count + sample]!;
    const rank = (sample: number): number => (fixed.includes(sample) ? 0 : 1);
    const order = Int32Array.from({ length: count }, (_, sample) => sample).sort(
      (a, b) => rank(a) - rank(b) || loudness(b) - loudness(a) || a - b,
    );
    return { order, feedback: feedbackOf(cost, order) };
  }
}

/** The nearest level of a file. */
function limited(sample: number): number {
  return Math.min(255, Math.max(0, Math.round(sample)));
}

/** I + S, whole. */
function costMatrix(block: number, triangle: readonly number[]): Float64Array {
  const count = blockSamples(block);
  const whole = Number.isInteger(block) && block >= 1 && block <= LARGEST_ROUNDING_BLOCK;
  if (!whole || triangle.length !== (count * (count + 1)) / 2 || !triangle.every(Number.isFinite)) {
    throw new RangeError(
      `Expected a block of 1 to ${LARGEST_ROUNDING_BLOCK} and the finite numbers of half a symmetric matrix for the rounding but received ${block} and ${triangle.length} numbers`,
    );
  }
  const matrix = new Float64Array(count * count);
  let entry = 0;
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      matrix[i * count + j] = matrix[j * count + i] = triangle[entry++]! + (i === j ? 1 : 0);
    }
  }
  return matrix;
}

/**
 * With the samples in reverse order, `cost = R' R` with an upper triangular R (Cholesky), and `e' cost e` is the sum of the squares of
 * `R e`. Its last element depends on the first rounded sample alone, the next on the first two, and so on: each can be made as small as
 * rounding allows.
 *
 * @returns row i, column j < i: the weight of the j-th rounded sample's error at the i-th.
 */
function feedbackOf(cost: Float64Array, order: Int32Array): Float64Array {
  const count = order.length;
  const at = (i: number, j: number): number => cost[order[count - 1 - i]! * count + order[count - 1 - j]!]!;
  const factor = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      let sum = at(i, j);
      for (let k = 0; k < i; k++) sum -= factor[k * count + i]! * factor[k * count + j]!;
      if (i === j && !(sum > 0)) {
        throw new RangeError('Expected the matrix of the rounding to be positive semidefinite');
      }
      factor[i * count + j] = i === j ? Math.sqrt(sum) : sum / factor[i * count + i]!;
    }
  }
  const feedback = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    const row = count - 1 - i;
    for (let j = 0; j < i; j++) {
      feedback[i * count + j] = factor[row * count + (count - 1 - j)]! / factor[row * count + row]!;
    }
  }
  return feedback;
}
