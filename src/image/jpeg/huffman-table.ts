/**
 * Huffman tables: from the lists of a DHT segment to codes (ITU-T T.81, annex C) and to what decodes them (F.2.2.3).
 */
import { damaged } from './refusals.ts';

/** A table as DHT lists it (B.2.4.2). */
export interface HuffmanTable {
  /** BITS: how many codes of 1 to 16 bits there are, at index 0 to 15. */
  readonly counts: Uint8Array;
  /** HUFFVAL: the symbols, shortest code first. */
  readonly symbols: Uint8Array;
}

/** A table to decode with. */
export interface DecodingTable {
  /** By the next `LOOKUP_BITS` bits: `length << 8 | symbol`, 0 where the code is longer or there is none. */
  readonly lookup: Uint16Array;
  /** By length: one more than the largest code, left-aligned in 16 bits; 0 where no code has that length. */
  readonly limit: Int32Array;
  /** By length: what to add to a code for its place in `symbols`. */
  readonly place: Int32Array;
  readonly symbols: Uint8Array;
}

/** A table to encode with, and what was encoded. */
export interface EncodingTable {
  /** By symbol: `code << 5 | length`; 0 where the table has no code for it. */
  readonly codes: Uint32Array;
  /** By symbol: how often it was written. */
  readonly counts: Uint32Array;
}

/** Codes of up to this many bits are found by one lookup. */
export const LOOKUP_BITS = 9;

/**
 * Checks that the lists are a prefix code (C.2).
 *
 * @throws RangeError `damaged-picture` when there are more codes than bits allow.
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  let room = 1;
  for (const count of counts) {
    room = 2 * room - count;
    if (room < 0) throw damaged('a Huffman table has more codes than fit');
  }
  return { counts, symbols };
}

/** Whether each symbol has one code only; others may be decoded but not repeated. */
export function isUnambiguous({ symbols }: HuffmanTable): boolean {
  return new Set(symbols).size === symbols.length;
}

/** Visits every code in the order of C.2: the code, its length and its symbol. */
function forEachCode(
  { counts, symbols }: HuffmanTable,
  visit: (code: number, length: number, index: number, symbol: number) => void,
): void {
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    for (let left = counts[length - 1]!; left > 0; left--) {
      visit(code++, length, index, symbols[index]!);
      index++;
    }
    code <<= 1;
  }
}

const decodingTables = new WeakMap<HuffmanTable, DecodingTable>();

/** The table to decode with; made once for each table. */
export function decodingTable(table: HuffmanTable): DecodingTable {
  const known = decodingTables.get(table);
  if (known) return known;
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const limit = new Int32Array(17);
  const place = new Int32Array(17);
  forEachCode(table, (code, length, index, symbol) => {
    limit[length] = (code + 1) << (16 - length);
    place[length] = index - code;
    if (length <= LOOKUP_BITS) {
      const from = code << (LOOKUP_BITS - length);
      lookup.fill((length << 8) | symbol, from, from + (1 << (LOOKUP_BITS - length)));
    }
  });
  const made = { lookup, limit, place, symbols: table.symbols };
  decodingTables.set(table, made);
  return made;
}

/**
 * Finds a code that is longer than `LOOKUP_BITS` (DECODE of F.2.2.3).
 *
 * @param bits - the next 16 bits.
 * @returns `length << 8 | symbol`.
 * @throws RangeError `damaged-picture` when no code begins so.
 */
export function decodeLongCode({ limit, place, symbols }: DecodingTable, bits: number): number {
  for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
    if (bits < limit[length]!) {
      return (length << 8) | symbols[(bits >> (16 - length)) + place[length]!]!;
    }
  }
  throw damaged('the picture data holds a code that its Huffman table lacks');
}

export function encodingTable(table: HuffmanTable): EncodingTable {
  const codes = new Uint32Array(256);
  forEachCode(table, (code, length, _, symbol) => {
    codes[symbol] = (code << 5) | length;
  });
  return { codes, counts: new Uint32Array(256) };
}

/** Symbols that were written although the table has no code for them. */
export function missingSymbols({ codes, counts }: EncodingTable): number[] {
  return [...counts.keys()].filter((symbol) => counts[symbol]! > 0 && codes[symbol] === 0);
}
