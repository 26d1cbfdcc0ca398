/** Huffman tables while a file is written: the symbols each had to code, and replacements. */
import type { EncodingTable, HuffmanTable } from './huffman-table.ts';
import { encodingTable, missingSymbols } from './huffman-table.ts';
import { optimalTable } from './optimal-table.ts';

export class TablesInUse {
  readonly #replacements: ReadonlyMap<HuffmanTable, HuffmanTable>;
  readonly #used = new Map<HuffmanTable, EncodingTable>();

  /** @param replacements - tables to write instead of those of the file. */
  constructor(replacements: ReadonlyMap<HuffmanTable, HuffmanTable> = new Map()) {
    this.#replacements = replacements;
  }

  /** The table that is written for one of the file. */
  written(table: HuffmanTable): HuffmanTable {
    return this.#replacements.get(table) ?? table;
  }

  encoding(table: HuffmanTable): EncodingTable {
    let encoding = this.#used.get(table);
    if (!encoding) {
      encoding = encodingTable(this.written(table));
      this.#used.set(table, encoding);
    }
    return encoding;
  }

  /** Tables that coded something. */
  used(): HuffmanTable[] {
    const isUsed = ({ counts }: EncodingTable) => counts.some((count) => count > 0);
    return [...this.#used].filter(([, encoding]) => isUsed(encoding)).map(([table]) => table);
  }

  /** Tables that lacked a symbol. */
  incomplete(): HuffmanTable[] {
    return [...this.#used].filter(([, own]) => missingSymbols(own).length > 0).map(([table]) => table);
  }

  /** How many symbols lack a code, of all tables together. */
  missing(): number {
    return [...this.#used.values()].reduce((total, own) => total + missingSymbols(own).length, 0);
  }

  /** Replacements with the shortest codes for all symbols that some tables had to code. */
  rebuilt(tables: readonly HuffmanTable[]): TablesInUse {
    return new TablesInUse(
      new Map(tables.map((table) => [table, optimalTable(this.encoding(table).counts)])),
    );
  }
}
