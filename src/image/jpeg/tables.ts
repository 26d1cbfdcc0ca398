/** Tables as segments define them: quantisation (ITU-T T.81, B.2.4.1) and Huffman (B.2.4.2). */
import { huffmanTable } from './huffman-table.ts';
import type { JpegHuffmanTables, JpegTableDefinition } from './jpeg-file.ts';
import { damaged } from './refusals.ts';
import { NATURAL_ORDER } from './zigzag.ts';

/** A quantisation table for one of four destinations. */
export interface QuantisationDefinition {
  /** Tq, 0-3. */
  readonly destination: number;
  /** 64 steps, 1-65535, in natural order. */
  readonly steps: Uint16Array;
}

/** @param parameters - of a DQT segment, without the length. */
export function readQuantisationTables(parameters: Uint8Array): QuantisationDefinition[] {
  const definitions: QuantisationDefinition[] = [];
  for (let at = 0; at < parameters.length; ) {
    const [bytesEach, destination] = [(parameters[at]! >> 4) + 1, parameters[at]! & 15];
    const values = parameters.subarray(at + 1, at + 1 + 64 * bytesEach);
    if (bytesEach > 2 || destination > 3 || values.length < 64 * bytesEach) {
      throw damaged('a quantisation table is cut off or has no place');
    }
    const steps = new Uint16Array(64);
    for (let k = 0; k < 64; k++) {
      const step = bytesEach === 1 ? values[k]! : (values[2 * k]! << 8) | values[2 * k + 1]!;
      if (step === 0) throw damaged('a quantiser step is zero');
      steps[NATURAL_ORDER[k]!] = step;
    }
    definitions.push({ destination, steps });
    at += 1 + values.length;
  }
  return definitions;
}

/** @param parameters - of a DHT segment, without the length. */
export function readHuffmanTables(parameters: Uint8Array): JpegTableDefinition[] {
  const definitions: JpegTableDefinition[] = [];
  for (let at = 0; at < parameters.length; ) {
    const destination = parameters[at]!;
    const counts = parameters.slice(at + 1, at + 17);
    const length = counts.reduce((total, count) => total + count, 0);
    const symbols = parameters.slice(at + 17, at + 17 + length);
    if (destination >> 4 > 1 || (destination & 15) > 3 || counts.length < 16 || symbols.length < length) {
      throw damaged('a Huffman table is cut off or has no place');
    }
    definitions.push({ destination, table: huffmanTable(counts, symbols) });
    at += 17 + length;
  }
  return definitions;
}

/** The DHT segment again, fill bytes included. */
export function huffmanSegment({ start, tables }: JpegHuffmanTables): Uint8Array {
  const length = tables.reduce((total, { table }) => total + 17 + table.symbols.length, 2);
  return Uint8Array.from([
    ...start,
    length >> 8,
    length & 0xff,
    ...tables.flatMap(({ destination, table }) => [destination, ...table.counts, ...table.symbols]),
  ]);
}
