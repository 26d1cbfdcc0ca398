/**
 * What a file's scans need of its Huffman tables, without writing the file: whether tables lack a code, and where, and whether they
 * were made for this picture.
 */
import { BitWriter } from './bit-writer.ts';
import type { HuffmanTable } from './huffman-table.ts';
import { encodingTable, missingSymbols } from './huffman-table.ts';
import type { JpegFile, JpegScan } from './jpeg-file.ts';
import { optimalTable } from './optimal-table.ts';
import { visitBlocks } from './scan-blocks.ts';
import { TablesInUse } from './tables-in-use.ts';
import { scanWriter } from './write-scan.ts';

/** Encoders that optimise in a way of their own come so near to K.2; tables of the standard are some per cent off. */
const NEARLY = 1.0005;

/** Bits that a table's codes take; infinite where a symbol has none. */
function bitsOf(table: HuffmanTable, counts: Uint32Array): number {
  const { codes } = encodingTable(table);
  let bits = 0;
  for (const [symbol, count] of counts.entries()) {
    const length = codes[symbol]! & 31;
    if (count > 0) bits += length === 0 ? Number.POSITIVE_INFINITY : count * length;
  }
  return bits;
}

/** A block by its component's index and the place of its first coefficient. */
export interface BlockPlace {
  readonly component: number;
  readonly offset: number;
}

/**
 * Whether the encoder made all Huffman tables for the coefficients as they are (K.2, or nearly), as sharp and most sites do.
 *
 * Such an encoder would have made other tables for changed coefficients, and anyone can recompute and compare them. So ask before a
 * change, and rebuild all tables (`writeJpeg`) if the answer is yes: the change would show in kept tables.
 */
export function hasOptimalTables(file: JpegFile): boolean {
  const tables = new TablesInUse();
  for (const scan of scansOf(file)) countSymbols(file, scan, tables);
  return tables.used().every((table) => {
    const { counts } = tables.encoding(table);
    const best = optimalTable(counts);
    return areEqual(table, best) || bitsOf(table, counts) <= bitsOf(best, counts) * NEARLY;
  });
}

/**
 * Blocks with a symbol that their table lacks, in the order of the scans; none when `writeJpeg` can keep all tables. For callers
 * that would rather take back a change than rebuild tables.
 *
 * In a progressive file a run of ended bands may be what lacks a code. It is reported at the block that ends the run, or not at all
 * where an interval ends it, and may depend on all blocks of the run.
 */
export function uncodableBlocks(file: JpegFile): BlockPlace[] {
  const whole = new TablesInUse();
  for (const scan of scansOf(file)) countSymbols(file, scan, whole);
  if (whole.missing() === 0) return [];
  const found: BlockPlace[] = [];
  for (const scan of scansOf(file)) {
    const tables = new TablesInUse();
    const lacking = tablesOf(scan).map((table) => ({
      counts: tables.encoding(table).counts,
      symbols: missingSymbols(whole.encoding(table)),
    }));
    let before = 0;
    countSymbols(file, scan, tables, (slot, offset) => {
      let written = 0;
      for (const { counts, symbols } of lacking) for (const symbol of symbols) written += counts[symbol]!;
      if (written > before) found.push({ component: scan.components[slot]!.component, offset });
      before = written;
    });
  }
  return found;
}

function scansOf({ parts }: JpegFile): JpegScan[] {
  return parts.filter((part) => part.kind === 'scan');
}

function tablesOf({ components }: JpegScan): HuffmanTable[] {
  return components.flatMap(({ dc, ac }) => [dc, ac]).filter((table) => table !== undefined);
}

function areEqual(a: HuffmanTable, b: HuffmanTable): boolean {
  return (
    a.symbols.length === b.symbols.length &&
    a.symbols.every((symbol, index) => symbol === b.symbols[index]) &&
    a.counts.every((count, index) => count === b.counts[index])
  );
}

/** Codes a scan for the counts of its tables alone. */
function countSymbols(
  { frame }: JpegFile,
  scan: JpegScan,
  tables: TablesInUse,
  afterBlock: (slot: number, offset: number) => void = () => {},
): void {
  const bits = new BitWriter(0);
  const writer = scanWriter(frame, scan, tables, bits);
  visitBlocks(frame.components, scan, {
    startInterval: (index) => writer.startInterval(index),
    endInterval: (index, isLast) => writer.endInterval(index, isLast),
    block: (slot, offset) => {
      writer.block(slot, offset);
      bits.clear();
      afterBlock(slot, offset);
    },
  });
}
