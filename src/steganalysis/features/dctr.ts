/**
 * DCTR: histograms of the undecimated DCT of a decompressed JPEG. V. Holub, J. Fridrich, "Low-complexity features for JPEG
 * steganalysis using undecimated DCT", IEEE TIFS 10 (2015), https://doi.org/10.1109/TIFS.2014.2364918
 *
 * The samples, neither rounded nor clamped, are filtered with each of the 64 patterns of the DCT, at every place and not just on the
 * grid of blocks. Magnitudes are divided by q, rounded and cut off at T = 4, and counted by their pattern and their place relative to
 * the grid (the phase). Phases that mirroring exchanges, a and 8 - a in each direction, share a histogram: 25 remain of 64, and the
 * features are 64 * 25 * 5 = 8,000.
 *
 * Only phases in one row of the grid are counted at a time, from eight rows of samples that were transformed down the columns: the work is
 * nine transforms of eight values a sample, and memory is that of the samples.
 */
import type { JpegComponent } from '../../image/jpeg/jpeg-file.ts';
import { standardQuality } from '../../image/jpeg/standard-quality.ts';
import { COSINES, unroundedSamples } from './unrounded-samples.ts';

/** T of the paper. */
const THRESHOLD = 4;
const BINS = THRESHOLD + 1;

/** Phases in one direction: 0-7, and those that are left when a and 8 - a are one. */
const PHASES = 8;
const MERGED_PHASES = 5;

/** Number of features. */
export const DCTR_DIMENSION = 64 * MERGED_PHASES ** 2 * BINS;

/**
 * Half-way values go up, also those that rounding errors of the transform move below: on the grid a residual is a whole multiple of a
 * quantiser's step, and often half-way. The errors are about 1e-13 q.
 */
const HALF = 0.5 + 1e-9;

/** The range of q in the authors' program. */
const LEAST_STEP = 0.2;
const LARGEST_STEP = 100;

/**
 * The DCTR features of a component.
 *
 * @param component - at least 2x2 blocks.
 * @param step - q of the paper; by default `dctrStep` for the component's table.
 * @returns 8,000 numbers of 0-1: the part of magnitude t in the histogram of pattern (u, v) and phases a across and b down, 0-4, at
 *   `5 * (5 * (5 * (8 * v + u) + b) + a) + t`, the order of the authors' program. Each five sum to 1.
 * @throws RangeError when the component is smaller, or the step not above 0.
 */
export function dctr(
  component: JpegComponent,
  step: number = dctrStep(component.quantisation),
): Float32Array {
  const { blocksPerRow, blocksPerColumn } = component;
  if (blocksPerRow < 2 || blocksPerColumn < 2) {
    throw new RangeError(
      `Expected at least 2x2 blocks for all phases of the grid but received ${blocksPerRow}x${blocksPerColumn}`,
    );
  }
  if (!(step > 0)) throw new RangeError(`Expected a step above 0 but received ${step}`);
  return histograms(countMagnitudes(component, 1 / step));
}

/** q for a table's quality: 8 (2 - quality / 50), or 8 * 50 / quality below 50, which both are 8 times the scale of the standard table. */
export function dctrStep(quantisation: Uint16Array): number {
  const quality = standardQuality(quantisation);
  const step = quality < 50 ? (8 * 50) / quality : 8 * (2 - quality / 50);
  return Math.min(LARGEST_STEP, Math.max(LEAST_STEP, step));
}

/** Counts at `[phase down][phase across][v][u][magnitude]`. */
function countMagnitudes(component: JpegComponent, scale: number): Uint32Array {
  const { width, height, data } = unroundedSamples(component);
  const counts = new Uint32Array(PHASES * PHASES * 64 * BINS);
  const rows = Array.from({ length: 8 }, () => new Float64Array(width));
  for (let y = 0; y + 8 <= height; y++) {
    transformColumns(data, y * width, width, rows);
    for (let v = 0; v < 8; v++)
      countRow(rows[v]!, scale, counts, BINS * 64 * PHASES * (y % 8) + BINS * 8 * v);
  }
  return counts;
}

/** Constants of the one-dimensional transform: half the cosine of k pi / 16, and for k = 0 half the root of 1/2. */
const C1 = COSINES[8 * 1]!;
const C2 = COSINES[8 * 2]!;
const C3 = COSINES[8 * 3]!;
const C4 = COSINES[8 * 4]!;
const C5 = COSINES[8 * 5]!;
const C6 = COSINES[8 * 6]!;
const C7 = COSINES[8 * 7]!;

