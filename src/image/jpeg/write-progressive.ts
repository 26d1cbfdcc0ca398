/** Progressive scans (ITU-T T.81, G.1.2): DC and AC, each first and refining. */
import type { BitWriter } from './bit-writer.ts';
import { CORRECTION_BITS_OF_FULL_RUN, MAXIMUM_CORRECTION_BITS } from './end-of-band-runs.ts';
import type { JpegScan } from './jpeg-file.ts';
import type { ScanWriter, WriteSlot } from './scan-writer.ts';
import {
  BYTES_OF_A_BLOCK,
  endInterval,
  LARGEST_MAGNITUDE,
  outOfRange,
  putDc,
  putSymbol,
  putSymbolAndBits,
} from './scan-writer.ts';
import { NATURAL_ORDER } from './zigzag.ts';

const SIXTEEN_ZEROS = 0xf0;

/** The writer for a scan, by its spectral selection and successive approximation. */
export function progressiveWriter(bits: BitWriter, slots: readonly WriteSlot[], scan: JpegScan): ScanWriter {
  if (scan.spectralStart === 0) {
    return scan.approximationHigh === 0
      ? new DcFirstWriter(bits, slots, scan)
      : new DcRefinementWriter(bits, slots, scan);
  }
  return scan.approximationHigh === 0
    ? new AcFirstWriter(bits, slots, scan)
    : new AcRefinementWriter(bits, slots, scan);
}

abstract class DcWriter implements ScanWriter {
  protected readonly bits: BitWriter;
  protected readonly slots: readonly WriteSlot[];
  protected readonly low: number;
  readonly #scan: JpegScan;

  constructor(bits: BitWriter, slots: readonly WriteSlot[], scan: JpegScan) {
    this.bits = bits;
    this.slots = slots;
    this.low = scan.approximationLow;
    this.#scan = scan;
  }

  startInterval(): void {
    for (const slot of this.slots) slot.predictor = 0;
  }

  abstract block(index: number, offset: number): void;

  endInterval(index: number, isLast: boolean): void {
    endInterval(this.bits, this.#scan, index, isLast);
  }
}

/** G.1.2.1: the point transform of DC is an arithmetic shift. */
class DcFirstWriter extends DcWriter {
  block(index: number, offset: number): void {
    const slot = this.slots[index]!;
    this.bits.reserve(BYTES_OF_A_BLOCK);
    putDc(this.bits, slot, slot.coefficients[offset]!, this.low);
  }
}

class DcRefinementWriter extends DcWriter {
  block(index: number, offset: number): void {
    this.bits.reserve(BYTES_OF_A_BLOCK);
    this.bits.put((this.slots[index]!.coefficients[offset]! >> this.low) & 1, 1);
  }
}

/** Runs of ended bands, and the correction bits of their blocks, held back until the run is known. */
abstract class AcWriter implements ScanWriter {
  protected readonly bits: BitWriter;
  protected readonly slot: WriteSlot;
  protected readonly low: number;
  protected readonly from: number;
  protected readonly to: number;
  /** Correction bits: `heldBits` of the run, and behind them those of the present block. */
  protected readonly correctionBits = new Uint8Array(MAXIMUM_CORRECTION_BITS);
  protected heldBits = 0;
  #run = 0;
  readonly #scan: JpegScan;

  constructor(bits: BitWriter, slots: readonly WriteSlot[], scan: JpegScan) {
    this.bits = bits;
    this.slot = slots[0]!;
    this.low = scan.approximationLow;
    this.from = scan.spectralStart;
    this.to = scan.spectralEnd;
    this.#scan = scan;
  }

  startInterval(): void {}

  abstract block(index: number, offset: number): void;

