/**
 * The Huffman table with the shortest coding of given symbols: ITU-T T.81, K.2, with the code of all ones left free by a 257th
 * symbol that occurs once.
 *
 * Ties are broken as the figures have it (the larger symbol of equal frequencies), so that the table is the one that libjpeg makes.
 */
import type { HuffmanTable } from './huffman-table.ts';

const RESERVED = 256;

/**
 * @param counts - how often each of 256 symbols occurs; at least one does.
 * @returns a table of the symbols that occur, codes of at most 16 bits, none of them all ones.
 */
export function optimalTable(counts: Uint32Array): HuffmanTable {
  const lengths = codeLengths(counts);
  const ofLength = new Uint16Array(Math.max(17, ...lengths.map((length) => length + 1)));
  for (const length of lengths) if (length > 0) ofLength[length]!++;
  limitLengths(ofLength);
  // The reserved symbol has the last of the longest codes; it takes all ones with it.
  let longest = 16;
  while (ofLength[longest] === 0) longest--;
  ofLength[longest]!--;
  // Figure K.4: symbols by the length they had before the limit, then by value.
  const symbols = [...counts.keys()].filter((symbol) => counts[symbol]! > 0);
  symbols.sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  return { counts: Uint8Array.from(ofLength.subarray(1, 17)), symbols: Uint8Array.from(symbols) };
}

/** Figure K.1: Huffman's procedure; 0 for symbols that do not occur. */
function codeLengths(counts: Uint32Array): number[] {
  const frequencies = [...counts, 1];
  const lengths = new Array<number>(RESERVED + 1).fill(0);
  const others = new Array<number>(RESERVED + 1).fill(-1);
  for (;;) {
    const first = leastFrequent(frequencies, -1);
    const second = leastFrequent(frequencies, first);
    if (second < 0) return lengths;
    frequencies[first]! += frequencies[second]!;
    frequencies[second] = 0;
    let last = first;
    for (lengths[last]!++; others[last]! >= 0; lengths[last]!++) last = others[last]!;
    others[last] = second;
    for (last = second; last >= 0; last = others[last]!) lengths[last]!++;
  }
}

function leastFrequent(frequencies: readonly number[], except: number): number {
  let least = -1;
  for (let symbol = 0; symbol <= RESERVED; symbol++) {
    const frequency = frequencies[symbol]!;
    if (frequency === 0 || symbol === except) continue;
    if (least < 0 || frequency <= frequencies[least]!) least = symbol;
  }
  return least;
}

/** Figure K.3: shortens codes of more than 16 bits; a pair of them makes room below a shorter code. */
function limitLengths(ofLength: Uint16Array): void {
  for (let length = ofLength.length - 1; length > 16; length--) {
    while (ofLength[length]! > 0) {
      let shorter = length - 2;
      while (ofLength[shorter] === 0) shorter--;
      ofLength[length]! -= 2;
      ofLength[length - 1]! += 1;
      ofLength[shorter + 1]! += 2;
      ofLength[shorter]! -= 1;
    }
  }
}
