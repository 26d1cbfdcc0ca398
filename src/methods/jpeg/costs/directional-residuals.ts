/**
 * What directional filters see of a picture, inverted: 1 / (sigma + |W_k|) for the three high-pass bands of an undecimated wavelet
 * transform. Rows are computed when asked for, from the top, and only the last ones are kept.
 */
import { mirrored } from '../../../image/mirrored.ts';
import { HIGH_PASS, LOW_PASS, TAPS } from './daubechies.ts';

/** Keeps costs finite where filters see nothing (Holub et al. 2014, section 5). */
const SIGMA = 2 ** -6;

/** The filters' taps stand on the samples -7 to 8 around their place. */
const TAPS_BEFORE = TAPS / 2 - 1;

/** One channel; only the upper left `width` x `height` samples count. */
export interface SamplePlane {
  readonly data: Uint8Array;
  /** Samples from one row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

export interface ResidualRegion {
  /** The first row and column; negative before the picture. */
  readonly start: number;
  readonly columns: number;
  /** How many rows before the last one asked for stay known, it included. */
  readonly rowsKept: number;
}

/** A row of 1 / (sigma + |W|); names tell the vertical filter first. */
export interface ResidualRow {
  readonly lowHigh: Float64Array;
  readonly highLow: Float64Array;
  readonly highHigh: Float64Array;
}

interface FilteredRow {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export class DirectionalResiduals {
  readonly columns: number;
  readonly #plane: SamplePlane;
  readonly #start: number;
  /** Rings: the row y is at y modulo the length. */
  readonly #rows: readonly ResidualRow[];
  readonly #filtered: readonly FilteredRow[];
  readonly #padded: Float64Array;
  /** The picture's column at each place of a padded row. */
  readonly #sources: Int32Array;
  #nextRow: number;
  #nextFiltered: number;

  constructor(plane: SamplePlane, { start, columns, rowsKept }: ResidualRegion) {
    const row = () => new Float64Array(columns);
    this.columns = columns;
    this.#plane = plane;
    this.#start = start;
    this.#rows = Array.from({ length: rowsKept }, () => ({
      lowHigh: row(),
      highLow: row(),
      highHigh: row(),
    }));
    this.#filtered = Array.from({ length: TAPS }, () => ({ low: row(), high: row() }));
    this.#padded = new Float64Array(columns + TAPS - 1);
    this.#sources = Int32Array.from(this.#padded, (_, x) => mirrored(start - TAPS_BEFORE + x, plane.width));
    this.#nextRow = start;
    this.#nextFiltered = start - TAPS_BEFORE;
  }

  /** The row y, counted as the picture's rows are. */
  row(y: number): ResidualRow {
    for (; this.#nextRow <= y; this.#nextRow++) this.#computeRow(this.#nextRow);
    return this.#rows[mod(y - this.#start, this.#rows.length)]!;
  }

  #computeRow(y: number): void {
    const first = y - TAPS_BEFORE;
    for (; this.#nextFiltered < first + TAPS; this.#nextFiltered++) this.#filterRow(this.#nextFiltered);
    const { lowHigh, highLow, highHigh } = this.#rows[mod(y - this.#start, this.#rows.length)]!;
    for (const sums of [lowHigh, highLow, highHigh]) sums.fill(0);
    for (let tap = 0; tap < TAPS; tap++) {
      const { low, high } = this.#filtered[mod(first + tap, TAPS)]!;
      const [ofLow, ofHigh] = [LOW_PASS[tap]!, HIGH_PASS[tap]!];
      for (let x = 0; x < lowHigh.length; x++) {
        lowHigh[x]! += ofLow * high[x]!;
        highLow[x]! += ofHigh * low[x]!;
        highHigh[x]! += ofHigh * high[x]!;
      }
    }
    for (const sums of [lowHigh, highLow, highHigh]) {
      for (let x = 0; x < sums.length; x++) sums[x] = 1 / (SIGMA + Math.abs(sums[x]!));
    }
  }

  /** The horizontal filters, over one row of the picture. */
  #filterRow(y: number): void {
    const { data, stride, height } = this.#plane;
    const padded = this.#padded;
    const row = stride * mirrored(y, height);
    for (let x = 0; x < padded.length; x++) padded[x] = data[row + this.#sources[x]!]!;
    const { low, high } = this.#filtered[mod(y, TAPS)]!;
    for (let x = 0; x < low.length; x++) {
      let [ofLow, ofHigh] = [0, 0];
      for (let tap = 0; tap < TAPS; tap++) {
        const sample = padded[x + tap]!;
        ofLow += LOW_PASS[tap]! * sample;
        ofHigh += HIGH_PASS[tap]! * sample;
      }
      low[x] = ofLow;
      high[x] = ofHigh;
    }
  }
}

function mod(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}
