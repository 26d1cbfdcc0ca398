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

/** How far a value that is a whole multiple of its own step is moved at least, if that is read better. */
const LEAST_REACH = 2;

/** What such a value pays for being moved by a step of the cells, in the share of its readings that are right. */
const MOVE_PRICE = 0.65;

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
 * @param step - of the cells.
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

/**
 * The targets for a coefficient that is itself a whole multiple of a step, as in a JPEG.
 *
 * @param own - the step of the coefficient.
 * @param most - largest magnitude in steps.
 * @returns for each bit and each value from -most on, in steps, the value to write: read rightly by most quantisers, and not far.
 */
export function wholeTargets(
  step: number,
  quantisers: readonly Quantiser[],
  own: number,
  most: number,
): readonly Int16Array[] {
  const reach = Math.max(LEAST_REACH, Math.ceil(step / own) + 1);
  return [0, 1].map((bit) => {
    const scores = Float32Array.from({ length: 2 * most + 1 }, (_, i) =>
      readings(own * (i - most), step, bit, quantisers),
    );
    return Int16Array.from(scores, (_, i) => {
      let best = i;
      let bestWorth = scores[i]!;
      for (let distance = 1; distance <= reach; distance++) {
        for (const at of [i - distance, i + distance]) {
          const worth = scores[at]! - MOVE_PRICE * ((distance * own) / step) ** 2;
          if (worth > bestWorth) {
            best = at;
            bestWorth = worth;
          }
        }
      }
      return best - most;
    });
  });
}

/** The share of the readings of a value that give the bit: directly and through each quantiser, moved by no, half and the whole slack. */
function readings(value: number, step: number, bit: number, quantisers: readonly Quantiser[]): number {
  let right = 0;
  for (const error of [-SLACK, -SLACK / 2, 0, SLACK / 2, SLACK]) {
    if (parityOf(value + error, step) === bit) right++;
    for (const quantiser of quantisers) {
      if (parityOf(quantised(value + error, quantiser), step) === bit) right++;
    }
  }
  return right / (5 * (1 + quantisers.length));
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
