/**
 * Progressive scans (ITU-T T.81, annex G): DC and AC, each first and refining. The standard defines what an encoder writes (G.1.2); a
 * decoder does the reverse.
 */
import { EndOfBandRuns } from './end-of-band-runs.ts';
import type { EntropyBits } from './entropy-bits.ts';
import { damaged } from './refusals.ts';
import type { IntervalReader, ReadSlot, ScanHeader, ScanReader, ScanRemains } from './scan-reader.ts';
import { assertStorable, extend, LONGEST_RUN, takeDifference, takeSymbol } from './scan-reader.ts';
import { NATURAL_ORDER } from './zigzag.ts';

type Report = (irregularity: string) => void;

/** The reader for a scan, by its spectral selection and successive approximation. */
export function progressiveReader(
  bits: EntropyBits,
  slots: readonly ReadSlot[],
  intervals: IntervalReader,
  scan: ScanHeader,
  report: Report,
): ScanReader {
  if (scan.spectralStart === 0) {
    return scan.approximationHigh === 0
      ? new DcFirstReader(bits, slots, intervals, scan)
      : new DcRefinementReader(bits, slots, intervals, scan);
  }
  return scan.approximationHigh === 0
    ? new AcFirstReader(bits, slots, intervals, scan, report)
    : new AcRefinementReader(bits, slots, intervals, scan, report);
}

abstract class DcReader implements ScanReader {
  protected readonly bits: EntropyBits;
  protected readonly slots: readonly ReadSlot[];
  protected readonly low: number;
  readonly #intervals: IntervalReader;

  constructor(
    bits: EntropyBits,
    slots: readonly ReadSlot[],
    intervals: IntervalReader,
    { approximationLow }: ScanHeader,
  ) {
    this.bits = bits;
    this.slots = slots;
    this.low = approximationLow;
    this.#intervals = intervals;
  }

  startInterval(): void {
    this.#intervals.start();
    for (const slot of this.slots) slot.predictor = 0;
  }

  abstract block(index: number, offset: number): void;

  endInterval(index: number, isLast: boolean): void {
    this.#intervals.end(index, isLast);
  }

  remains(): ScanRemains {
    return { ...this.#intervals.remains(), longestEndOfBandRun: LONGEST_RUN };
  }
}

/** G.1.2.1: differences of the DC values, shifted down by Al. */
class DcFirstReader extends DcReader {
  block(index: number, offset: number): void {
    const slot = this.slots[index]!;
    slot.predictor += takeDifference(this.bits, slot.dc!);
    this.bits.assertEnough();
    const coefficient = slot.predictor << this.low;
    assertStorable(coefficient);
    slot.coefficients[offset] = coefficient;
  }
}

/** G.1.2.1: one more bit of each DC value. */
class DcRefinementReader extends DcReader {
  block(index: number, offset: number): void {
    const { coefficients } = this.slots[index]!;
    coefficients[offset]! |= this.bits.take(1) << this.low;
    this.bits.assertEnough();
  }
}

abstract class AcReader implements ScanReader {
  protected readonly bits: EntropyBits;
  protected readonly slot: ReadSlot;
  protected readonly low: number;
  protected readonly from: number;
  protected readonly to: number;
  protected readonly runs = new EndOfBandRuns();
  protected readonly report: Report;
  readonly #intervals: IntervalReader;

  constructor(
    bits: EntropyBits,
    slots: readonly ReadSlot[],
    intervals: IntervalReader,
    scan: ScanHeader,
    report: Report,
  ) {
    this.bits = bits;
    this.slot = slots[0]!;
    this.low = scan.approximationLow;
    this.from = scan.spectralStart;
    this.to = scan.spectralEnd;
    this.report = report;
    this.#intervals = intervals;
  }

  startInterval(): void {
    this.#intervals.start();
  }

  abstract block(index: number, offset: number): void;

  endInterval(index: number, isLast: boolean): void {
    this.runs.endInterval();
    this.#intervals.end(index, isLast);
  }

