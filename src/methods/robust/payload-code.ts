/** Error correction of a payload over all places that it has: words of at most 16,384 bits, interleaved by the order of the places. */
import { decodeWord } from './code/decode.ts';
import { encodeWord, type RepeatAccumulateCode, repeatAccumulateCode } from './code/repeat-accumulate.ts';

/** Longest word. */
const LONGEST_WORD = 16_384;

/** Least rate; below, words are repeated. */
const LEAST_RATE = 0.25;

/** One word, and the bits and places that are its own. */
interface Word {
  readonly code: RepeatAccumulateCode;
  readonly firstBit: number;
  readonly bits: number;
  readonly firstPlace: number;
  readonly places: number;
}

/** The words of a payload of so many bits over so many places. */
function words(bits: number, places: number): Word[] {
  const count = Math.ceil(places / LONGEST_WORD);
  return Array.from({ length: count }, (_, index) => {
    const share = (total: number, at: number): number => Math.floor((at * total) / count);
    const firstBit = share(bits, index);
    const firstPlace = share(places, index);
    const own = { bits: share(bits, index + 1) - firstBit, places: share(places, index + 1) - firstPlace };
    const length = Math.min(own.places, Math.floor(own.bits / LEAST_RATE));
    return { code: repeatAccumulateCode(own.bits, length - own.bits), firstBit, firstPlace, ...own };
  });
}

/**
 * The coded bits of all places, in their order.
 *
 * @param bits - bytes of 0 and 1, fewer than places.
 */
export function encodeBits(bits: Uint8Array, places: number): Uint8Array {
  const coded = new Uint8Array(places);
  for (const own of words(bits.length, places)) {
    const word = encodeWord(own.code, bits.subarray(own.firstBit, own.firstBit + own.bits));
    for (let i = 0; i < own.places; i++) coded[own.firstPlace + i] = word[i % word.length]!;
  }
  return coded;
}

/** What decoding gave. */
export interface DecodedBits {
  /** Log-likelihood ratios of the payload's bits. */
  readonly bits: Float32Array;
  /** Log-likelihood ratios of the coded bits of all places. */
  readonly places: Float32Array;
  /** Whether all words are words. */
  readonly isWhole: boolean;
}

/**
 * Undoes `encodeBits`.
 *
 * @param channel - a log-likelihood ratio for each place; 0 where the place is lost.
 * @param count - payload bits.
 * @param rounds - of each word.
 */
export function decodeBits(channel: Float32Array, count: number, rounds: number): DecodedBits {
  const bits = new Float32Array(count);
  const places = new Float32Array(channel.length);
  let isWhole = true;
  for (const own of words(count, channel.length)) {
    const length = own.code.message + own.code.checks;
    const beliefs = new Float32Array(length);
    for (let i = 0; i < own.places; i++) beliefs[i % length]! += channel[own.firstPlace + i]!;
    const decoded = decodeWord(own.code, beliefs, rounds);
    isWhole &&= decoded.isWord;
    bits.set(decoded.beliefs.subarray(0, own.bits), own.firstBit);
    for (let i = 0; i < own.places; i++) places[own.firstPlace + i] = decoded.beliefs[i % length]!;
  }
  return { bits, places, isWhole };
}
