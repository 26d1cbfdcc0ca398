/**
 * Reads a mark from a picture that lies as the mark was made, but for its place and orientation: which of the eight orientations, where
 * the tiles start, and what is said about every coded bit.
 */
import { fft } from './fft.ts';
import { received } from './front-end.ts';
import type { Carrier, Layout } from './layout.ts';
import { RING_PROFILES, SUPER_PERIOD, TILE } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import { ORIENTATIONS, oriented } from './orientation.ts';
import type { Plane } from './plane.ts';
import { ringDeviations } from './statistics.ts';
import type { TileSpectra } from './tile-spectra.ts';
import { spectraOf } from './tile-spectra.ts';

/** Below this mean magnitude a normalised band is empty, as the colours of grey pictures are. */
const EMPTY = 0.1;

/** Places in the super-period. */
const PLACES = SUPER_PERIOD * SUPER_PERIOD;

/** The pilots, found at a place. */
export interface PilotLock {
  /** How clearly: a standard normal variable for one place in an unmarked picture; here the largest of all places. */
  readonly z: number;
  /** Where a tile starts, grid samples to the right, 0 to `TILE`. */
  readonly x: number;
  /** Where a tile starts, grid samples down. */
  readonly y: number;
}

/** What is said about the coded bits if the tiles lie at one of the 64 places in the super-period. */
export interface SoftWord {
  /** The place of the first tile in the super-period, to the right. */
  readonly column: number;
  /** The place of the first tile, downward. */
  readonly row: number;
  /** For each coded bit: positive for 0, negative for 1; confidences that add up. */
  readonly soft: Float64Array;
  /** Mean square of the bits, each divided by its standard deviation in an unmarked picture: 1 where nothing is said. */
  readonly energy: number;
}

/** A picture as the detector sees it. */
export interface Front {
  /** For each carrier its normalised band; undefined where it is empty. */
  readonly planes: readonly (Plane | undefined)[];
}

/** The front end of channels that lie on the mark's grid. */
export function frontOf(channels: readonly Plane[], layout: Layout): Front {
  return {
    planes: channels.map((channel, i) => {
      const { design } = layout.carriers[i]!;
      const seen = received(channel, design);
      const { data } = seen;
      let sum = 0;
      for (let at = 0; at < data.length; at++) sum += Math.abs(data[at]!);
      return sum / data.length < EMPTY ? undefined : seen;
    }),
  };
}

/** The orientation in which the pilots agree most. */
export function orientationOf({ planes }: Front, layout: Layout): Orientation {
  const folds = planes.map((seen) => seen && foldedSpectrum(seen));
  let best = { z: -1, orientation: ORIENTATIONS[0]! };
  for (const orientation of ORIENTATIONS) {
    // Only up to a translation, which does not change the largest agreement.
    const heard = RING_PROFILES.map((profile) => heardIn(folds, layout, orientation, profile));
    for (const { z } of largestPlaces(heard)) if (z > best.z) best = { z, orientation };
  }
  return best.orientation;
}

/** A picture in another orientation. */
export function orientedFront({ planes }: Front, orientation: Orientation): Front {
  if (orientation === ORIENTATIONS[0]) return { planes };
  return { planes: planes.map((seen) => seen && oriented(seen, orientation)) };
}

/** Finds the pilots of a picture that lies as its mark does. */
export function lockPilots({ planes }: Front, layout: Layout): PilotLock {
  const folds = planes.map((seen) => seen && foldedSpectrum(seen));
  const heard = RING_PROFILES.map((profile) => heardIn(folds, layout, ORIENTATIONS[0]!, profile));
  const locks = largestPlaces(heard).map((place, i) => refine(heard[i]!, place));
  return locks.reduce((best, lock) => (lock.z > best.z ? lock : best));
}

/** How much the pilots agree at one place. */
export function lockPilotsAt({ planes }: Front, layout: Layout, x: number, y: number): PilotLock {
  const folds = planes.map((seen) => seen && foldedSpectrum(seen));
  return { z: agreementAt(heardIn(folds, layout, ORIENTATIONS[0]!, RING_PROFILES[0]!), x, y), x, y };
}

