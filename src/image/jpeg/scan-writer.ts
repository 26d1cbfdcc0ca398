/** What writers of all kinds of scans have in common: bits, intervals, and tables that count their symbols. */
import type { BitWriter } from './bit-writer.ts';
import type { EncodingTable } from './huffman-table.ts';
import type { JpegScan } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import type { BlockVisitor } from './scan-blocks.ts';

/** Bytes that one block may take: 64 symbols of 16 bits with 15 bits behind, each byte stuffed; and a run that ended before it. */
export const BYTES_OF_A_BLOCK = 1024;

/** Symbols hold sizes up to 15 bits. */
export const LARGEST_MAGNITUDE = 0x7fff;

/** Coefficients, tables and the last DC value of one component in a scan. */
export interface WriteSlot {
  readonly coefficients: Int16Array;
  readonly dc: EncodingTable | undefined;
  readonly ac: EncodingTable | undefined;
  predictor: number;
}

/** Ends intervals as the scan that was read did: padding, fill bytes, restart marker. */
export function endInterval(bits: BitWriter, scan: JpegScan, index: number, isLast: boolean): void {
  bits.pad(scan.padding[index] ?? 0x7f);
  bits.putBytes(scan.gaps.get(index) ?? []);
  if (!isLast) bits.putBytes([0xff, MARKER.RST0 + (index & 7)]);
}

/** A writer of one scan; coefficients stay as they are. */
export type ScanWriter = BlockVisitor;

/** Writes one symbol, and counts it whether the table has it or not. */
export function putSymbol(bits: BitWriter, table: EncodingTable, symbol: number): void {
  const entry = table.codes[symbol]!;
  table.counts[symbol]!++;
  bits.put(entry >> 5, entry & 31);
}

/** Writes a symbol and `size` bits behind it. */
export function putSymbolAndBits(
  bits: BitWriter,
  table: EncodingTable,
  symbol: number,
  value: number,
  size: number,
): void {
  const entry = table.codes[symbol]!;
  const length = (entry & 31) + size;
  table.counts[symbol]!++;
  if (length <= 24) {
    bits.put(((entry >> 5) << size) | value, length);
  } else {
    bits.put(entry >> 5, entry & 31);
    bits.put(value, size);
  }
}

/**
 * Writes a DC coefficient, shifted down, as the difference to the one before (F.1.2.1): its category, then the difference, less one
 * where it is negative, in that many bits.
 */
export function putDc(bits: BitWriter, slot: WriteSlot, coefficient: number, shift: number): void {
  const dc = coefficient >> shift;
  const difference = dc - slot.predictor;
  slot.predictor = dc;
  const magnitude = difference < 0 ? -difference : difference;
  if (magnitude > LARGEST_MAGNITUDE || coefficient < -LARGEST_MAGNITUDE) throw outOfRange();
  const size = 32 - Math.clz32(magnitude);
  const value = (difference < 0 ? difference - 1 : difference) & ((1 << size) - 1);
  putSymbolAndBits(bits, slot.dc!, size, value, size);
}

/** The error for coefficients that no Huffman-coded file can have. */
export function outOfRange(): RangeError {
  return new RangeError(
    'Expected coefficients from -32767 to 32767, and DC differences too, but received larger ones',
  );
}
