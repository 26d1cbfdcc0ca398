/**
 * Finds how a picture was scaled, turned and stretched since it was marked, from where the pilots stand out of its power spectrum,
 * which does not depend on where the tiles start.
 */

import { fft } from '../../image/fourier.ts';
import { isEmpty, normaliser } from './front-end.ts';
import { bandPass } from './gaussian.ts';
import type { Layout } from './layout.ts';
import { CARRIERS, RING_PROFILES, TILE } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import { ORIENTATIONS } from './orientation.ts';
import type { Plane } from './plane.ts';
import { giveBack } from './plane.ts';
import type { Affine } from './resample.ts';

/** Frequencies a side of the spectrum. */
const SIZE = 1024;

/** A frequency is judged beside its surroundings, so many a side. */
const SURROUNDINGS = 25;

/** More than so many times its surroundings says nothing more. */
const MOST = 8;

/** How the mark's grid lies in a picture: stretched along its own axes, then turned. */
export interface Geometry {
  /** Samples of the picture for each of the mark's, to the right. */
  readonly scaleX: number;
  /** Samples of the picture for each of the mark's, downward. */
  readonly scaleY: number;
  /** Radians. */
  readonly angle: number;
}

/** As the grid was made. */
export const UNCHANGED: Geometry = { scaleX: 1, scaleY: 1, angle: 0 };

/** What the search for a geometry looks at. */
export interface Spectra {
  /** Power spectra of the carriers, each over its surroundings. */
  readonly powers: readonly Float32Array[];
  /** The carriers' normalised bands, wide enough for all scales, limited; undefined where they are empty. */
  readonly bands: readonly (Plane | undefined)[];
}

/** The spectra of channels on the grid of their picture. */
export function powerSpectra(channels: readonly Plane[]): Spectra {
  const real = new Float64Array(SIZE * SIZE);
  const imaginary = new Float64Array(SIZE * SIZE);
  const planes = [real, imaginary];
  const bands: (Plane | undefined)[] = [];
  // Both carriers in one complex transform. A picture that is longer than the spectrum is laid over itself.
  for (const [i, channel] of channels.entries()) {
    const { band, floor } = CARRIERS[i]!;
    const seen = bandPass(channel, 0.8 * band[0], 2 * band[1]);
    const normal = normaliser(seen, 1.5 * floor);
    const scale = normal.data;
    const { width, height, data } = seen;
    const windowX = Float64Array.from({ length: width }, (_, x) => rootHann(x, width));
    for (let y = 0, from = 0; y < height; y++) {
      const row = (y % SIZE) * SIZE;
      const windowY = rootHann(y, height);
      for (let x = 0; x < width; x++, from++) {
        const value = data[from]! * scale[from]!;
        const limited = value > 2 ? 2 : value < -2 ? -2 : value;
        data[from] = limited;
        planes[i]![row + (x % SIZE)]! += limited * windowY * windowX[x]!;
      }
    }
    giveBack(normal);
    bands.push(isEmpty(seen) ? undefined : seen);
  }
  const transform = fft(SIZE);
  for (let y = 0; y < SIZE; y++) transform.transform(real, imaginary, y * SIZE);
  transformColumns(real, imaginary);
  const mask = SIZE - 1;
  const powers = [new Float32Array(SIZE * SIZE), new Float32Array(SIZE * SIZE)];
  for (let y = 0, at = 0; y < SIZE; y++) {
    const mirroredRow = (-y & mask) * SIZE;
    for (let x = 0; x < SIZE; x++, at++) {
      const other = mirroredRow + (-x & mask);
      const sumReal = real[at]! + real[other]!;
      const differenceReal = real[at]! - real[other]!;
      const sumImaginary = imaginary[at]! + imaginary[other]!;
      const differenceImaginary = imaginary[at]! - imaginary[other]!;
      powers[0]![at] = (sumReal * sumReal + differenceImaginary * differenceImaginary) / 4;
      powers[1]![at] = (sumImaginary * sumImaginary + differenceReal * differenceReal) / 4;
    }
  }
  return { powers: powers.map(overSurroundings), bands };
}

function rootHann(at: number, length: number): number {
  return Math.sin((Math.PI * (at + 1)) / (length + 1));
}

/** Transforms columns, eight at a time, so that memory is read in lines. */
function transformColumns(real: Float64Array, imaginary: Float64Array): void {
  const transform = fft(SIZE);
  const AT_ONCE = 8;
  const re = new Float64Array(AT_ONCE * SIZE);
  const im = new Float64Array(AT_ONCE * SIZE);
  for (let x = 0; x < SIZE; x += AT_ONCE) {
    for (let y = 0; y < SIZE; y++) {
      for (let i = 0, from = y * SIZE + x; i < AT_ONCE; i++, from++) {
        re[i * SIZE + y] = real[from]!;
        im[i * SIZE + y] = imaginary[from]!;
      }
    }
    for (let i = 0; i < AT_ONCE; i++) transform.transform(re, im, i * SIZE);
    for (let y = 0; y < SIZE; y++) {
      for (let i = 0, to = y * SIZE + x; i < AT_ONCE; i++, to++) {
        real[to] = re[i * SIZE + y]!;
        imaginary[to] = im[i * SIZE + y]!;
      }
    }
  }
}

