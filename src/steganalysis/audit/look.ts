/**
 * A photo as the wardens see it: features for trained wardens, scores of untrained ones.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { jpegCompatibility } from '../detect/jpeg-compatibility.ts';
import { featuresNamed } from '../features/feature-sets.ts';
import { stegExpose } from '../stegexpose/detector.ts';
import { weightedStego } from '../textbook/weighted-stego.ts';
import { sharedRows } from './shared-rows.ts';

/** Tiles of a photo as wardens see them, each list in the tiles' order. */
export interface SeenTiles {
  /** Features in shared memory, so that passing them to another thread copies nothing. */
  readonly features: readonly Float32Array[];
  /** Fused scores of StegExpose, 0 to 1; 0 if none of its detectors had a result. */
  readonly stegExpose: readonly number[];
  /** Payload estimates, bits per sample. */
  readonly weightedStego: readonly number[];
  /** Whether the JPEG lattice shows changed samples; undefined if a tile was not decoded from a JPEG. */
  readonly jpegLattice: readonly (boolean | undefined)[];
}

/** Analyses all tiles of a photo. */
export function lookAt(tiles: readonly RgbImage[], features: string): SeenTiles {
  const { extract } = featuresNamed(features);
  const rows = tiles.map(extract);
  return {
    features: sharedRows(rows),
    stegExpose: tiles.map((tile) => {
      const { fusion } = stegExpose(tile);
      return Number.isNaN(fusion) ? 0 : fusion;
    }),
    weightedStego: tiles.map((tile) => weightedStego(tile).payload),
    jpegLattice: tiles.map((tile) => jpegCompatibility(tile)?.changed),
  };
}