  remains(): ScanRemains {
    if (this.runs.isIrregular) this.report('runs of ended bands that are shorter than they could be');
    return { ...this.#intervals.remains(), longestEndOfBandRun: this.runs.limit };
  }

  /** G.1.2.2: EOBn ends the band of this block and of 2^n - 1 plus n bits more. */
  protected startRun(n: number, isFresh: boolean): void {
    this.runs.start((1 << n) + this.bits.take(n), isFresh);
  }

  protected assertInBand(k: number): void {
    if (k > this.to) throw damaged('a block has more coefficients than its scan', this.bits.next);
  }
}

/** G.1.2.2: as a sequential scan, for a band, with EOBn. */
class AcFirstReader extends AcReader {
  block(_index: number, offset: number): void {
    if (this.runs.left > 0) {
      this.runs.passBlock(0);
      return;
    }
    const { bits, to } = this;
    const { coefficients, ac } = this.slot;
    let k = this.from;
    let zeroRuns = 0;
    while (k <= to) {
      const symbol = takeSymbol(bits, ac!);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0) {
        if (run < 15) {
          this.startRun(run, k === this.from);
          this.runs.passBlock(0);
          break;
        }
        k += 16;
        zeroRuns++;
        continue;
      }
      zeroRuns = 0;
      k += run;
      this.assertInBand(k);
      const coefficient = extend(bits.take(size), size) << this.low;
      assertStorable(coefficient);
      coefficients[offset + NATURAL_ORDER[k]!] = coefficient;
      k++;
    }
    if (k > to) this.runs.passFullBlock();
    this.assertInBand(k - 1);
    if (zeroRuns > 0) this.report('runs of zeros before the end of a band');
    bits.assertEnough();
  }
}

/**
 * G.1.2.3: a bit more for each coefficient that is not zero yet (a correction bit), in between those that become -1 or 1. Correction
 * bits go on to the end of the band, Se included, also in blocks that have nothing new.
 */
class AcRefinementReader extends AcReader {
  block(_index: number, offset: number): void {
    const { bits, to } = this;
    let k = this.from;
    let zeroRuns = 0;
    if (this.runs.left === 0) {
      const { coefficients, ac } = this.slot;
      while (k <= to) {
        const symbol = takeSymbol(bits, ac!);
        const run = symbol >> 4;
        const size = symbol & 15;
        if (size > 1) throw damaged('a refined coefficient has more than one bit', bits.next);
        if (size === 0 && run < 15) {
          this.startRun(run, k === this.from);
          break;
        }
        zeroRuns = size === 0 ? zeroRuns + 1 : 0;
        const value = size === 0 ? 0 : (bits.take(1) === 1 ? 1 : -1) << this.low;
        k = this.#correct(offset, k, run);
        this.assertInBand(k);
        if (size > 0) coefficients[offset + NATURAL_ORDER[k]!] = value;
        k++;
      }
    }
    if (this.runs.left > 0) {
      const before = bits.at;
      this.#correct(offset, k, 64);
      this.runs.passBlock(bits.at - before);
    } else {
      this.runs.passFullBlock();
    }
    if (zeroRuns > 0) this.report('runs of zeros before the end of a band');
    bits.assertEnough();
  }

  /** Reads correction bits until so many zeros are passed; the place of the zero behind them, or one behind the band. */
  #correct(offset: number, from: number, zeros: number): number {
    const { bits, to } = this;
    const { coefficients } = this.slot;
    const bit = 1 << this.low;
    let left = zeros;
    for (let k = from; k <= to; k++) {
      const place = offset + NATURAL_ORDER[k]!;
      const coefficient = coefficients[place]!;
      if (coefficient === 0) {
        if (left === 0) return k;
        left--;
      } else if (bits.take(1) === 1) {
        coefficients[place] = coefficient + (coefficient > 0 ? bit : -bit);
      }
    }
    return to + 1;
  }
}