  endInterval(index: number, isLast: boolean): void {
    this.endRun();
    endInterval(this.bits, this.#scan, index, isLast);
  }

  /** One more block whose band ends, with so many correction bits. */
  protected extendRun(correctionBits: number): void {
    this.#run++;
    this.heldBits += correctionBits;
    if (this.#run >= this.#scan.longestEndOfBandRun || this.heldBits > CORRECTION_BITS_OF_FULL_RUN) {
      this.endRun();
    }
  }

  /** Writes the run, if there is one: EOBn, n bits of its length (G.1.2.2), the correction bits of its blocks (G.1.2.3). */
  protected endRun(): void {
    if (this.#run === 0) return;
    this.bits.reserve(BYTES_OF_A_BLOCK);
    const n = 31 - Math.clz32(this.#run);
    putSymbolAndBits(this.bits, this.slot.ac!, n << 4, this.#run & ((1 << n) - 1), n);
    this.#run = 0;
    this.putCorrectionBits(0, this.heldBits);
    this.heldBits = 0;
  }

  protected putCorrectionBits(from: number, count: number): void {
    const { bits, correctionBits } = this;
    for (let index = from, left = count; left > 0; ) {
      const together = Math.min(left, 16);
      let word = 0;
      for (const end = index + together; index < end; index++) word = (word << 1) | correctionBits[index]!;
      bits.put(word, together);
      left -= together;
    }
  }
}

/** G.1.2.2: the point transform of AC divides towards zero. */
class AcFirstWriter extends AcWriter {
  block(_index: number, offset: number): void {
    const { bits, low, to } = this;
    const { coefficients, ac } = this.slot;
    let last = this.from - 1;
    for (let k = this.from; k <= to; k++) {
      const coefficient = coefficients[offset + NATURAL_ORDER[k]!]!;
      if (coefficient === 0) continue;
      const sign = coefficient >> 31;
      const whole = (coefficient ^ sign) - sign;
      if (whole > LARGEST_MAGNITUDE) throw outOfRange();
      const magnitude = whole >> low;
      if (magnitude === 0) continue;
      if (last < this.from) {
        this.endRun();
        bits.reserve(BYTES_OF_A_BLOCK);
      }
      for (; k - last > 16; last += 16) putSymbol(bits, ac!, SIXTEEN_ZEROS);
      const size = 32 - Math.clz32(magnitude);
      const value = (magnitude ^ sign) & ((1 << size) - 1);
      putSymbolAndBits(bits, ac!, ((k - last - 1) << 4) | size, value, size);
      last = k;
    }
    if (last < to) this.extendRun(0);
  }
}

/** G.1.2.3, figures G.7 to G.9. */
class AcRefinementWriter extends AcWriter {
  block(_index: number, offset: number): void {
    const { low, to, correctionBits } = this;
    const { coefficients } = this.slot;
    let lastNew = -1;
    let zeros = 0;
    let own = 0;
    for (let k = this.from; k <= to; k++) {
      const coefficient = coefficients[offset + NATURAL_ORDER[k]!]!;
      const magnitude = (coefficient < 0 ? -coefficient : coefficient) >> low;
      if (magnitude === 0) {
        zeros++;
        continue;
      }
      if (zeros > 15 && lastNew < 0) lastNew = this.#lastNew(offset);
      for (; zeros > 15 && k <= lastNew; zeros -= 16) {
        own = this.#putWithCorrection(SIXTEEN_ZEROS, 0, 0, own);
      }
      if (magnitude > 1) {
        correctionBits[this.heldBits + own++] = magnitude & 1;
        continue;
      }
      own = this.#putWithCorrection((zeros << 4) | 1, coefficient < 0 ? 0 : 1, 1, own);
      zeros = 0;
    }
    if (zeros > 0 || own > 0) this.extendRun(own);
  }

  /** Writes what is held back, a symbol with its bits, and the block's correction bits so far; 0, for none are left. */
  #putWithCorrection(symbol: number, value: number, size: number, own: number): 0 {
    const from = this.heldBits;
    this.endRun();
    this.bits.reserve(BYTES_OF_A_BLOCK);
    putSymbolAndBits(this.bits, this.slot.ac!, symbol, value, size);
    this.putCorrectionBits(from, own);
    return 0;
  }

  /** The place of the last coefficient that this scan makes -1 or 1; 0 for none. */
  #lastNew(offset: number): number {
    const { coefficients } = this.slot;
    for (let k = this.to; k >= this.from; k--) {
      const coefficient = coefficients[offset + NATURAL_ORDER[k]!]!;
      if ((coefficient < 0 ? -coefficient : coefficient) >> this.low === 1) return k;
    }
    return 0;
  }
}