interface FoldedSpectrum {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function heardIn(
  folds: readonly (FoldedSpectrum | undefined)[],
  layout: Layout,
  orientation: Orientation,
  profile: (ring: number) => number,
): Heard[] {
  return folds.flatMap((fold, i) =>
    fold === undefined ? [] : [hear(fold, layout.carriers[i]!, orientation, profile)],
  );
}

/** The spectrum of all tiles laid over each other. */
function foldedSpectrum({ width, height, data }: Plane): FoldedSpectrum {
  const real = new Float64Array(TILE * TILE);
  const imaginary = new Float64Array(TILE * TILE);
  for (let y = 0, from = 0; y < height; y++) {
    const row = (y % TILE) * TILE;
    for (let x = 0; x < width; x++, from++) real[row + (x % TILE)]! += data[from]!;
  }
  transform2d(real, imaginary, false);
  return { real, imaginary };
}

function transform2d(real: Float64Array, imaginary: Float64Array, inverse: boolean): void {
  const transform = fft(TILE);
  for (let y = 0; y < TILE; y++) transform.transform(real, imaginary, y * TILE, inverse);
  transpose(real);
  transpose(imaginary);
  for (let x = 0; x < TILE; x++) transform.transform(real, imaginary, x * TILE, inverse);
  transpose(real);
  transpose(imaginary);
}

function transpose(square: Float64Array): void {
  for (let y = 0; y < TILE; y++) {
    for (let x = y + 1; x < TILE; x++) {
      const kept = square[y * TILE + x]!;
      square[y * TILE + x] = square[x * TILE + y]!;
      square[x * TILE + y] = kept;
    }
  }
}

/** The pilots of a carrier, their phases taken away, in standard deviations. */
interface Heard {
  readonly carrier: Carrier;
  /** Times its weight. */
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** The sum of the squares of the weights. */
  readonly power: number;
}

function hear(
  fold: FoldedSpectrum,
  carrier: Carrier,
  [xx, xy, yx, yy]: Orientation,
  profile: (ring: number) => number,
): Heard {
  const { kx, ky, ring, design, pilots, pilotReal, pilotImaginary } = carrier;
  const re = new Float64Array(kx.length);
  const im = new Float64Array(kx.length);
  for (let i = 0; i < kx.length; i++) {
    const x = (xx * kx[i]! + xy * ky[i]!) & (TILE - 1);
    const y = (yx * kx[i]! + yy * ky[i]!) & (TILE - 1);
    re[i] = fold.real[y * TILE + x]!;
    im[i] = fold.imaginary[y * TILE + x]!;
  }
  const deviations = ringDeviations(re, im, carrier);
  const real = new Float64Array(pilots.length);
  const imaginary = new Float64Array(pilots.length);
  let power = 0;
  for (let i = 0; i < pilots.length; i++) {
    const at = pilots[i]!;
    const weight = design.weight * profile(ring[at]!);
    power += weight * weight;
    const r = (weight * re[at]!) / deviations[at]!;
    const m = (weight * im[at]!) / deviations[at]!;
    real[i] = r * pilotReal[i]! + m * pilotImaginary[i]!;
    imaginary[i] = m * pilotReal[i]! - r * pilotImaginary[i]!;
  }
  return { carrier, real, imaginary, power };
}

/**
 * The whole places in a tile where the pilots agree most, for each of two ways to hear them. The agreement is the real part of a
 * transform; the real parts of two are one complex transform of the sum of a and i b, each with its conjugate at the opposite frequency.
 */
function largestPlaces(ways: readonly (readonly Heard[])[]): PilotLock[] {
  const agreements = [new Float64Array(TILE * TILE), new Float64Array(TILE * TILE)] as const;
  const [re, im] = agreements;
  const mask = TILE - 1;
  for (const [way, heard] of ways.entries()) {
    for (const { carrier, real, imaginary } of heard) {
      for (const [i, at] of carrier.pilots.entries()) {
        const x = carrier.kx[at]!;
        const y = carrier.ky[at]!;
        const to = (y & mask) * TILE + (x & mask);
        const opposite = (-y & mask) * TILE + (-x & mask);
        const r = real[i]! / 2;
        const m = imaginary[i]! / 2;
        if (way === 0) {
          re[to]! += r;
          im[to]! += m;
          re[opposite]! += r;
          im[opposite]! -= m;
        } else {
          re[to]! -= m;
          im[to]! += r;
          re[opposite]! += m;
          im[opposite]! += r;
        }
      }
    }
  }
  transform2d(re, im, true);
  return ways.map((heard, way) => {
    const agreement = agreements[way]!;
    let best = 0;
    for (let i = 1; i < agreement.length; i++) if (agreement[i]! > agreement[best]!) best = i;
    const power = heard.reduce((sum, own) => sum + own.power, 0);
    const z = power === 0 ? 0 : agreement[best]! / Math.sqrt(power);
    return { z, x: best % TILE, y: Math.floor(best / TILE) };
  });
}

/** The place in parts of a sample: coarse steps around the best whole one, then fine ones. */
function refine(heard: readonly Heard[], start: PilotLock): PilotLock {
  let best: PilotLock = start;
  for (const [step, reach] of [
    [0.2, 3],
    [0.05, 3],
  ] as const) {
    const centre = best;
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const x = centre.x + dx * step;
        const y = centre.y + dy * step;
        const z = agreementAt(heard, x, y);
        if (z > best.z) best = { z, x, y };
      }
    }
  }
  return best;
}

