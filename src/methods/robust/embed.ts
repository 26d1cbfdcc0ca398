/** Writes bits into the luma coefficients of a picture. */
import { LUMA_STEPS, scaledSteps } from '../../image/jpeg/standard-tables.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { CellTargets } from './lattice.ts';
import { cellTargets, type Quantiser, wholeTargets } from './lattice.ts';
import {
  addBlocks,
  BLOCK_AREA,
  blockGrid,
  forwardBlocks,
  isGreyPicture,
  lumaOf,
  withLumaChange,
} from './luma-blocks.ts';
import { MOZJPEG_STEPS, PILOT, SLOT_ORDER, type Survival, stepsAt } from './settings.ts';

/** What stands where a coefficient carries nothing. */
export const FREE = 255;

/** How often the picture is rounded and corrected. */
const ROUNDS = 4;

/** How much better than the named quality encoders may be, in steps that stand for all. */
const BETTER = [0, 6] as const;

/** What MozJPEG's trellis quantisation spares. */
const THRIFTS = [0, 0.1] as const;

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
  for (const { k, step, quantisers } of cells(survival)) targets[k] = cellTargets(step, quantisers);
  return targets;
}

/** Coefficients that carry something: their places, steps, and what they may pass. */
function cells({
  quality,
  leastStep,
}: Survival): { readonly k: number; readonly step: number; readonly quantisers: readonly Quantiser[] }[] {
  const steps = stepsAt(quality, leastStep);
  const tables = [
    ...BETTER.map((by) => ({ table: scaledSteps(LUMA_STEPS, Math.min(98, quality + by)), thrift: 0 })),
    ...THRIFTS.map((thrift) => ({ table: scaledSteps(MOZJPEG_STEPS, quality), thrift })),
  ];
  return [...SLOT_ORDER, PILOT.coefficient].map((k) => ({
    k,
    step: k === PILOT.coefficient ? PILOT.step : steps[k]!,
    quantisers: tables.map(({ table, thrift }) => ({ step: table[k]!, thrift })),
  }));
}

/** Quantised coefficients of luma, as a JPEG stores them. */
export interface QuantisedLuma {
  /** 64 a block, row after row of blocks. */
  readonly coefficients: Int16Array;
  /** 64 steps. */
  readonly quantisation: ArrayLike<number>;
  /** Blocks a row that are stored. */
  readonly blocksPerRow: number;
}

/** Largest magnitude of a coefficient other than the mean: T.81, table F.2. */
const MOST = 1023;

/**
 * Writes bits into the luma of a JPEG, in whole steps of its own.
 *
 * @param bits - for each coefficient of each whole block a bit, or `FREE`.
 * @param columns - whole blocks of a row.
 * @returns new coefficients.
 */
export function embedInQuantised(
  { coefficients, quantisation, blocksPerRow }: QuantisedLuma,
  bits: Uint8Array,
  columns: number,
  survival: Survival,
): Int16Array {
  const changed = coefficients.slice();
  for (const { k, step, quantisers } of cells(survival)) {
    const targets = wholeTargets(step, quantisers, quantisation[k]!, MOST);
    for (let block = 0, i = k; i < bits.length; block++, i += BLOCK_AREA) {
      const bit = bits[i]!;
      if (bit === FREE) continue;
      const row = Math.floor(block / columns);
      const at = BLOCK_AREA * (row * blocksPerRow + block - row * columns) + k;
      changed[at] = targets[bit]![Math.max(-MOST, Math.min(MOST, changed[at]!)) + MOST]!;
    }
  }
  return changed;
}
