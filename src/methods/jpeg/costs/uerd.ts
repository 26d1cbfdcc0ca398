/**
 * UERD: changes cost little in blocks with much energy, and where the quantiser is fine. L. Guo, J. Ni, W. Su, C. Tang, Y.-Q. Shi,
 * "Using statistical image model for JPEG steganography: uniform embedding revisited", IEEE TIFS 10(12), 2015,
 * https://doi.org/10.1109/TIFS.2015.2473815
 *
 *     cost = q / (D + 1/4 sum of D of the eight blocks around),   D = sum of |x| q over the block's AC coefficients
 *
 * with q the quantiser step; of DC, whose steps say nothing of texture, the mean of its two neighbours' steps.
 */
import type { JpegComponent } from '../../../image/jpeg/jpeg-file.ts';
import { mirrored } from '../../../image/mirrored.ts';

/** The weight of blocks around a block. */
const AROUND = 1 / 4;

/**
 * Replaces an energy of zero: a flat block among flat ones. The smallest other energy is 1/4; the cost that this gives is avoided
 * and still finite.
 */
const FLAT = 1e-5;

/** What blocks beyond the picture cost: nothing is hidden there. */
const COST_BEYOND_PICTURE = 1;

/**
 * The cost of changing each coefficient of a component by one, up or down. Energies are mirrored at the picture's edges.
 *
 * @returns a finite cost above 0 for each of `component.coefficients`, in their order.
 */
export function uerdCosts(component: JpegComponent): Float32Array {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation } = component;
  const energies = blockEnergies(component);
  const energy = (row: number, column: number): number =>
    energies[mirrored(row, blocksPerColumn) * blocksPerRow + mirrored(column, blocksPerRow)]!;
  const steps = Float64Array.from(quantisation);
  steps[0] = (steps[1]! + steps[8]!) / 2;
  const costs = new Float32Array(component.coefficients.length).fill(COST_BEYOND_PICTURE);
  for (let row = 0; row < blocksPerColumn; row++) {
    for (let column = 0; column < blocksPerRow; column++) {
      let around = -energy(row, column);
      for (let y = row - 1; y <= row + 1; y++) {
        for (let x = column - 1; x <= column + 1; x++) around += energy(y, x);
      }
      const total = Math.max(FLAT, energy(row, column) + AROUND * around);
      const at = 64 * (row * storedBlocksPerRow + column);
      for (let k = 0; k < 64; k++) costs[at + k] = steps[k]! / total;
    }
  }
  return costs;
}

/** D of each block of the picture: whole numbers, so that sums and differences are exact. */
function blockEnergies(component: JpegComponent): Float64Array {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation, coefficients } = component;
  const energies = new Float64Array(blocksPerRow * blocksPerColumn);
  for (let row = 0, block = 0; row < blocksPerColumn; row++) {
    for (let column = 0; column < blocksPerRow; column++, block++) {
      const at = 64 * (row * storedBlocksPerRow + column);
      let sum = 0;
      for (let k = 1; k < 64; k++) sum += Math.abs(coefficients[at + k]!) * quantisation[k]!;
      energies[block] = sum;
    }
  }
  return energies;
}
