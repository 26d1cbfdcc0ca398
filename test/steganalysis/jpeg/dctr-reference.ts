/**
 * DCTR, slowly and by other means: samples by the sum of T.81 A.3.3, each residual as a sum over 64 samples, and histograms of lists.
 */
import type { JpegComponent } from '../../../src/image/jpeg/jpeg-file.ts';

/** The pattern of frequency (u, v) at (x, y). */
function pattern(u: number, v: number, x: number, y: number): number {
  const scale = (frequency: number): number => (frequency === 0 ? 1 / Math.sqrt(2) : 1);
  return (
    (scale(u) *
      scale(v) *
      Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
      Math.cos(((2 * y + 1) * v * Math.PI) / 16)) /
    4
  );
}

const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

/** Rows of samples, of the blocks with a sample of the picture. */
export function samplesByDefinition(own: JpegComponent): number[][] {
  return Array.from({ length: 8 * own.blocksPerColumn }, (_, y) =>
    Array.from({ length: 8 * own.blocksPerRow }, (_, x) => {
      const block = 64 * ((y >> 3) * own.storedBlocksPerRow + (x >> 3));
      let sample = 128;
      for (const v of EIGHT) {
        for (const u of EIGHT) {
          const value = own.coefficients[block + 8 * v + u]! * own.quantisation[8 * v + u]!;
          sample += value * pattern(u, v, x & 7, y & 7);
        }
      }
      return sample;
    }),
  );
}

/** The features, in the order of the authors' program. */
export function dctrByDefinition(own: JpegComponent, q: number): number[] {
  const samples = samplesByDefinition(own);
  const [width, height] = [samples[0]!.length, samples.length];
  const features: number[] = [];
  for (const v of EIGHT) {
    for (const u of EIGHT) {
      const patch = EIGHT.map((y) => EIGHT.map((x) => pattern(u, v, x, y)));
      const magnitudes: { readonly x: number; readonly y: number; readonly magnitude: number }[] = [];
      for (let y = 0; y <= height - 8; y++) {
        for (let x = 0; x <= width - 8; x++) {
          let residual = 0;
          for (const dy of EIGHT)
            for (const dx of EIGHT) residual += patch[dy]![dx]! * samples[y + dy]![x + dx]!;
          // Rounded half up, with a margin for what sums of this size lose.
          const magnitude = Math.min(4, Math.round(Math.abs(residual) / q + 1e-9));
          magnitudes.push({ x: x % 8, y: y % 8, magnitude });
        }
      }
      for (const b of [0, 1, 2, 3, 4]) {
        for (const a of [0, 1, 2, 3, 4]) {
          const isMerged = (phase: number, with_: number): boolean => phase === with_ || phase === 8 - with_;
          const merged = magnitudes.filter(({ x, y }) => isMerged(x, a) && isMerged(y, b));
          for (const t of [0, 1, 2, 3, 4]) {
            features.push(merged.filter(({ magnitude }) => magnitude === t).length / merged.length);
          }
        }
      }
    }
  }
  return features;
}
