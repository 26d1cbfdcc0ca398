/** Looks for a mark: as the picture is, then as it would be after ever more changes of its geometry. */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { PilotLock, SoftWord } from './demodulate.ts';
import { frontOf, lockPilots, softWords } from './demodulate.ts';
import type { Layout } from './layout.ts';
import { gridOf } from './mark-design.ts';
import type { Plane } from './plane.ts';
import { channelsAt, warp } from './resample.ts';
import type { Geometry, SearchRange } from './synchronise.ts';
import { powerSpectra, rectification, searchGeometry, UNCHANGED } from './synchronise.ts';

const DEGREE = Math.PI / 180;

/** What to search, in this order; each finds most of what happens to pictures in less time than the next. */
const STAGES: readonly SearchRange[] = [
  {
    scales: [0.55, 2.1],
    scaleStep: 0.003,
    angle: 0.17 * DEGREE,
    angleStep: 0.17 * DEGREE,
    stretch: 0,
    orientations: true,
    most: 4,
  },
  {
    scales: [0.55, 2.1],
    scaleStep: 0.003,
    angle: 3 * DEGREE,
    angleStep: 0.17 * DEGREE,
    stretch: 0,
    orientations: false,
    most: 6,
  },
  {
    scales: [0.85, 1.9],
    scaleStep: 0.003,
    angle: 0,
    angleStep: 0,
    stretch: 0.14,
    orientations: false,
    most: 4,
  },
];

/** One way in which the mark may lie. */
export interface Sight {
  readonly geometry: Geometry;
  readonly lock: PilotLock;
  /** What is said about the coded bits; best first. */
  readonly words: readonly SoftWord[];
}

/** The ways in which a mark may lie in a picture, in the order of `STAGES`. */
export function* sightsOf(image: RgbImage, layout: Layout): Generator<Sight> {
  const { width, height } = gridOf(image.width, image.height);
  const channels = channelsAt(
    image,
    layout.carriers.map(({ design }) => design.from),
    width,
    height,
  );
  yield see(channels, layout, UNCHANGED);
  const spectra = powerSpectra(channels, layout);
  for (const stage of STAGES) {
    for (const geometry of searchGeometry(spectra, layout, stage)) yield see(channels, layout, geometry);
  }
}

function see(channels: readonly Plane[], layout: Layout, geometry: Geometry): Sight {
  const { width, height, map } = rectification(channels[0]!, geometry);
  const lying =
    geometry === UNCHANGED ? channels : channels.map((channel) => warp(channel, width, height, map));
  const front = frontOf(lying, layout);
  const lock = lockPilots(front, layout);
  return { geometry, lock, words: softWords(front, layout, lock) };
}