/** Each value over the mean of those around it, in a spectrum that goes round. */
function overSurroundings(power: Float32Array): Float32Array {
  const radius = (SURROUNDINGS - 1) / 2;
  const mask = SIZE - 1;
  const across = new Float32Array(power.length);
  for (let y = 0; y < SIZE; y++) {
    const row = y * SIZE;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += power[row + (i & mask)]!;
    for (let x = 0; x < SIZE; x++) {
      across[row + x] = sum;
      sum += power[row + ((x + radius + 1) & mask)]! - power[row + ((x - radius) & mask)]!;
    }
  }
  const sums = new Float64Array(SIZE);
  for (let i = -radius; i <= radius; i++) {
    const row = (i & mask) * SIZE;
    for (let x = 0; x < SIZE; x++) sums[x]! += across[row + x]!;
  }
  const count = SURROUNDINGS * SURROUNDINGS;
  const out = new Float32Array(power.length);
  for (let y = 0; y < SIZE; y++) {
    const row = y * SIZE;
    const enters = ((y + radius + 1) & mask) * SIZE;
    const leaves = ((y - radius) & mask) * SIZE;
    for (let x = 0; x < SIZE; x++) {
      out[row + x] = Math.min(MOST, (count * power[row + x]!) / (sums[x]! + 1e-9));
      sums[x]! += across[enters + x]! - across[leaves + x]!;
    }
  }
  return out;
}

/** What to search. */
export interface SearchRange {
  /** Scales, smallest and largest. */
  readonly scales: readonly [number, number];
  /** Steps of scale, as a part. */
  readonly scaleStep: number;
  /** Angles to either side, radians; 0 for none. */
  readonly angle: number;
  /** Steps of angle, radians. */
  readonly angleStep: number;
  /** Stretch to either side, as a logarithm of scaleY / scaleX; 0 for none. */
  readonly stretch: number;
  /** Whether pictures that were mirrored or turned by quarters are searched as well. */
  readonly orientations: boolean;
  /** How many to take from each orientation. */
  readonly most: number;
}

/** A place in the search, with how clearly the pilots stand out there, in standard deviations of the search. */
export interface FoundGeometry extends Geometry {
  readonly z: number;
  /** In which of the eight orientations: two, because power is the same at opposite frequencies. */
  readonly orientations: readonly Orientation[];
}

/** The likeliest geometries of each orientation, best first, each climbed to its top. */
export function searchGeometry(spectra: Spectra, layout: Layout, range: SearchRange): FoundGeometry[] {
  const found: FoundGeometry[] = [];
  const grid = gridOf(range);
  for (let turn = 0; turn < (range.orientations ? 4 : 1); turn++) {
    const orientation = ORIENTATIONS[turn]!;
    const orientations = [orientation, ORIENTATIONS[turn + 4]!];
    for (const profile of RING_PROFILES) {
      const pilots = pilotFrequencies(layout, orientation, profile);
      const scores = grid.map((row) =>
        Float64Array.from(row, (geometry) => score(spectra, pilots, geometry)),
      );
      standardise(scores);
      for (const [row, column] of peaks(scores, range.most)) {
        const geometry = climb(spectra, pilots, grid[row]![column]!, range);
        found.push({ ...geometry, z: scores[row]![column]!, orientations });
      }
    }
  }
  found.sort((a, b) => b.z - a.z);
  return distinct(found);
}

/** Without those that are beside a better one. */
function distinct(found: readonly FoundGeometry[]): FoundGeometry[] {
  const kept: FoundGeometry[] = [];
  for (const next of found) {
    const isNear = kept.some(
      (other) =>
        other.orientations[0] === next.orientations[0] &&
        Math.abs(other.scaleX / next.scaleX - 1) < 0.002 &&
        Math.abs(other.scaleY / next.scaleY - 1) < 0.002 &&
        Math.abs(other.angle - next.angle) < 0.002,
    );
    if (!isNear) kept.push(next);
  }
  return kept;
}

/** Rows by angle or stretch, columns by scale. */
function gridOf({ scales, scaleStep, angle, angleStep, stretch }: SearchRange): Geometry[][] {
  const columns = Math.floor(Math.log(scales[1] / scales[0]) / scaleStep) + 1;
  const steps = stretch > 0 ? Math.round(stretch / (1.3 * scaleStep)) : Math.round(angle / angleStep);
  return Array.from({ length: 2 * steps + 1 }, (_, row) =>
    Array.from({ length: columns }, (_, column): Geometry => {
      const scale = scales[0] * Math.exp(column * scaleStep);
      if (stretch === 0) return { scaleX: scale, scaleY: scale, angle: (row - steps) * angleStep };
      const half = Math.exp(((row - steps) * 1.3 * scaleStep) / 2);
      return { scaleX: scale / half, scaleY: scale * half, angle: 0 };
    }),
  );
}

interface PilotFrequencies {
  readonly kx: Float64Array;
  readonly ky: Float64Array;
  readonly weights: Float64Array;
}

