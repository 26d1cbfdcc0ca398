/**
 * Decoding by belief propagation, check after check (D. Hocevar, "A reduced complexity decoder architecture via layered decoding of
 * LDPC codes", 2004), with the sum-product rule in the logarithmic domain.
 */
import type { RepeatAccumulateCode } from './repeat-accumulate.ts';

/** What decoding gave. */
export interface DecodedWord {
  /** Log-likelihood ratios of all bits afterwards; positive for 0. */
  readonly beliefs: Float32Array;
  /** Whether all checks hold. */
  readonly isWord: boolean;
}

/** Logarithm of 1 + e^-x, in steps of 1/32 up to 8; 0 beyond. */
const CORRECTION_STEPS = 32;
const CORRECTIONS = Float32Array.from({ length: 8 * CORRECTION_STEPS }, (_, i) =>
  Math.log1p(Math.exp(-(i + 0.5) / CORRECTION_STEPS)),
);

/** What is sure; messages of checks stay below. */
const LARGEST = 30;

/**
 * Decodes a word.
 *
 * @param channel - a log-likelihood ratio for each bit of the word: of 0 against 1, 0 where nothing is known.
 * @param most - rounds.
 */
export function decodeWord(
  { message, checks, starts, bits }: RepeatAccumulateCode,
  channel: Float32Array,
  most: number,
): DecodedWord {
  const beliefs = channel.slice();
  // A check has its message bits, then its own parity bit and the one before.
  const messages = new Float32Array(bits.length + 2 * checks);
  let largest = 2;
  for (let check = 0; check < checks; check++)
    largest = Math.max(largest, starts[check + 1]! - starts[check]! + 2);
  const places = new Uint32Array(largest);
  const incoming = new Float32Array(largest);
  const before = new Float32Array(largest);
  for (let round = 0; round < most; round++) {
    let at = 0;
    let isWord = true;
    for (let check = 0; check < checks; check++) {
      let degree = 0;
      for (let i = starts[check]!; i < starts[check + 1]!; i++) places[degree++] = bits[i]!;
      places[degree++] = message + check;
      if (check > 0) places[degree++] = message + check - 1;
      let hard = 0;
      let forward = LARGEST;
      for (let i = 0; i < degree; i++) {
        const belief = beliefs[places[i]!]!;
        if (belief < 0) hard ^= 1;
        const value = belief - messages[at + i]!;
        incoming[i] = value;
        before[i] = forward;
        forward = both(forward, value);
      }
      if (hard !== 0) isWord = false;
      let after = LARGEST;
      for (let i = degree - 1; i >= 0; i--) {
        const value = incoming[i]!;
        const out = both(before[i]!, after);
        after = both(after, value);
        messages[at + i] = out;
        beliefs[places[i]!] = value + out;
      }
      at += degree;
    }
    // What the checks saw on their way through a round was a word if nothing contradicted.
    if (isWord && round > 0 && holds({ message, checks, starts, bits }, beliefs)) return { beliefs, isWord };
  }
  return { beliefs, isWord: holds({ message, checks, starts, bits }, beliefs) };
}

/** The belief in the sum, modulo 2, of two bits. */
function both(a: number, b: number): number {
  const absA = a < 0 ? -a : a;
  const absB = b < 0 ? -b : b;
  const sum = ((absA + absB) * CORRECTION_STEPS) | 0;
  const difference = absA - absB;
  const gap = ((difference < 0 ? -difference : difference) * CORRECTION_STEPS) | 0;
  let size = difference < 0 ? absA : absB;
  if (sum < CORRECTIONS.length) size += CORRECTIONS[sum]!;
  if (gap < CORRECTIONS.length) size -= CORRECTIONS[gap]!;
  if (size < 0) size = 0;
  return a < 0 !== b < 0 ? -size : size;
}

/** Whether all checks hold. */
function holds({ message, checks, starts, bits }: RepeatAccumulateCode, beliefs: Float32Array): boolean {
  for (let check = 0; check < checks; check++) {
    let parity = beliefs[message + check]! < 0 ? 1 : 0;
    if (check > 0 && beliefs[message + check - 1]! < 0) parity ^= 1;
    for (let i = starts[check]!; i < starts[check + 1]!; i++) if (beliefs[bits[i]!]! < 0) parity ^= 1;
    if (parity !== 0) return false;
  }
  return true;
}
