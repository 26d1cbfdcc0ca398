/**
 * Counts the pieces of a file, because each takes some hundred bytes of memory and perhaps only four in the
 * file.
 */
import { tooLarge } from './refusals.ts';

/** Segments, Huffman tables, and gaps before restart markers: some dozens in real files, and here at most 32 MiB. */
export const MAXIMUM_PIECES = 2 ** 16;

export class PieceBudget {
  #pieces = 0;

  /** @throws RangeError `picture-too-large` when there are more pieces than `MAXIMUM_PIECES`. */
  take(count: number): void {
    this.#pieces += count;
    if (this.#pieces > MAXIMUM_PIECES) throw tooLarge(this.#pieces, MAXIMUM_PIECES, 'segments and tables');
  }
}