function agreementAt(heard: readonly Heard[], x: number, y: number): number {
  let sum = 0;
  let power = 0;
  for (const { carrier, real, imaginary, power: own } of heard) {
    for (const [i, at] of carrier.pilots.entries()) {
      const phase = ((2 * Math.PI) / TILE) * (carrier.kx[at]! * x + carrier.ky[at]! * y);
      sum += real[i]! * Math.cos(phase) - imaginary[i]! * Math.sin(phase);
    }
    power += own;
  }
  return power === 0 ? 0 : sum / Math.sqrt(power);
}

/** What the tiles say together, for each of the 64 places in the super-period; the same for messages of every length. */
export interface DataSums {
  /** For each carrier that is not empty: its number, and for each place and data frequency a sum in standard deviations. */
  readonly carriers: readonly {
    readonly index: number;
    readonly real: Float64Array;
    readonly imaginary: Float64Array;
  }[];
}

/**
 * What the tiles say together.
 *
 * @param lock - where the pilots are.
 */
export function dataSums({ planes }: Front, layout: Layout, lock: PilotLock): DataSums {
  const carriers = planes.flatMap((seen, index) => {
    if (seen === undefined) return [];
    const carrier = layout.carriers[index]!;
    const left = (TILE - Math.floor(lock.x)) % TILE;
    const top = (TILE - Math.floor(lock.y)) % TILE;
    const spectra = spectraOf(seen, carrier, left, top);
    shift(spectra, carrier, lock.x - Math.floor(lock.x), lock.y - Math.floor(lock.y));
    const areas = areasOf(seen, left, top, spectra);
    const { tiles, rings } = confidences(spectra, carrier, areas);
    return [{ index, ...sumsOfPlaces(spectra, carrier, tiles, rings) }];
  });
  return { carriers };
}

/**
 * What is said about the coded bits, for each of the 64 places in the super-period.
 *
 * @param sums - of `dataSums` for a layout of the same key.
 * @returns best first.
 */
