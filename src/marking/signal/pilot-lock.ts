/** Finds the pilots in a picture that lies as its mark was made: which of the eight orientations, and where the tiles start. */
import { transformSquare } from '../../image/fourier.ts';
import type { Front } from './front-end.ts';
import type { Carrier, Layout } from './layout.ts';
import { CARRIERS, RING_PROFILES, TILE } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import { ORIENTATIONS } from './orientation.ts';
import type { Plane } from './plane.ts';
import { ringDeviations } from './statistics.ts';

/** The highest frequency of all carriers, in periods a tile. */
const HIGHEST = Math.max(...CARRIERS.map(({ ring }) => ring[1]));

/** The pilots, found at a place. */
export interface PilotLock {
  /** How clearly: a standard normal variable for one place in an unmarked picture; here the largest of all places. */
  readonly z: number;
  /** Where a tile starts, grid samples to the right, 0 to `TILE`. */
  readonly x: number;
  /** Where a tile starts, grid samples down. */
  readonly y: number;
}

/** The orientation in which the pilots agree most. */
export function orientationOf({ planes }: Front, layout: Layout): Orientation {
  const folds = foldedSpectra(planes);
  let best = { z: -1, orientation: ORIENTATIONS[0]! };
  for (const orientation of ORIENTATIONS) {
    // Only up to a translation, which does not change the largest agreement.
    for (const { z } of largestPlaces(heardIn(folds, layout, orientation)))
      if (z > best.z) best = { z, orientation };
  }
  return best.orientation;
}

/** Finds the pilots of a picture that lies as its mark does. */
export function lockPilots({ planes }: Front, layout: Layout): PilotLock {
  const folds = foldedSpectra(planes);
  const heard = heardIn(folds, layout, ORIENTATIONS[0]!);
  const locks = largestPlaces(heard).map((place, i) => refine(heard[i]!, place));
  return locks.reduce((best, lock) => (lock.z > best.z ? lock : best));
}

/** How much the pilots agree at one place. */
export function lockPilotsAt({ planes }: Front, layout: Layout, x: number, y: number): PilotLock {
  const folds = foldedSpectra(planes);
  return { z: agreementAt(heardIn(folds, layout, ORIENTATIONS[0]!)[0]!, x, y), x, y };
}

/**
 * How much the pilots agree at most, at any place, in tiles that were laid over each other.
 *
 * @param folds - for each carrier the sums, `TILE` squared, row by row; undefined where its band is empty. Overwritten.
 * @param layout - of the key.
 * @param orientations - which to try.
 */
export function largestAgreement(
  folds: readonly (Float64Array | undefined)[],
  layout: Layout,
  orientations: readonly Orientation[],
): number {
  const spectra = spectraOfFolds(folds);
  let most = 0;
  for (const orientation of orientations) {
    for (const { z } of largestPlaces(heardIn(spectra, layout, orientation))) most = Math.max(most, z);
  }
  return most;
}

/**
 * The spectra of two real squares as they come out of one complex transform, in which one was the real and the other the imaginary
 * part. Those of real values are conjugate at opposite frequencies: half the sum of both is one, half the difference i times the other.
 */
interface FoldedSpectra {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  /** Whether there was anything. */
  readonly present: readonly boolean[];
}

/** For each of `RING_PROFILES` the pilots of the carriers that are not empty. */
function heardIn(spectra: FoldedSpectra, layout: Layout, orientation: Orientation): Heard[][] {
  const ways: Heard[][] = RING_PROFILES.map(() => []);
  for (const [index, carrier] of layout.carriers.entries()) {
    if (!spectra.present[index]) continue;
    for (const [way, heard] of hear(spectra, index, carrier, orientation).entries()) ways[way]!.push(heard);
  }
  return ways;
}

/** The spectra of all tiles laid over each other. */
function foldedSpectra(planes: Front['planes']): FoldedSpectra {
  return spectraOfFolds(planes.map((seen) => seen && folded(seen)));
}

function folded({ width, height, data }: Plane): Float64Array {
  const fold = new Float64Array(TILE * TILE);
  for (let y = 0, from = 0; y < height; y++) {
    const row = (y % TILE) * TILE;
    for (let x = 0; x < width; x++, from++) fold[row + (x % TILE)]! += data[from]!;
  }
  return fold;
}

/** Overwrites the folds. */
function spectraOfFolds(folds: readonly (Float64Array | undefined)[]): FoldedSpectra {
  const [real = new Float64Array(TILE * TILE), imaginary = new Float64Array(TILE * TILE)] = folds;
  transformSquare(real, imaginary, false, HIGHEST);
  return { real, imaginary, present: folds.map((fold) => fold !== undefined) };
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
  spectra: FoldedSpectra,
  index: number,
  carrier: Carrier,
  [xx, xy, yx, yy]: Orientation,
): Heard[] {
  const { kx, ky, ring, design, pilots, pilotReal, pilotImaginary } = carrier;
  const re = new Float64Array(kx.length);
  const im = new Float64Array(kx.length);
  const mask = TILE - 1;
  // What is real in the sum of opposite frequencies, and in their difference, of the first; for the second it is the other way round.
  const [even, odd] = index === 0 ? [spectra.real, spectra.imaginary] : [spectra.imaginary, spectra.real];
  const sign = index === 0 ? 0.5 : -0.5;
  for (let i = 0; i < kx.length; i++) {
    const x = xx * kx[i]! + xy * ky[i]!;
    const y = yx * kx[i]! + yy * ky[i]!;
    const at = (y & mask) * TILE + (x & mask);
    const opposite = (-y & mask) * TILE + (-x & mask);
    re[i] = 0.5 * (even[at]! + even[opposite]!);
    im[i] = sign * (odd[at]! - odd[opposite]!);
  }
  const deviations = ringDeviations(re, im, carrier);
  return RING_PROFILES.map((profile) => {
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
  });
}

/** Used again and again: fresh memory costs more than the sums in it. */
const AGREEMENTS = [new Float64Array(TILE * TILE), new Float64Array(TILE * TILE)] as const;

/**
 * The whole places in a tile where the pilots agree most, for each of two ways to hear them. The agreement is the real part of a
 * transform; the real parts of two are one complex transform of the sum of a and i b, each with its conjugate at the opposite frequency.
 */
function largestPlaces(ways: readonly (readonly Heard[])[]): PilotLock[] {
  const [re, im] = AGREEMENTS;
  re.fill(0);
  im.fill(0);
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
  transformSquare(re, im, true, HIGHEST);
  return ways.map((heard, way) => {
    const agreement = AGREEMENTS[way]!;
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
