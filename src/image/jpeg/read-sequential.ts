/** Sequential scans, baseline and extended (ITU-T T.81, F.2.2). */
import type { EntropyBits } from './entropy-bits.ts';
import { decodeLongCode, LOOKUP_BITS } from './huffman-table.ts';
import { damaged } from './refusals.ts';
import type { IntervalReader, ReadSlot, ScanReader, ScanRemains } from './scan-reader.ts';
import { assertStorable, LONGEST_RUN, takeDifference } from './scan-reader.ts';
import { NATURAL_ORDER } from './zigzag.ts';

export class SequentialReader implements ScanReader {
  readonly #bits: EntropyBits;
  readonly #slots: readonly ReadSlot[];
  readonly #intervals: IntervalReader;
  readonly #report: (irregularity: string) => void;

  constructor(
    bits: EntropyBits,
    slots: readonly ReadSlot[],
    intervals: IntervalReader,
    report: (irregularity: string) => void,
  ) {
    this.#bits = bits;
    this.#slots = slots;
    this.#intervals = intervals;
    this.#report = report;
  }

  startInterval(): void {
    this.#intervals.start();
    for (const slot of this.#slots) slot.predictor = 0;
  }

  endInterval(index: number, isLast: boolean): void {
    this.#intervals.end(index, isLast);
  }

  remains(): ScanRemains {
    return { ...this.#intervals.remains(), longestEndOfBandRun: LONGEST_RUN };
  }

  block(index: number, offset: number): void {
    const bits = this.#bits;
    const slot = this.#slots[index]!;
    const { coefficients } = slot;
    slot.predictor += takeDifference(bits, slot.dc!);
    assertStorable(slot.predictor);
    coefficients[offset] = slot.predictor;
    this.#alternating(slot, offset);
    bits.assertEnough();
  }

  /** F.2.2.2: RRRRSSSS, run of zeros and size of the coefficient behind it. */
  #alternating({ coefficients, ac }: ReadSlot, offset: number): void {
    const bits = this.#bits;
    const { view } = bits;
    const table = ac!;
    const { lookup } = table;
    let at = bits.at;
    let k = 1;
    let zeroRuns = 0;
    while (k < 64) {
      const word = view.getInt32(at >> 3) << (at & 7);
      const entry = lookup[word >>> (32 - LOOKUP_BITS)]! || decodeLongCode(table, word >>> 16);
      const length = entry >> 8;
      const run = (entry >> 4) & 15;
      const size = entry & 15;
      at += length;
      if (size === 0) {
        if (run === 15) {
          k += 16;
          zeroRuns++;
          continue;
        }
        if (run > 0) this.#report('an end of block with a run');
        break;
      }
      zeroRuns = 0;
      k += run;
      if (k > 63) throw damaged('a block has more than 64 coefficients', bits.next);
      const value =
        length + size <= 25
          ? (word << length) >>> (32 - size)
          : (view.getInt32(at >> 3) << (at & 7)) >>> (32 - size);
      at += size;
      coefficients[offset + NATURAL_ORDER[k]!] = value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
      k++;
    }
    if (k > 64) throw damaged('a block has more than 64 coefficients', bits.next);
    if (zeroRuns > 0) this.#report('runs of zeros before the end of a block');
    bits.at = at;
  }
}
