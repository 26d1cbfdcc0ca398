/**
 * One bit in one coefficient: whether it lies nearer to an even or to an odd multiple of a step (B. Chen and G. Wornell, "Quantization
 * index modulation", IEEE Transactions on Information Theory 2001). The sender moves it no farther than it takes for all known
 * quantisers to read it rightly.
 */

/** Coefficients beyond are moved by the simple rule; orthonormal, 8 times 255 is the largest. */
const LIMIT = 1100;

/** Places to try in a unit. */
const RESOLUTION = 4;

/** How far rounding to 8 bits may move a coefficient, at the sender and in the encoder. */
const SLACK = 0.4;

/** The parity of the multiple of a step that is nearest. */
export function parityOf(value: number, step: number): number {
  return Math.round(value / step) & 1;
}

/** 1 at even multiples of the step, -1 at odd ones, a straight line between. */
export function softParity(value: number, step: number): number {
  const turns = value / (2 * step);
  return 4 * Math.abs(turns - Math.round(turns)) * -1 + 1;
}

/** Where a coefficient goes, by its place and its bit. */
export interface CellTargets {
  /** The nearest value that all quantisers read as the bit. */
  nearest(value: number, bit: number): number;
}

/** What an encoder does to a coefficient. */
export interface Quantiser {
  readonly step: number;
  /** How much more than half a step a coefficient must have to be rounded away from 0, in steps: encoders spare bits so. */
  readonly thrift: number;
}

/**
 * The targets for a step.
 *
 * @param quantisers - those that the coefficient may pass.
 */
export function cellTargets(step: number, quantisers: readonly Quantiser[]): CellTargets {
  const tables = [0, 1].map((bit) => nearestTable(step, bit, quantisers));
  return {
    nearest(value, bit) {
      const at = Math.round((value + LIMIT) * RESOLUTION);
      const target = tables[bit]![at];
      if (target === undefined || Number.isNaN(target)) return lattice(value, step, bit);
      // Inside of a cell nothing moves.
      return Math.abs(target - value) <= 0.75 / RESOLUTION ? value : target;
    },
  };
}

function lattice(value: number, step: number, bit: number): number {
  return step * (2 * Math.round((value / step - bit) / 2) + bit);
}

function nearestTable(step: number, bit: number, quantisers: readonly Quantiser[]): Float32Array {
  const length = 2 * LIMIT * RESOLUTION + 1;
  const isGood = (value: number): boolean => {
    if (parityOf(value - SLACK, step) !== bit || parityOf(value + SLACK, step) !== bit) return false;
    for (const quantiser of quantisers) {
      for (const error of [-SLACK, 0, SLACK]) {
        if (parityOf(quantised(value + error, quantiser), step) !== bit) return false;
      }
    }
    return true;
  };
  const good = Uint8Array.from({ length }, (_, i) => (isGood(i / RESOLUTION - LIMIT) ? 1 : 0));
  const targets = new Float32Array(length).fill(Number.NaN);
  let last = Number.NaN;
  for (let i = 0; i < length; i++) {
    if (good[i] === 1) last = i;
    targets[i] = last;
  }
  let next = Number.NaN;
  for (let i = length - 1; i >= 0; i--) {
    if (good[i] === 1) next = i;
    const before = targets[i]!;
    if (Number.isNaN(before) || next - i < i - before) targets[i] = next;
    targets[i] = targets[i]! / RESOLUTION - LIMIT;
  }
  return targets;
}

function quantised(value: number, { step, thrift }: Quantiser): number {
  const size = Math.max(0, Math.round(Math.abs(value) / step - thrift));
  return value < 0 ? -size * step : size * step;
}
