/** What readers of all kinds of scans have in common: a scan's data, interval by interval. */
import type { EntropyBits } from './entropy-bits.ts';
import type { DecodingTable } from './huffman-table.ts';
import { decodeLongCode, LOOKUP_BITS } from './huffman-table.ts';
import type { JpegScan } from './jpeg-file.ts';
import type { PieceBudget } from './piece-budget.ts';
import { damaged } from './refusals.ts';
import type { BlockVisitor } from './scan-blocks.ts';

/** A scan as its header and tables say, before its data is read. */
export type ScanHeader = Pick<
  JpegScan,
  | 'components'
  | 'spectralStart'
  | 'spectralEnd'
  | 'approximationHigh'
  | 'approximationLow'
  | 'restartInterval'
>;

/** What a reader learns beside coefficients. */
export type ScanRemains = Pick<JpegScan, 'padding' | 'gaps' | 'longestEndOfBandRun'>;

/** The longest run of EOBn with n up to 14 (G.1.2.2). */
export const LONGEST_RUN = 0x7fff;

/** Coefficients, tables and the last DC value of one component in a scan. */
export interface ReadSlot {
  readonly coefficients: Int16Array;
  readonly dc: DecodingTable | undefined;
  readonly ac: DecodingTable | undefined;
  predictor: number;
}

export interface ScanReader extends BlockVisitor {
  /** To be asked once all blocks are read. */
  remains(): ScanRemains;
}

/** Walks the intervals of a scan and keeps what fills them up. */
export class IntervalReader {
  readonly #bits: EntropyBits;
  readonly #gaps = new Map<number, Uint8Array>();
  #next: number;
  #padding = new Uint8Array(16);
  #paddings = 0;
  #pattern = 0x7f;

  readonly #pieces: PieceBudget;

  /** @param from - the first byte of the scan's data. */
  constructor(bits: EntropyBits, from: number, pieces: PieceBudget) {
    this.#bits = bits;
    this.#next = from;
    this.#pieces = pieces;
  }

  start(): void {
    this.#bits.startInterval(this.#next);
  }

  end(index: number, isLast: boolean): void {
    const { paddingBits, padding, gap } = this.#bits.endInterval();
    if (gap.length > 0) {
      this.#pieces.take(1);
      this.#gaps.set(index, gap);
    }
    this.#keepPadding(index, paddingBits, padding);
    if (!isLast) this.#next = this.#bits.passRestartMarker(index);
  }

  /** Bits that an interval does not show are taken to be as in the one before. */
  #keepPadding(index: number, count: number, bits: number): void {
    const mask = (1 << count) - 1;
    if (bits === 0 && count > 0) this.#pattern = 0;
    else if (bits === mask && count > 0) this.#pattern = 0x7f;
    else this.#pattern = (this.#pattern & ~mask) | bits;
    if (this.#pattern === 0x7f) return;
    if (index >= this.#padding.length) {
      const larger = new Uint8Array(2 * index);
      larger.set(this.#padding);
      this.#padding = larger;
    }
    this.#padding.fill(0x7f, this.#paddings, index);
    this.#padding[index] = this.#pattern;
    this.#paddings = index + 1;
  }

  remains(): Pick<ScanRemains, 'padding' | 'gaps'> {
    return { padding: this.#padding.slice(0, this.#paddings), gaps: this.#gaps };
  }
}

export function readSlot(coefficients: Int16Array, dc?: DecodingTable, ac?: DecodingTable): ReadSlot {
  return { coefficients, dc, ac, predictor: 0 };
}

/** Reads one Huffman-coded symbol. */
export function takeSymbol(bits: EntropyBits, table: DecodingTable): number {
  const word = bits.view.getInt32(bits.at >> 3) << (bits.at & 7);
  const entry = table.lookup[word >>> (32 - LOOKUP_BITS)]! || decodeLongCode(table, word >>> 16);
  bits.at += entry >> 8;
  return entry & 0xff;
}

/** Reads a DC difference: its category, then that many bits (F.2.2.1). */
export function takeDifference(bits: EntropyBits, table: DecodingTable): number {
  const size = takeSymbol(bits, table);
  return size === 0 ? 0 : extend(bits.take(size), size);
}

/** The number that `size` bits stand for (EXTEND of F.2.2.1): those below half the range are negative. */
export function extend(bits: number, size: number): number {
  return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
}

/** @throws RangeError `damaged-picture` when a coefficient needs more than 16 bits. */
export function assertStorable(coefficient: number): void {
  if (coefficient > 0x7fff || coefficient < -0x7fff) throw damaged('a coefficient is out of range');
}
