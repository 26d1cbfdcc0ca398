/** The numbers of a mark that embedding and detection share. They are part of the format: marks outlive versions. */
import type { ColourVector } from './resample.ts';

/**
 * A mark lies on a grid of about this many samples squared, whatever the picture's size: a picture that was only resized needs no
 * search.
 */
export const GRID_SIDE = 640;

/** Samples a side of a tile, in which the pilots repeat. */
export const TILE = 128;

/** Tiles a side after which the scrambling of the data repeats. */
export const SUPER_PERIOD = 8;

/** Of so many frequencies one is a pilot. */
export const PILOT_EVERY = 4;

/** Standard deviation of the Gaussian over which local energy is measured, in grid samples. */
export const ENERGY_DEVIATION = 3;

/** What carries a mark: a channel of colour, and a ring of frequencies in it. */
export interface CarrierDesign {
  /** Its name in keys. */
  readonly name: 'luma' | 'red-difference';
  /** The channel, made of red, green and blue. */
  readonly from: ColourVector;
  /** What one unit of the channel adds to red, green and blue, and nothing to the other channel. */
  readonly add: ColourVector;
  /** Smallest and largest frequency, in periods a tile. */
  readonly ring: readonly [number, number];
  /** Standard deviations of the two Gaussians whose difference is the band, in grid samples. */
  readonly band: readonly [number, number];
  /** Below this local deviation, in grey levels, the normaliser trusts nothing. */
  readonly floor: number;
  /** What its pilots count in synchronisation. */
  readonly weight: number;
  /** Its part of the largest distortion. */
  readonly share: number;
}

/** BT.601 luma, and its colour difference of red, which photos have four times less of at low frequencies. */
export const CARRIERS: readonly CarrierDesign[] = [
  {
    name: 'luma',
    from: [0.299, 0.587, 0.114],
    add: [1, 1, 1],
    ring: [6, 24],
    band: [0.7, 2],
    floor: 0.3,
    weight: 1,
    share: 0.65,
  },
  {
    name: 'red-difference',
    from: [0.5, -0.418688, -0.081312],
    add: [1.402, -0.714136, 0],
    ring: [4, 13],
    band: [1.1, 3.5],
    floor: 0.2,
    weight: 1.5,
    share: 0.35,
  },
];

/** The grid of a picture: its proportions, and about `GRID_SIDE` squared samples. */
export function gridOf(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.sqrt(width * height) / GRID_SIDE;
  const side = (length: number): number => Math.max(1, Math.round(length / scale));
  return { width: side(width), height: side(height) };
}

/**
 * What a pilot counts by its ring, in two ways: all alike, and the low ones more, which are what is left after a picture was shrunk and
 * compressed. Whoever looks for pilots tries both.
 */
export const RING_PROFILES: readonly ((ring: number) => number)[] = [
  () => 1,
  (ring) => Math.exp(-((ring / 12) ** 2)),
];
