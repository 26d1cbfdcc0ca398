/** What a picture says about every coded bit of its mark, once its pilots are found. */
import type { Front } from './front-end.ts';
import type { Carrier, Layout } from './layout.ts';
import { SUPER_PERIOD, TILE } from './mark-design.ts';
import type { PilotLock } from './pilot-lock.ts';
import type { Plane } from './plane.ts';
import { ringDeviations } from './statistics.ts';
import type { TileSpectra } from './tile-spectra.ts';
import { shift, spectraOf } from './tile-spectra.ts';

/** Places in the super-period. */
const PLACES = SUPER_PERIOD * SUPER_PERIOD;

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
