/** Writes bits into the luma of a JPEG file, in whole steps of its own. */
import { cellsOf, FREE } from './cells.ts';
import { wholeTargets } from './lattice.ts';
import { addBlocks, BLOCK, BLOCK_AREA, type BlockGrid } from './luma-blocks.ts';
import type { Survival } from './settings.ts';

/** What JPEG takes from pixels before it transforms them. */
const MIDDLE = 128;

/**
 * How much of what would be cut off is kept: with 0.5 a photo with a white sky loses 1 dB more and carries 17 % more bytes, with 0 it
 * carries nothing.
 */
const KEPT = 0.3;

/** Quantised coefficients of luma, as a JPEG stores them. */
export interface QuantisedLuma {
  /** 64 a block, row after row of blocks. */
  readonly coefficients: Int16Array;
  /** 64 steps. */
  readonly quantisation: ArrayLike<number>;
  /** Blocks a row that are stored. */
  readonly blocksPerRow: number;
}

/** Largest magnitude of a coefficient other than the mean: T.81, table F.2. */
const MOST = 1023;

/**
 * Writes bits into the luma of a JPEG, in whole steps of its own.
 *
 * @param bits - for each coefficient of each whole block a bit, or `FREE`.
 * @param grid - the whole blocks.
 * @returns new coefficients.
 */
export function embedInQuantised(
  { coefficients, quantisation, blocksPerRow }: QuantisedLuma,
  bits: Uint8Array,
  grid: BlockGrid,
  survival: Survival,
): Int16Array {
  const { columns } = grid;
  const changed = coefficients.slice();
  for (const { k, step, quantisers } of cellsOf(survival)) {
    const targets = wholeTargets(step, quantisers, quantisation[k]!, MOST);
    for (let block = 0, i = k; i < bits.length; block++, i += BLOCK_AREA) {
      const bit = bits[i]!;
      if (bit === FREE) continue;
      const row = Math.floor(block / columns);
      const at = BLOCK_AREA * (row * blocksPerRow + block - row * columns) + k;
      changed[at] = targets[bit]![Math.max(-MOST, Math.min(MOST, changed[at]!)) + MOST]!;
    }
  }
  keepInRange(changed, quantisation, blocksPerRow, grid);
  return changed;
}

/** Moves the means of blocks whose pixels would be cut off at black or white, and with them their bits. */
function keepInRange(
  coefficients: Int16Array,
  quantisation: ArrayLike<number>,
  blocksPerRow: number,
  { columns, rows }: BlockGrid,
): void {
  const strip = { x: 0, y: 0, columns, rows: 1 };
  const width = BLOCK * columns;
  const values = new Float32Array(BLOCK_AREA * columns);
  const pixels = new Float32Array(BLOCK * width);
  for (let row = 0; row < rows; row++) {
    const first = BLOCK_AREA * row * blocksPerRow;
    for (let i = 0; i < values.length; i++) {
      values[i] = coefficients[first + i]! * quantisation[i % BLOCK_AREA]!;
    }
    pixels.fill(MIDDLE);
    addBlocks(values, pixels, width, strip);
    for (let column = 0; column < columns; column++) {
      let least = MIDDLE;
      let most = MIDDLE;
      for (let y = 0; y < BLOCK; y++) {
        for (let at = y * width + BLOCK * column, end = at + BLOCK; at < end; at++) {
          least = Math.min(least, pixels[at]!);
          most = Math.max(most, pixels[at]!);
        }
      }
      const [below, above] = [Math.max(0, -least), Math.max(0, most - 255)];
      const by = (KEPT * BLOCK * (below - above)) / quantisation[0]!;
      coefficients[first + BLOCK_AREA * column]! += Math.round(by);
    }
  }
}
