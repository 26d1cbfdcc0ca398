/**
 * Puts a JPEG file together again from its coefficients: the same segments, scans, tables, restart markers and fill bits.
 */
import { coded } from '../../errors/coded.ts';
import { BitWriter } from './bit-writer.ts';
import type { EncodingTable, HuffmanTable } from './huffman-table.ts';
import { encodingTable, missingSymbols } from './huffman-table.ts';
import type { JpegComponent, JpegFile, JpegScan } from './jpeg-file.ts';
import { NEVER_CODED } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import { optimalTable } from './optimal-table.ts';
import { visitBlocks } from './scan-blocks.ts';
import type { WriteSlot } from './scan-writer.ts';
import { huffmanSegment } from './tables.ts';
import { progressiveWriter } from './write-progressive.ts';
import { SequentialWriter } from './write-sequential.ts';

export interface WriteJpegOptions {
  /**
   * What becomes of Huffman tables. Those of the file serve as long as they have codes for all that is written. Where changed
   * coefficients need a code that a table lacks, `rebuild-if-needed` (which is used if absent) makes that table anew, the shortest
   * one for what is written (K.2), and `keep` refuses. `rebuild` makes all of them anew.
   */
  readonly huffmanTables?: 'rebuild-if-needed' | 'keep' | 'rebuild';
}

/**
 * Writes a file with the coefficients that it has now. Unchanged ones give the bytes that were read.
 *
 * @throws RangeError `unsupported-picture` with `details.missing`, how many symbols lack a code, where tables are kept;
 *   RangeError where a change cannot be written: below `lowestBit`, or beyond +-32767.
 */
export function writeJpeg(
  file: JpegFile,
  { huffmanTables = 'rebuild-if-needed' }: WriteJpegOptions = {},
): Uint8Array {
  for (const component of file.frame.components) assertCoded(component);
  if (huffmanTables !== 'rebuild' && isAsRead(file)) return file.irregular!.bytes.slice();
  const counting = new TablesInUse();
  const bytes = writeParts(file, counting);
  const anew = huffmanTables === 'rebuild' ? counting.all() : counting.incomplete();
  if (anew.length === 0) return bytes;
  if (huffmanTables === 'keep') throw lacksCodes(counting);
  return writeParts(file, new TablesInUse(new Map(anew.map((table) => [table, counting.optimal(table)]))));
}

/** Tables with what was written by them, and those that replace others. */
class TablesInUse {
  readonly #replacements: ReadonlyMap<HuffmanTable, HuffmanTable>;
  readonly #used = new Map<HuffmanTable, EncodingTable>();

  constructor(replacements: ReadonlyMap<HuffmanTable, HuffmanTable> = new Map()) {
    this.#replacements = replacements;
  }

  replaced(table: HuffmanTable): HuffmanTable {
    return this.#replacements.get(table) ?? table;
  }

  encoding(table: HuffmanTable): EncodingTable {
    let encoding = this.#used.get(table);
    if (!encoding) {
      encoding = encodingTable(this.replaced(table));
      this.#used.set(table, encoding);
    }
    return encoding;
  }

  all(): HuffmanTable[] {
    return [...this.#used]
      .filter(([, { counts }]) => counts.some((count) => count > 0))
      .map(([table]) => table);
  }

  incomplete(): HuffmanTable[] {
    return this.all().filter((table) => missingSymbols(this.encoding(table)).length > 0);
  }

  optimal(table: HuffmanTable): HuffmanTable {
    return optimalTable(this.encoding(table).counts);
  }
}

function writeParts(file: JpegFile, tables: TablesInUse): Uint8Array {
  const bits = new BitWriter(expectedLength(file));
  bits.putBytes([0xff, MARKER.SOI]);
  for (const part of file.parts) {
    if (part.kind === 'segment') {
      bits.putBytes(part.bytes);
    } else if (part.kind === 'huffman-tables') {
      const definitions = part.tables.map(({ destination, table }) => ({
        destination,
        table: tables.replaced(table),
      }));
      bits.putBytes(huffmanSegment({ ...part, tables: definitions }));
    } else {
      bits.putBytes(part.header);
      writeScan(file, part, tables, bits);
    }
  }
  bits.putBytes(file.trailing);
  return bits.take();
}

function writeScan({ frame }: JpegFile, scan: JpegScan, tables: TablesInUse, bits: BitWriter): void {
  const slots = scan.components.map(
    ({ component, dc, ac }): WriteSlot => ({
      coefficients: frame.components[component]!.coefficients,
      dc: dc && tables.encoding(dc),
      ac: ac && tables.encoding(ac),
      predictor: 0,
    }),
  );
  const writer =
    frame.process === 'progressive'
      ? progressiveWriter(bits, slots, scan)
      : new SequentialWriter(bits, slots, scan);
  visitBlocks(frame.components, scan, writer);
}

/** A guess; the writer grows where it falls short. */
function expectedLength({ frame, parts, trailing }: JpegFile): number {
  const coefficients = frame.components.reduce((total, own) => total + own.coefficients.length, 0);
  return parts.reduce(
    (total, part) => total + (part.kind === 'segment' ? part.bytes.length : 1024),
    trailing.length + Math.ceil(coefficients / 4),
  );
}

/** Whether the file was coded in a way of its own and nothing has changed since. */
function isAsRead({ frame, irregular }: JpegFile): boolean {
  return (
    irregular !== undefined &&
    frame.components.every(({ coefficients }, index) => {
      const before = irregular.coefficients[index]!;
      return coefficients.every((coefficient, at) => coefficient === before[at]);
    })
  );
}

/** @throws RangeError when a coefficient has bits that no scan of the file carries. */
function assertCoded({ coefficients, lowestBit }: JpegComponent): void {
  if (lowestBit.every((bit) => bit === 0)) return;
  const masks = Int16Array.from(lowestBit, (bit) => (bit === NEVER_CODED ? -1 : (1 << bit) - 1));
  for (let at = 0; at < coefficients.length; at++) {
    const magnitude = Math.abs(coefficients[at]!);
    if ((magnitude & masks[at & 63]!) !== 0) {
      throw new RangeError(
        'Expected changes of coefficient bits that the scans of the file carry but received others; see lowestBit',
      );
    }
  }
}

function lacksCodes(tables: TablesInUse): RangeError {
  const missing = tables
    .incomplete()
    .reduce((total, table) => total + missingSymbols(tables.encoding(table)).length, 0);
  return coded(
    new RangeError(
      `Expected coefficients that the file's Huffman tables can code but received ${missing} symbols without a code`,
    ),
    'unsupported-picture',
    { format: 'jpeg', missing },
  );
}
