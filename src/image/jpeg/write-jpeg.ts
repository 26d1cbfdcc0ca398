/**
 * Puts a JPEG file together again from its coefficients: the same segments, scans, tables, restart markers and fill bits.
 */
import { coded } from '../../errors/coded.ts';
import { BitWriter } from './bit-writer.ts';
import type { JpegComponent, JpegFile } from './jpeg-file.ts';
import { NEVER_CODED } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import { visitBlocks } from './scan-blocks.ts';
import { huffmanSegment } from './tables.ts';
import { TablesInUse } from './tables-in-use.ts';
import { scanWriter } from './write-scan.ts';

export interface WriteJpegOptions {
  /**
   * How to treat Huffman tables. The file's tables serve as long as they have codes for everything written. If changed
   * coefficients need a code that a table lacks, `rebuild-if-needed` (the default) rebuilds that table as the shortest one for
   * what is written (K.2), and `keep` refuses. `rebuild` rebuilds all of them.
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
  const anew = huffmanTables === 'rebuild' ? counting.used() : counting.incomplete();
  if (anew.length === 0) return bytes;
  if (huffmanTables === 'keep') throw lacksCodes(counting.missing());
  return writeParts(file, counting.rebuilt(anew));
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
        table: tables.written(table),
      }));
      bits.putBytes(huffmanSegment({ ...part, tables: definitions }));
    } else {
      bits.putBytes(part.header);
      visitBlocks(file.frame.components, part, scanWriter(file.frame, part, tables, bits));
    }
  }
  bits.putBytes(file.trailing);
  return bits.take();
}

/** A guess; the writer grows where it falls short. */
function expectedLength({ frame, parts, trailing }: JpegFile): number {
  const coefficients = frame.components.reduce((total, own) => total + own.coefficients.length, 0);
  return parts.reduce(
    (total, part) => total + (part.kind === 'segment' ? part.bytes.length : 1024),
    trailing.length + Math.ceil(coefficients / 4),
  );
}

/** Whether the file was coded irregularly and nothing has changed since. */
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

function lacksCodes(missing: number): RangeError {
  return coded(
    new RangeError(
      `Expected coefficients that the file's Huffman tables can code but received ${missing} symbols without a code`,
    ),
    'unsupported-picture',
    { format: 'jpeg', missing },
  );
}
