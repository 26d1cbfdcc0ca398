/** Looks for a mark: as the picture is, then as it would be after ever more changes of its geometry. */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Front } from './front-end.ts';
import { frontOf, orientedFront } from './front-end.ts';
import type { Layout } from './layout.ts';
import { CARRIERS, gridOf } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import type { PilotLock } from './pilot-lock.ts';
import { lockPilots, orientationOf } from './pilot-lock.ts';
import type { Plane } from './plane.ts';
import { giveBack } from './plane.ts';
import { rankGeometries } from './rank-geometries.ts';
import { refineGeometry } from './refine-geometry.ts';
import { channelsAt, warpAll } from './resample.ts';
import type { DataSums, SoftWord } from './soft-words.ts';
import { dataSums, softWords } from './soft-words.ts';
import type { Geometry, SearchRange, Spectra } from './synchronise.ts';
import { powerSpectra, rectification, searchGeometry, UNCHANGED } from './synchronise.ts';

const DEGREE = Math.PI / 180;

/** One search over geometries. */
interface Stage extends SearchRange {
  /** How many of the found ones to look through, those in which the pilots agree most. */
  readonly seen: number;
}

/** What to search, in this order; each finds most of what happens to pictures in less time than the next. */
const STAGES: readonly Stage[] = [
  {
    scales: [0.55, 2.1],
    scaleStep: 0.003,
    angle: 0.17 * DEGREE,
    angleStep: 0.17 * DEGREE,
    stretch: 0,
    orientations: true,
    most: 30,
    seen: 2,
  },
  {
    scales: [0.55, 2.1],
    scaleStep: 0.003,
    angle: 3 * DEGREE,
    angleStep: 0.17 * DEGREE,
    stretch: 0,
    orientations: false,
    most: 12,
    seen: 2,
  },
  {
    scales: [0.85, 1.9],
    scaleStep: 0.003,
    angle: 0,
    angleStep: 0,
    stretch: 0.14,
    orientations: false,
    most: 12,
    seen: 2,
  },
];

/** One way in which the mark may lie. */
export interface Sight {
  readonly geometry: Geometry;
  /** How the picture has to be turned and mirrored, after that. */
  readonly orientation: Orientation;
  readonly lock: PilotLock;
  /** The size of the picture as it lies there, in grid samples. */
  readonly size: { readonly width: number; readonly height: number };
  /**
   * What is said about the coded bits; best first.
   *
   * @param layout - with the same pilots, for messages of any length.
   */
  words(layout: Layout): SoftWord[];
}

/** What is the same for all keys that are looked for in a picture. */
export interface PreparedPicture {
  /** The carriers' channels on the grid of the picture. */
  readonly channels: readonly Plane[];
  /** The power spectra of the channels; computed when they are first asked for. */
  spectra(): Spectra;
}

/** Makes a picture ready for the search. */
export function prepared(image: RgbImage): PreparedPicture {
  const { width, height } = gridOf(image.width, image.height);
  const vectors = CARRIERS.map(({ from }) => from);
  const channels = channelsAt(image, vectors, width, height);
  let spectra: Spectra | undefined;
  return {
    channels,
    spectra() {
      spectra ??= powerSpectra(channels);
      return spectra;
    },
  };
}

/** The ways in which a mark may lie in a picture, in the order of `STAGES`. */
export function* sightsOf({ channels, spectra }: PreparedPicture, layout: Layout): Generator<Sight> {
  yield see(channels, layout, UNCHANGED);
  // Where all bands are empty, as in plain grey, there is nothing to see from anywhere.
  if (spectra().bands.every((band) => band === undefined)) return;
  for (const stage of STAGES) {
    const found = searchGeometry(spectra(), layout, stage);
    for (const geometry of rankGeometries(spectra(), layout, found, stage.seen)) {
      yield see(channels, layout, geometry);
    }
  }
}

/** Pilots that agree as much may be there in earnest: their geometry is worth to be made exact. */
const WORTH_REFINING = 5.2;

/** Pilots that agree as much are there: refined again and again they tell the geometry itself. */
const SURE = 10;

/** The most refinements of one geometry. */
const MOST_REFINEMENTS = 4;

function see(channels: readonly Plane[], layout: Layout, geometry: Geometry): Sight {
  let front = frontAt(channels, layout, geometry);
  const orientation = orientationOf(front, layout);
  front = orientedFront(front, orientation);
  let lock = lockPilots(front, layout);
  let exact = geometry;
  for (let round = 0; round < MOST_REFINEMENTS; round++) {
    if (lock.z < (round === 0 ? WORTH_REFINING : SURE)) break;
    const refined = refineGeometry(front, layout, lock, orientation, exact);
    if (refined === undefined) break;
    const refinedFront = orientedFront(frontAt(channels, layout, refined), orientation);
    const refinedLock = lockPilots(refinedFront, layout);
    if (refinedLock.z <= lock.z) break;
    front = refinedFront;
    lock = refinedLock;
    exact = refined;
  }
  let sums: DataSums | undefined;
  const { width, height } = front.planes.find((seen) => seen !== undefined) ?? channels[0]!;
  return {
    geometry: exact,
    orientation,
    lock,
    size: { width, height },
    words(own) {
      sums ??= dataSums(front, layout, lock);
      return softWords(sums, own);
    },
  };
}

function frontAt(channels: readonly Plane[], layout: Layout, geometry: Geometry): Front {
  if (geometry === UNCHANGED) return frontOf(channels, layout);
  const { width, height, map } = rectification(channels[0]!, geometry);
  const warped = warpAll(channels, width, height, map);
  const front = frontOf(warped, layout);
  giveBack(...warped);
  return front;
}
