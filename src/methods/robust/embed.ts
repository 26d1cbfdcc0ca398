/** Writes bits into the luma coefficients of a picture. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { cellsOf, FREE } from './cells.ts';
import type { CellTargets } from './lattice.ts';
import { cellTargets } from './lattice.ts';
import {
  addBlocks,
  BLOCK_AREA,
  blockGrid,
  forwardBlocks,
  isGreyPicture,
  lumaOf,
  withLumaChange,
} from './luma-blocks.ts';
import type { Survival } from './settings.ts';

/** How often the picture is rounded and corrected. */
const ROUNDS = 4;

/**
 * Writes bits.
 *
 * @param bits - for each coefficient of each whole block a bit, or `FREE`.
 * @param survival - what they must survive.
 * @returns a new picture.
 */
export function embedInLuma(cover: RgbImage, bits: Uint8Array, survival: Survival): RgbImage {
  const grid = blockGrid(cover);
  const targets = targetsFor(survival);
  const isGrey = isGreyPicture(cover);
  const before = forwardBlocks(lumaOf(cover), cover.width, grid);
  const change = new Float32Array(before.length);
  let picture = cover;
  let now = before;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < bits.length; i++) {
      const bit = bits[i]!;
      if (bit !== FREE) change[i]! += targets[i % BLOCK_AREA]!.nearest(now[i]!, bit) - now[i]!;
    }
    const plane = new Float32Array(cover.width * cover.height);
    addBlocks(change, plane, cover.width, grid);
    picture = withLumaChange(cover, plane, isGrey);
    if (round + 1 < ROUNDS) now = forwardBlocks(lumaOf(picture), cover.width, grid);
  }
  return picture;
}

const kept = new Map<number, readonly (CellTargets | undefined)[]>();

function targetsFor(survival: Survival): readonly (CellTargets | undefined)[] {
  let targets = kept.get(survival.number);
  if (targets === undefined) {
    targets = makeTargets(survival);
    kept.set(survival.number, targets);
  }
  return targets;
}

function makeTargets(survival: Survival): (CellTargets | undefined)[] {
  const targets = new Array<CellTargets | undefined>(BLOCK_AREA).fill(undefined);
  for (const { k, step, quantisers } of cellsOf(survival)) targets[k] = cellTargets(step, quantisers);
  return targets;
}
