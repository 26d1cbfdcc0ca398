/**
 * Reads a payload's bits from coefficients that went through an unknown encoder: what a coefficient's place in its cell says about its
 * bit is learned from the picture itself, by decoding, counting and decoding again (expectation and maximisation; A. Dempster, N. Laird,
 * D. Rubin, 1977).
 */
import { softParity } from './lattice.ts';
import type { DecodedBits } from './payload-code.ts';
import { decodeBits } from './payload-code.ts';

/** What was received at each place of a payload. */
export interface ReceivedPlaces {
  /** For each place its coefficient, an index below `kinds`; -1 where the place is lost. */
  readonly kind: Int8Array;
  /** The coefficient's value in steps. */
  readonly value: Float32Array;
  readonly kinds: number;
}

/**
 * Beliefs in a bit, before anything was learned, whose coefficient is at the border and in the middle of a cell: for pictures that were
 * encoded coarsely, and for those that hardly changed.
 */
const FIRST_BELIEFS = [
  { border: 1, middle: 3 },
  { border: 3, middle: 4 },
] as const;

/** Parts of the way from the middle of an even cell to that of an odd one. */
const BINS = 12;

/** Cells that are told apart: that of 0, those beside it, all others. */
const CELLS = 3;

/** Rounds of decoding in each try, and tries. */
const ROUNDS = 40;
const TRIES = 3;

/** Counts that every bin begins with. */
const PRIOR = 4;

/** Beliefs are never surer. */
const LARGEST_BELIEF = 8;

/**
 * Decodes.
 *
 * @param count - payload bits.
 */
export function decodePlaces(received: ReceivedPlaces, count: number): DecodedBits {
  const { kind, value } = received;
  for (const first of FIRST_BELIEFS) {
    const channel = Float32Array.from(kind, (own, i) =>
      own < 0 ? 0 : firstBelief(softParity(value[i]!, 1), first),
    );
    for (let tries = 1; ; tries++) {
      const decoded = decodeBits(channel, count, ROUNDS);
      if (decoded.isWhole || (tries === TRIES && first === FIRST_BELIEFS.at(-1))) return decoded;
      if (tries === TRIES) break;
      learn(received, decoded.places, channel);
    }
  }
  throw new Error('Expected at least one belief to begin with');
}

/** Replaces beliefs by what the likeliest bits show of each bin. */
function learn({ kind, value, kinds }: ReceivedPlaces, beliefs: Float32Array, channel: Float32Array): void {
  const counts = new Float64Array(2 * kinds * CELLS * BINS);
  for (let bin = 0; bin < kinds * CELLS * BINS; bin++) {
    // The prior belief is that of a straight line over the cell.
    const even = 1 - ((bin % BINS) + 0.5) / BINS;
    counts[2 * bin] = PRIOR * even;
    counts[2 * bin + 1] = PRIOR * (1 - even);
  }
  const bins = Int32Array.from(kind, (own, i) => (own < 0 ? -1 : binOf(own, value[i]!)));
  for (let i = 0; i < bins.length; i++) {
    if (bins[i]! < 0) continue;
    const zero = 1 / (1 + Math.exp(-beliefs[i]!));
    counts[2 * bins[i]!]! += zero;
    counts[2 * bins[i]! + 1]! += 1 - zero;
  }
  for (let i = 0; i < bins.length; i++) {
    if (bins[i]! < 0) continue;
    const belief = Math.log(counts[2 * bins[i]!]! / counts[2 * bins[i]! + 1]!);
    channel[i] = Math.max(-LARGEST_BELIEF, Math.min(LARGEST_BELIEF, belief));
  }
}

function binOf(kind: number, value: number): number {
  const cell = Math.min(CELLS - 1, Math.abs(Math.round(value)));
  const bin = Math.min(BINS - 1, Math.floor(((1 - softParity(value, 1)) / 2) * BINS));
  return (kind * CELLS + cell) * BINS + bin;
}

function firstBelief(soft: number, { border, middle }: (typeof FIRST_BELIEFS)[number]): number {
  return Math.sign(soft) * border + soft * (middle - border);
}