/** Transforms eight rows of samples down each column: row v of the result has frequency v. */
function transformColumns(
  data: Float64Array,
  first: number,
  width: number,
  [r0, r1, r2, r3, r4, r5, r6, r7]: readonly Float64Array[],
): void {
  for (let x = 0, at = first; x < width; x++, at++) {
    const p0 = data[at]!;
    const p1 = data[at + width]!;
    const p2 = data[at + 2 * width]!;
    const p3 = data[at + 3 * width]!;
    const p4 = data[at + 4 * width]!;
    const p5 = data[at + 5 * width]!;
    const p6 = data[at + 6 * width]!;
    const p7 = data[at + 7 * width]!;
    // Even patterns see sums of mirrored samples, odd ones their differences.
    const s0 = p0 + p7;
    const s1 = p1 + p6;
    const s2 = p2 + p5;
    const s3 = p3 + p4;
    const d0 = p0 - p7;
    const d1 = p1 - p6;
    const d2 = p2 - p5;
    const d3 = p3 - p4;
    r0![x] = C4 * (s0 + s3 + (s1 + s2));
    r4![x] = C4 * (s0 + s3 - (s1 + s2));
    r2![x] = C2 * (s0 - s3) + C6 * (s1 - s2);
    r6![x] = C6 * (s0 - s3) - C2 * (s1 - s2);
    r1![x] = C1 * d0 + C3 * d1 + C5 * d2 + C7 * d3;
    r3![x] = C3 * d0 - C7 * d1 - C1 * d2 - C5 * d3;
    r5![x] = C5 * d0 - C1 * d1 + C7 * d2 + C3 * d3;
    r7![x] = C7 * d0 - C5 * d1 + C3 * d2 - C1 * d3;
  }
}

/** Transforms all runs of eight neighbours in a row and counts the magnitudes, those of phase 0 and frequency 0 at `first`. */
function countRow(row: Float64Array, scale: number, counts: Uint32Array, first: number): void {
  const c1 = scale * C1;
  const c2 = scale * C2;
  const c3 = scale * C3;
  const c4 = scale * C4;
  const c5 = scale * C5;
  const c6 = scale * C6;
  const c7 = scale * C7;
  const last = row.length - 8;
  for (let x = 0; x <= last; x++) {
    const p0 = row[x]!;
    const p1 = row[x + 1]!;
    const p2 = row[x + 2]!;
    const p3 = row[x + 3]!;
    const p4 = row[x + 4]!;
    const p5 = row[x + 5]!;
    const p6 = row[x + 6]!;
    const p7 = row[x + 7]!;
    const s0 = p0 + p7;
    const s1 = p1 + p6;
    const s2 = p2 + p5;
    const s3 = p3 + p4;
    const d0 = p0 - p7;
    const d1 = p1 - p6;
    const d2 = p2 - p5;
    const d3 = p3 - p4;
    const at = first + BINS * 64 * (x & 7);
    counts[at + bin(c4 * (s0 + s3 + (s1 + s2)))]! += 1;
    counts[at + BINS + bin(c1 * d0 + c3 * d1 + c5 * d2 + c7 * d3)]! += 1;
    counts[at + 2 * BINS + bin(c2 * (s0 - s3) + c6 * (s1 - s2))]! += 1;
    counts[at + 3 * BINS + bin(c3 * d0 - c7 * d1 - c1 * d2 - c5 * d3)]! += 1;
    counts[at + 4 * BINS + bin(c4 * (s0 + s3 - (s1 + s2)))]! += 1;
    counts[at + 5 * BINS + bin(c5 * d0 - c1 * d1 + c7 * d2 + c3 * d3)]! += 1;
    counts[at + 6 * BINS + bin(c6 * (s0 - s3) - c2 * (s1 - s2))]! += 1;
    counts[at + 7 * BINS + bin(c7 * d0 - c5 * d1 + c3 * d2 - c1 * d3)]! += 1;
  }
}

/** The magnitude, rounded and cut off. */
function bin(value: number): number {
  const magnitude = Math.abs(value) + HALF;
  return magnitude >= THRESHOLD ? THRESHOLD : magnitude | 0;
}

/** Merges phases and divides each histogram by its sum. */
function histograms(counts: Uint32Array): Float32Array {
  const features = new Float32Array(DCTR_DIMENSION);
  const merged = new Float64Array(BINS);
  let at = 0;
  for (let pattern = 0; pattern < 64; pattern++) {
    for (let down = 0; down < MERGED_PHASES; down++) {
      for (let across = 0; across < MERGED_PHASES; across++) {
        merged.fill(0);
        let total = 0;
        for (const b of mirrored(down)) {
          for (const a of mirrored(across)) {
            const from = BINS * (64 * (PHASES * b + a) + pattern);
            for (let magnitude = 0; magnitude < BINS; magnitude++) {
              merged[magnitude]! += counts[from + magnitude]!;
              total += counts[from + magnitude]!;
            }
          }
        }
        for (let magnitude = 0; magnitude < BINS; magnitude++) features[at++] = merged[magnitude]! / total;
      }
    }
  }
  return features;
}

/** The phases that share a histogram. */
function mirrored(phase: number): readonly number[] {
  return phase === 0 || phase === PHASES / 2 ? [phase] : [phase, PHASES - phase];
}
