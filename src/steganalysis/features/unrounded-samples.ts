/**
 * The samples that a JPEG's coefficients stand for, before a decoder rounds and clamps them: what steganalysis of JPEGs starts from.
 */
import type { JpegComponent } from '../../image/jpeg/jpeg-file.ts';

/** Samples of a component, whole blocks. */
export interface UnroundedSamples {
  /** `8 * blocksPerRow`. */
  readonly width: number;
  /** `8 * blocksPerColumn`. */
  readonly height: number;
  /** `width * height` real numbers, about 0-255, row by row. */
  readonly data: Float64Array;
}

/** The orthonormal DCT-II of eight values: frequency k, place n at `8 * k + n` (T.81, A.3.3). */
export const COSINES = Float64Array.from({ length: 64 }, (_, index) => {
  const [k, n] = [index >> 3, index & 7];
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16);
});

/** Dequantises and transforms the blocks that have a sample of the picture, and adds 128. */
export function unroundedSamples(component: JpegComponent): UnroundedSamples {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, quantisation, coefficients } = component;
  const [width, height] = [8 * blocksPerRow, 8 * blocksPerColumn];
  const data = new Float64Array(width * height);
  const columns = new Float64Array(64);
  for (let blockY = 0; blockY < blocksPerColumn; blockY++) {
    for (let blockX = 0; blockX < blocksPerRow; blockX++) {
      const offset = 64 * (blockY * storedBlocksPerRow + blockX);
      columns.fill(0);
      for (let index = 0; index < 64; index++) {
        const coefficient = coefficients[offset + index]!;
        if (coefficient === 0) continue;
        const value = coefficient * quantisation[index]!;
        const [v, u] = [index >> 3, index & 7];
        for (let y = 0; y < 8; y++) columns[8 * y + u]! += value * COSINES[8 * v + y]!;
      }
      const at = 8 * (blockY * width + blockX);
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          let sum = 128;
          for (let u = 0; u < 8; u++) sum += columns[8 * y + u]! * COSINES[8 * u + x]!;
          data[at + y * width + x] = sum;
        }
      }
    }
  }
  return { width, height, data };
}
