/** Sequential scans, baseline and extended (ITU-T T.81, F.1.2). */
import type { BitWriter } from './bit-writer.ts';
import type { JpegScan } from './jpeg-file.ts';
import type { ScanWriter, WriteSlot } from './scan-writer.ts';
import {
  BYTES_OF_A_BLOCK,
  endInterval,
  LARGEST_MAGNITUDE,
  outOfRange,
  putDc,
  putSymbol,
} from './scan-writer.ts';
import { NATURAL_ORDER } from './zigzag.ts';

const END_OF_BLOCK = 0x00;
const SIXTEEN_ZEROS = 0xf0;

export class SequentialWriter implements ScanWriter {
  readonly #bits: BitWriter;
  readonly #slots: readonly WriteSlot[];
  readonly #scan: JpegScan;

  constructor(bits: BitWriter, slots: readonly WriteSlot[], scan: JpegScan) {
    this.#bits = bits;
    this.#slots = slots;
    this.#scan = scan;
  }

  startInterval(): void {
    for (const slot of this.#slots) slot.predictor = 0;
  }

  endInterval(index: number, isLast: boolean): void {
    endInterval(this.#bits, this.#scan, index, isLast);
  }

  block(index: number, offset: number): void {
    const bits = this.#bits;
    const slot = this.#slots[index]!;
    bits.reserve(BYTES_OF_A_BLOCK);
    putDc(bits, slot, slot.coefficients[offset]!, 0);
    this.#alternating(slot, offset);
  }

  /** F.1.2.2: the run of zeros and the size of the coefficient behind it, then its bits. */
  #alternating({ coefficients, ac }: WriteSlot, offset: number): void {
    const bits = this.#bits;
    const table = ac!;
    const { codes, counts } = table;
    let last = 0;
    for (let k = 1; k < 64; k++) {
      const coefficient = coefficients[offset + NATURAL_ORDER[k]!]!;
      if (coefficient === 0) continue;
      for (; k - last > 16; last += 16) putSymbol(bits, table, SIXTEEN_ZEROS);
      const sign = coefficient >> 31;
      const magnitude = (coefficient ^ sign) - sign;
      if (magnitude > LARGEST_MAGNITUDE) throw outOfRange();
      const size = 32 - Math.clz32(magnitude);
      const symbol = ((k - last - 1) << 4) | size;
      const entry = codes[symbol]!;
      counts[symbol]!++;
      const value = (coefficient + sign) & ((1 << size) - 1);
      const length = (entry & 31) + size;
      if (length <= 24) {
        bits.put(((entry >> 5) << size) | value, length);
      } else {
        bits.put(entry >> 5, entry & 31);
        bits.put(value, size);
      }
      last = k;
    }
    if (last < 63) putSymbol(bits, table, END_OF_BLOCK);
  }
}
