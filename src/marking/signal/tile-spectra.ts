/** The Fourier coefficients of a plane's tiles at the frequencies of a carrier, and planes made of such coefficients. */
import { fft } from '../../image/fourier.ts';
import type { Carrier } from './layout.ts';
import { TILE } from './mark-design.ts';
import type { Plane } from './plane.ts';

/** Coefficients of tiles, row by row of tiles; tiles at the right and lower edges go on with zeros. */
export interface TileSpectra {
  /** Tiles a row. */
  readonly columns: number;
  /** Rows of tiles. */
  readonly rows: number;
  /** For each tile, the real part at each frequency of the carrier. */
  readonly real: Float64Array;
  /** For each tile, the imaginary part at each frequency of the carrier. */
  readonly imaginary: Float64Array;
}

/** Coefficients that are all zero, for a plane of this size. */
export function emptySpectra(
  { width, height }: Pick<Plane, 'width' | 'height'>,
  carrier: Carrier,
): TileSpectra {
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const count = columns * rows * carrier.kx.length;
  return { columns, rows, real: new Float64Array(count), imaginary: new Float64Array(count) };
}

/**
 * The coefficients of a plane.
 *
 * @param source - its tiles start at `-left`, `-top`.
 * @param carrier - whose frequencies.
 * @param left - columns of zeros before the plane, 0 to `TILE - 1`.
 * @param top - rows of zeros before the plane, 0 to `TILE - 1`.
 */
export function spectraOf(source: Plane, carrier: Carrier, left = 0, top = 0): TileSpectra {
  const { width, height, data } = source;
  const spectra = emptySpectra({ width: left + width, height: top + height }, carrier);
  const high = carrier.design.ring[1];
  const transform = fft(TILE);
  const real = new Float64Array(TILE);
  const imaginary = new Float64Array(TILE);
  // Column kx of the half-transformed tile, kx of 1 to `high`.
  const columnReal = new Float64Array(high * TILE);
  const columnImaginary = new Float64Array(high * TILE);
  const copyRow = (x0: number, y: number, out: Float64Array): void => {
    out.fill(0);
    if (y < 0 || y >= height) return;
    const start = Math.max(0, -x0);
    const end = Math.min(TILE, width - x0);
    for (let x = start, from = y * width + x0 + start; x < end; x++, from++) out[x] = data[from]!;
  };
  for (let row = 0; row < spectra.rows; row++) {
    for (let column = 0; column < spectra.columns; column++) {
      const x0 = column * TILE - left;
      const y0 = row * TILE - top;
      for (let y = 0; y < TILE; y += 2) {
        // Two real rows in one complex transform.
        copyRow(x0, y0 + y, real);
        copyRow(x0, y0 + y + 1, imaginary);
        transform.transform(real, imaginary);
        for (let k = 1; k <= high; k++) {
          const r = real[k]!;
          const i = imaginary[k]!;
          const mr = real[TILE - k]!;
          const mi = imaginary[TILE - k]!;
          const at = (k - 1) * TILE + y;
          columnReal[at] = (r + mr) / 2;
          columnImaginary[at] = (i - mi) / 2;
          columnReal[at + 1] = (i + mi) / 2;
          columnImaginary[at + 1] = (mr - r) / 2;
        }
      }
      for (let k = 0; k < high; k++) transform.transform(columnReal, columnImaginary, k * TILE);
      const to = (row * spectra.columns + column) * carrier.kx.length;
      for (let i = 0; i < carrier.kx.length; i++) {
        const kx = carrier.kx[i]!;
        const ky = carrier.ky[i]!;
        // A real tile: the coefficient of (-kx, ky) is the conjugate of that of (kx, -ky).
        const from = kx > 0 ? (kx - 1) * TILE + ky : (-kx - 1) * TILE + TILE - ky;
        spectra.real[to + i] = columnReal[from]!;
        spectra.imaginary[to + i] = kx > 0 ? columnImaginary[from]! : -columnImaginary[from]!;
      }
    }
  }
  return spectra;
}

/**
 * The plane of coefficients: the inverse transform of each tile, cut to the plane's size. Not divided by the tile's size.
 *
 * @param spectra - of a plane of this size, tiles from its corner on.
 * @param carrier - whose frequencies.
 * @param target - overwritten.
 */
export function planeOf(spectra: TileSpectra, carrier: Carrier, target: Plane): void {
  const { width, height, data } = target;
  const high = carrier.design.ring[1];
  const transform = fft(TILE);
  const real = new Float64Array(TILE);
  const imaginary = new Float64Array(TILE);
  const columnReal = new Float64Array(high * TILE);
  const columnImaginary = new Float64Array(high * TILE);
  for (let row = 0; row < spectra.rows; row++) {
    for (let column = 0; column < spectra.columns; column++) {
      columnReal.fill(0);
      columnImaginary.fill(0);
      const from = (row * spectra.columns + column) * carrier.kx.length;
      for (let i = 0; i < carrier.kx.length; i++) {
        const kx = carrier.kx[i]!;
        const ky = carrier.ky[i]!;
        const to = kx > 0 ? (kx - 1) * TILE + ky : (-kx - 1) * TILE + TILE - ky;
        columnReal[to] = spectra.real[from + i]!;
        columnImaginary[to] = kx > 0 ? spectra.imaginary[from + i]! : -spectra.imaginary[from + i]!;
      }
      for (let k = 0; k < high; k++) transform.transform(columnReal, columnImaginary, k * TILE, true);
      const x0 = column * TILE;
      const y0 = row * TILE;
      const across = Math.min(TILE, width - x0);
      for (let y = 0; y < TILE && y0 + y < height; y += 2) {
        real.fill(0);
        imaginary.fill(0);
        for (let k = 1; k <= high; k++) {
          const at = (k - 1) * TILE + y;
          const ar = columnReal[at]!;
          const ai = columnImaginary[at]!;
          const br = columnReal[at + 1]!;
          const bi = columnImaginary[at + 1]!;
          // Row y plus i times row y + 1, each with its conjugate frequencies.
          real[k] = ar - bi;
          imaginary[k] = ai + br;
          real[TILE - k] = ar + bi;
          imaginary[TILE - k] = br - ai;
        }
        transform.transform(real, imaginary, 0, true);
        const to = (y0 + y) * width + x0;
        for (let x = 0; x < across; x++) data[to + x] = real[x]!;
        if (y0 + y + 1 < height) for (let x = 0; x < across; x++) data[to + width + x] = imaginary[x]!;
      }
    }
  }
}

/** Moves tiles by parts of a sample: what lay at `x`, `y` lies at their corner. */
export function shift(spectra: TileSpectra, carrier: Carrier, x: number, y: number): void {
  const count = carrier.kx.length;
  for (let i = 0; i < count; i++) {
    const phase = ((2 * Math.PI) / TILE) * (carrier.kx[i]! * x + carrier.ky[i]! * y);
    const c = Math.cos(phase);
    const s = Math.sin(phase);
    for (let at = i; at < spectra.real.length; at += count) {
      const r = spectra.real[at]!;
      const m = spectra.imaginary[at]!;
      spectra.real[at] = r * c - m * s;
      spectra.imaginary[at] = r * s + m * c;
    }
  }
}
