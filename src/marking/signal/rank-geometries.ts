/**
 * Ranks geometries by how much the pilots agree when a picture is seen that way. Power spectra alone rank the true geometry of a
 * small part of a picture behind dozens of others: they are blind to the pilots' phases.
 */
import type { Layout } from './layout.ts';
import { TILE } from './mark-design.ts';
import { largestAgreement } from './pilot-lock.ts';
import type { Plane } from './plane.ts';
import type { Affine } from './resample.ts';
import type { FoundGeometry, Spectra } from './synchronise.ts';
import { rectification } from './synchronise.ts';

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
  const ranked = found.map((geometry) => {
    const folds = bands.map((band) => band && foldedThrough(band, geometry));
    return { geometry, z: largestAgreement(folds, layout, geometry.orientations) };
  });
  ranked.sort((a, b) => b.z - a.z);
  return ranked.slice(0, most).map(({ geometry, z }) => ({ ...geometry, z }));
}

/**
 * All tiles of a band laid over each other, as they are in a geometry. Each sample is the nearest of the band: that costs the finest
 * pilots a tenth of their height, and less time than anything else.
 */
function foldedThrough(band: Plane, geometry: FoundGeometry): Float64Array {
  const { width, height, map } = rectification(band, geometry);
  const fold = new Float64Array(TILE * TILE);
  for (let y = 0; y < height; y++) addRow(band, map, y, width, fold);
  return fold;
}

function addRow(
  { width, height, data }: Plane,
  { matrix: [xx, xy, yx, yy], offset: [left, top] }: Affine,
  y: number,
  count: number,
  fold: Float64Array,
): void {
  const row = (y % TILE) * TILE;
  // Half a sample more, because what follows the point is cut off.
  let sourceX = xy * y + left + 0.5;
  let sourceY = yy * y + top + 0.5;
  for (let x = 0; x < count; x++, sourceX += xx, sourceY += yx) {
    if (sourceX < 0 || sourceY < 0 || sourceX >= width || sourceY >= height) continue;
    fold[row + (x & (TILE - 1))]! += data[(sourceY | 0) * width + (sourceX | 0)]!;
  }
}