export function softWords(sums: DataSums, layout: Layout): SoftWord[] {
  const bits = layout.mask.length;
  const power = new Float64Array(bits);
  const words = Array.from({ length: PLACES }, (_, place): SoftWord => {
    const soft = new Float64Array(bits);
    power.fill(0);
    for (const { index, real, imaginary } of sums.carriers) {
      const { data, sign, bit } = layout.carriers[index]!;
      for (let i = 0, at = place * data.length; i < data.length; i++, at++) {
        const r = real[at]!;
        const m = imaginary[at]!;
        soft[bit[2 * i]!]! += r * sign[2 * i]!;
        soft[bit[2 * i + 1]!]! += m * sign[2 * i + 1]!;
        power[bit[2 * i]!]! += r * r;
        power[bit[2 * i + 1]!]! += m * m;
      }
    }
    let energy = 0;
    for (let b = 0; b < bits; b++) {
      energy += (soft[b]! * soft[b]!) / (power[b]! + 1e-12);
      if (layout.mask[b] === 1) soft[b] = -soft[b]!;
    }
    return {
      column: place % SUPER_PERIOD,
      row: Math.floor(place / SUPER_PERIOD),
      soft,
      energy: energy / bits,
    };
  });
  return words.sort((a, b) => b.energy - a.energy);
}

