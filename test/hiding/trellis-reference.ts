/** Syndrome-trellis codes written down plainly: a matrix, a search of all bits, and Viterbi's algorithm on floating-point costs. */
import { trellisColumns } from '../../src/methods/exact/trellis/columns.ts';

/** The k x n parity-check matrix: for each row the samples that it adds up. */
export function parityChecks(n: number, k: number, height: number): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: k }, () => []);
  for (let block = 0; block < k; block++) {
    const [start, end] = [Math.floor((block * n) / k), Math.floor(((block + 1) * n) / k)];
    for (const [at, column] of trellisColumns(end - start, height).entries()) {
      for (let bit = 0; bit < height && block + bit < k; bit++) {
        if ((column >> bit) % 2 === 1) rows[block + bit]!.push(start + at);
      }
    }
  }
  return rows;
}

export function syndromeOf(bits: Uint8Array, checks: readonly (readonly number[])[]): number[] {
  return checks.map((samples) => samples.reduce((sum, sample) => sum + bits[sample]!, 0) % 2);
}

export function totalCost(bits: Uint8Array, costOfZero: Float32Array, costOfOne: Float32Array): number {
  return bits.reduce((sum, bit, i) => sum + (bit === 0 ? costOfZero : costOfOne)[i]!, 0);
}

/** Of all 2^n bits with that syndrome the fewest infinite costs, and the least cost. */
export function cheapestByTrial(
  costOfZero: Float32Array,
  costOfOne: Float32Array,
  message: Uint8Array,
  height: number,
): { readonly infinities: number; readonly cost: number } {
  const n = costOfZero.length;
  const masks = parityChecks(n, message.length, height).map((row) =>
    row.reduce((mask, at) => mask | (1 << at), 0),
  );
  let [infinities, cost] = [Infinity, Infinity];
  for (let word = 0; word < 2 ** n; word++) {
    if (masks.some((mask, row) => parity(word & mask) !== message[row])) continue;
    let [here, sum] = [0, 0];
    for (let i = 0; i < n; i++) {
      const own = ((word >> i) & 1 ? costOfOne : costOfZero)[i]!;
      if (own === Infinity) here += 1;
      sum += own;
    }
    infinities = Math.min(infinities, here);
    cost = Math.min(cost, sum);
  }
  return { infinities, cost };
}

function parity(word: number): number {
  let odd = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) odd ^= 1;
  return odd;
}

/** The least total cost, in double precision. The state is the syndrome so far of the rows that are not complete. */
export function plainViterbi(
  costOfZero: Float32Array,
  costOfOne: Float32Array,
  message: Uint8Array,
  height: number,
): number {
  const [n, k, states] = [costOfZero.length, message.length, 2 ** height];
  let metrics = new Float64Array(states).fill(Infinity);
  let next = new Float64Array(states);
  metrics[0] = 0;
  for (let block = 0; block < k; block++) {
    const [start, end] = [Math.floor((block * n) / k), Math.floor(((block + 1) * n) / k)];
    const rows = Math.min(height, k - block);
    for (const [at, column] of trellisColumns(end - start, height).entries()) {
      const cut = column % 2 ** rows;
      const [zero, one] = [costOfZero[start + at]!, costOfOne[start + at]!];
      for (let state = 0; state < states; state++) {
        next[state] = Math.min(metrics[state]! + zero, metrics[state ^ cut]! + one);
      }
      [metrics, next] = [next, metrics];
    }
    for (let state = 0; state < states / 2; state++) next[state] = metrics[2 * state + message[block]!]!;
    next.fill(Infinity, states / 2);
    [metrics, next] = [next, metrics];
  }
  return metrics[0]!;
}

/**
 * Least mean total cost of any code: every sample flipped with probability 1 / (1 + e^(lambda d)), lambda such that the entropies
 * sum up to the message (Filler and Fridrich 2010, equations 7 to 9).
 */
export function flipBound(costs: Float32Array, bits: number): number {
  let [low, high] = [1e-6, 1e6];
  for (let step = 0; step < 60; step++) {
    const lambda = Math.sqrt(low * high);
    let entropy = 0;
    for (const cost of costs) {
      const p = 1 / (1 + Math.exp(lambda * cost));
      if (p > 0) entropy -= p * Math.log2(p) + (1 - p) * Math.log2(1 - p);
    }
    if (entropy > bits) low = lambda;
    else high = lambda;
  }
  return costs.reduce((sum, cost) => sum + cost / (1 + Math.exp(low * cost)), 0);
}