function pilotFrequencies(
  layout: Layout,
  [xx, xy, yx, yy]: readonly number[],
  profile: (ring: number) => number,
): PilotFrequencies[] {
  return layout.carriers.map(({ pilots, kx, ky, ring, design }) => ({
    kx: Float64Array.from(pilots, (at) => ((xx! * kx[at]! + xy! * ky[at]!) * SIZE) / TILE),
    ky: Float64Array.from(pilots, (at) => ((yx! * kx[at]! + yy! * ky[at]!) * SIZE) / TILE),
    weights: Float64Array.from(pilots, (at) => design.weight * profile(ring[at]!)),
  }));
}

/** The sum of what stands where the pilots would be. */
function score({ powers }: Spectra, pilots: readonly PilotFrequencies[], geometry: Geometry): number {
  const { scaleX, scaleY, angle } = geometry;
  // Places go by R S, frequencies by its inverse transposed, R / S.
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const xx = c / scaleX;
  const xy = -s / scaleY;
  const yx = s / scaleX;
  const yy = c / scaleY;
  const mask = SIZE - 1;
  let sum = 0;
  for (let carrier = 0; carrier < pilots.length; carrier++) {
    const { kx, ky, weights } = pilots[carrier]!;
    const power = powers[carrier]!;
    for (let i = 0; i < kx.length; i++) {
      const x = Math.floor(xx * kx[i]! + xy * ky[i]! + 0.5) & mask;
      const y = Math.floor(yx * kx[i]! + yy * ky[i]! + 0.5) & mask;
      sum += weights[i]! * power[y * SIZE + x]!;
    }
  }
  return sum;
}

/** Takes away what each scale scores on the average, and divides by the deviation. */
function standardise(scores: readonly Float64Array[]): void {
  const columns = scores[0]!.length;
  const all: number[] = [];
  const perColumn = scores.length > 9;
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
  const whole = perColumn ? 0 : middle(scores.flatMap((row) => [...row]));
  for (let column = 0; column < columns; column++) {
    const typical = perColumn ? middle(scores.map((row) => row[column]!)) : whole;
    for (const row of scores) {
      row[column]! -= typical;
      all.push(Math.abs(row[column]!));
    }
  }
  const deviation = 1.4826 * middle(all) + 1e-9;
  for (const row of scores) for (let column = 0; column < columns; column++) row[column]! /= deviation;
}

/** The largest scores that are not beside larger ones. */
function peaks(scores: readonly Float64Array[], most: number): [number, number][] {
  const left = scores.map((row) => row.slice());
  const found: [number, number][] = [];
  for (let n = 0; n < most; n++) {
    let at: [number, number] = [0, 0];
    for (const [row, values] of left.entries()) {
      for (let column = 0; column < values.length; column++) {
        if (values[column]! > left[at[0]]![at[1]]!) at = [row, column];
      }
    }
    found.push(at);
    for (let row = Math.max(0, at[0] - 3); row <= Math.min(left.length - 1, at[0] + 3); row++) {
      left[row]!.fill(-99, Math.max(0, at[1] - 4), at[1] + 5);
    }
  }
  return found;
}

/** Uphill in ever smaller steps, to 0.04 % of scale. */
function climb(
  spectra: Spectra,
  pilots: readonly PilotFrequencies[],
  start: Geometry,
  { stretch }: SearchRange,
): Geometry {
  let best = start;
  let height = score(spectra, pilots, start);
  const turns = stretch > 0 ? [0] : [-1, 0, 1];
  for (const step of [0.0016, 0.0008, 0.0004]) {
    for (let round = 0; round < 3; round++) {
      const centre = best;
      for (const x of [-1, 0, 1]) {
        for (const y of [-1, 0, 1]) {
          for (const turn of turns) {
            const next: Geometry = {
              scaleX: centre.scaleX * (1 + x * step),
              scaleY: centre.scaleY * (1 + y * step),
              angle: centre.angle + turn * step,
            };
            const there = score(spectra, pilots, next);
            if (there > height) {
              best = next;
              height = there;
            }
          }
        }
      }
      if (best === centre) break;
    }
  }
  return best;
}

/**
 * How to see a picture as its mark was made.
 *
 * @returns the size of the result, and the map that `warp` takes.
 */
export function rectification(
  { width, height }: Pick<Plane, 'width' | 'height'>,
  { scaleX, scaleY, angle }: Geometry,
): { readonly width: number; readonly height: number; readonly map: Affine } {
  const w = Math.max(1, Math.floor(width / scaleX));
  const h = Math.max(1, Math.floor(height / scaleY));
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const matrix = [c * scaleX, -s * scaleY, s * scaleX, c * scaleY] as const;
  const cx = (w - 1) / 2;
  const cy = (h - 1) / 2;
  return {
    width: w,
    height: h,
    map: {
      matrix,
      offset: [
        (width - 1) / 2 - matrix[0] * cx - matrix[1] * cy,
        (height - 1) / 2 - matrix[2] * cx - matrix[3] * cy,
      ],
    },
  };
}