/** What is said about the coded bits, if the first tile lies at a known place of the super-period. */
export function softWordAt(
  front: Front,
  layout: Layout,
  lock: PilotLock,
  column: number,
  row: number,
): SoftWord {
  return softWords(dataSums(front, layout, lock), layout).find(
    (word) => word.column === column && word.row === row,
  )!;
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

/** The part of each tile that the picture covers. */
function areasOf(seen: Plane, left: number, top: number, { rows, columns }: TileSpectra): Float64Array {
  const span = (start: number, length: number, tile: number): number =>
    Math.max(0, Math.min(start + length, (tile + 1) * TILE) - Math.max(start, tile * TILE)) / TILE;
  return Float64Array.from(
    { length: rows * columns },
    (_, tile) => span(left, seen.width, tile % columns) * span(top, seen.height, Math.floor(tile / columns)),
  );
}

/**
 * How much each tile and each ring can be trusted, learned from the pilots: maximum-ratio combining, with the estimates drawn towards
 * their mean by as much as they are noise.
 */
function confidences(
  spectra: TileSpectra,
  carrier: Carrier,
  areas: Float64Array,
): { readonly tiles: Float64Array; readonly rings: Float64Array } {
  const { kx, pilots, pilotReal, pilotImaginary, ring, design } = carrier;
  const count = kx.length;
  // The noise of a tile of full area, at each frequency.
  const noise = tileDeviations(spectra, carrier, areas);
  const amplitudes = areas.map((area, tile) => {
    let sum = 0;
    for (let i = 0; i < pilots.length; i++) {
      const at = pilots[i]!;
      const from = tile * count + at;
      sum +=
        (spectra.real[from]! * pilotReal[i]! + spectra.imaginary[from]! * pilotImaginary[i]!) / noise[at]!;
    }
    return area < 0.02 ? 0 : sum / pilots.length / area;
  });
  const tiles = shrunk(
    amplitudes,
    areas.map((area) => (area < 0.02 ? 0 : pilots.length * area)),
  );

  const rings = new Float64Array(design.ring[1] + 2);
  const counts = new Float64Array(design.ring[1] + 2);
  for (let i = 0; i < pilots.length; i++) {
    const at = pilots[i]!;
    let sum = 0;
    let power = 0;
    for (let tile = 0; tile < areas.length; tile++) {
      const from = tile * count + at;
      sum +=
        tiles[tile]! * (spectra.real[from]! * pilotReal[i]! + spectra.imaginary[from]! * pilotImaginary[i]!);
      power += tiles[tile]! ** 2 * areas[tile]!;
    }
    const value = sum / (noise[at]! * Math.sqrt(power + 1e-12));
    for (let near = ring[at]! - 2; near <= ring[at]! + 2; near++) {
      if (near < 0 || near >= rings.length) continue;
      rings[near]! += value;
      counts[near]! += 1;
    }
  }
  const mean = rings.map((sum, i) => (counts[i] === 0 ? 0 : sum / counts[i]!));
  const trusted = shrunk(mean, counts);
  // One over the noise, so that what is added later has unit deviation times its confidence.
  return { tiles, rings: Float64Array.from(noise, (deviation, at) => trusted[ring[at]!]! / deviation) };
}

/** The deviation of real and imaginary parts in a tile of full area, from the data frequencies of all tiles. */
function tileDeviations(spectra: TileSpectra, carrier: Carrier, areas: Float64Array): Float64Array {
  const count = carrier.kx.length;
  const real = new Float64Array(count);
  const zero = new Float64Array(count);
  let whole = 0;
  for (const area of areas) whole += area;
  for (let i = 0; i < count; i++) {
    let power = 0;
    for (let at = i; at < spectra.real.length; at += count) {
      power += spectra.real[at]! ** 2 + spectra.imaginary[at]! ** 2;
    }
    real[i] = Math.sqrt(power / Math.max(whole, 1e-9));
  }
  return ringDeviations(real, zero, carrier);
}

/**
 * Estimates drawn towards their mean: empirical Bayes, with the spread beyond noise by the method of moments.
 *
 * @param values - each with the variance 1 / precision.
 * @param precisions - 0 for what is not known at all.
 */
function shrunk(values: Float64Array, precisions: Float64Array): Float64Array {
  let sum = 0;
  let weight = 0;
  let known = 0;
  for (let i = 0; i < values.length; i++) {
    sum += precisions[i]! * values[i]!;
    weight += precisions[i]!;
    if (precisions[i]! > 0) known += 1;
  }
  if (weight === 0) return values.map(() => 1);
  const mean = Math.max(sum / weight, 0.02);
  let spread = 0;
  for (let i = 0; i < values.length; i++) spread += precisions[i]! * (values[i]! - mean) ** 2;
  const between = Math.max(0, (spread - known) / weight);
  return values.map((value, i) => {
    if (precisions[i] === 0) return mean;
    const trust = between / (between + 1 / precisions[i]!);
    return Math.max(0.05 * mean, mean + trust * (value - mean));
  });
}

/** Cosine and sine of 0 to 3 quarters of a turn. */
const COSINES = Float64Array.of(1, 0, -1, 0);
const SINES = Float64Array.of(0, 1, 0, -1);

/** For each place in the super-period that the first tile may have: the sum of the tiles, turned back. */
function sumsOfPlaces(
  spectra: TileSpectra,
  { data, turns, kx }: Carrier,
  tiles: Float64Array,
  rings: Float64Array,
): { readonly real: Float64Array; readonly imaginary: Float64Array } {
  const count = data.length;
  const real = new Float64Array(PLACES * count);
  const imaginary = new Float64Array(PLACES * count);
  const ownReal = new Float64Array(count);
  const ownImaginary = new Float64Array(count);
  for (let row = 0, tile = 0; row < spectra.rows; row++) {
    for (let column = 0; column < spectra.columns; column++, tile++) {
      const from = tile * kx.length;
      for (let i = 0; i < count; i++) {
        ownReal[i] = tiles[tile]! * spectra.real[from + data[i]!]!;
        ownImaginary[i] = tiles[tile]! * spectra.imaginary[from + data[i]!]!;
      }
      for (let place = 0; place < PLACES; place++) {
        const startColumn = place % SUPER_PERIOD;
        const startRow = Math.floor(place / SUPER_PERIOD);
        let t = ((row + startRow) % SUPER_PERIOD) * SUPER_PERIOD + ((column + startColumn) % SUPER_PERIOD);
        t *= count;
        for (let i = 0, to = place * count; i < count; i++, t++, to++) {
          const r = ownReal[i]!;
          const m = ownImaginary[i]!;
          const turn = turns[t]!;
          const c = COSINES[turn]!;
          const s = SINES[turn]!;
          real[to] = real[to]! + (r * c + m * s);
          imaginary[to] = imaginary[to]! + (m * c - r * s);
        }
      }
    }
  }
  for (let place = 0, at = 0; place < PLACES; place++) {
    for (let i = 0; i < count; i++, at++) {
      real[at] = real[at]! * rings[data[i]!]!;
      imaginary[at] = imaginary[at]! * rings[data[i]!]!;
    }
  }
  return { real, imaginary };
}
