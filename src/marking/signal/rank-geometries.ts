/**
 * Ranks geometries by how much the pilots agree when a picture is seen that way. Power spectra alone rank the true geometry of a
 * small part of a picture behind dozens of others: they are blind to the pilots' phases.
 */
import type { Layout } from './layout.ts';
import { TILE } from './mark-design.ts';
import { largestAgreement } from './pilot-lock.ts';
import type { Plane } from './plane.ts';
import type { FoundGeometry, Spectra } from './synchronise.ts';
import { rectification } from './synchronise.ts';

/** A whole number of tiles, more than any picture on the grid has. */
const FAR = 4096 * TILE;

/**
 * The geometries in which the pilots agree most, best first.
 *
 * @param spectra - of the picture.
 * @param layout - of the key.
 * @param found - geometries to compare.
 * @param most - how many to return.
 */
export function rankGeometries(
  { bands }: Pick<Spectra, 'bands'>,
  layout: Layout,
  found: readonly FoundGeometry[],
  most: number,
): FoundGeometry[] {
  const pairs = interleaved(bands);
  if (pairs === undefined) return [];
  const sums = [new Float64Array(TILE * TILE), new Float64Array(TILE * TILE)] as const;
  const folds = sums.map((fold, i) => bands[i] && fold);
  const ranked = found.map((geometry) => {
    foldThrough(pairs, geometry, sums);
    return { geometry, z: largestAgreement(folds, layout, geometry.orientations) };
  });
  ranked.sort((a, b) => b.z - a.z);
  return ranked.slice(0, most).map(({ geometry, z }) => ({ ...geometry, z }));
}

/** Two bands of one picture, sample by sample beside each other: whoever needs both finds them in one place. */
interface Pairs {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Empty bands are zeros; undefined where all are. */
function interleaved(bands: readonly (Plane | undefined)[]): Pairs | undefined {
  const some = bands.find((band) => band !== undefined);
  if (some === undefined) return undefined;
  const { width, height } = some;
  const data = new Float32Array(2 * width * height);
  for (const [index, band] of bands.entries()) {
    if (band === undefined) continue;
    for (let from = 0, to = index; to < data.length; from++, to += 2) data[to] = band.data[from]!;
  }
  return { width, height, data };
}

/**
 * All tiles of two bands laid over each other, as they are in a geometry. Each sample goes to the nearest place of the tile: that costs
 * the finest pilots a tenth of their height, and less time than anything else.
 */
function foldThrough(
  pairs: Pairs,
  geometry: FoundGeometry,
  [first, second]: readonly [Float64Array, Float64Array],
): void {
  first.fill(0);
  second.fill(0);
  const { map } = rectification(pairs, geometry);
  const [xx, xy, yx, yy] = map.matrix;
  const area = xx * yy - xy * yx;
  const back = [yy / area, -xy / area, -yx / area, xx / area] as const;
  const { width, height, data } = pairs;
  const [left, top] = map.offset;
  for (let y = 0, at = 0; y < height; y++) {
    // Half a sample more, because what follows the point is cut off, and so many tiles that nothing is below zero.
    let placeX = back[1] * (y - top) - back[0] * left + 0.5 + FAR;
    let placeY = back[3] * (y - top) - back[2] * left + 0.5 + FAR;
    for (let x = 0; x < width; ) {
      // Pictures are hardly ever turned by much: many samples in turn go to the same row of the tile.
      const row = Math.floor(placeY);
      const end = Math.min(width, x + runLength(placeY - row, back[2]));
      const base = (row & (TILE - 1)) * TILE;
      placeY += (end - x) * back[2];
      for (; x < end; x++, at += 2, placeX += back[0]) {
        const place = base | (placeX & (TILE - 1));
        first[place]! += data[at]!;
        second[place]! += data[at + 1]!;
      }
    }
  }
}

/** How many steps from a place in 0 to 1 stay there, the first counted. */
function runLength(place: number, step: number): number {
  if (step === 0) return Infinity;
  return Math.max(1, Math.ceil((step > 0 ? 1 - place : place) / Math.abs(step)));
}
