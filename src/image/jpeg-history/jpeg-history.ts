/**
 * Tells from a picture's pixels whether it was decoded from a JPEG. Decoding leaves two lattices: brightness, in whole steps of
 * the quantiser within each 8x8 block (Fan and de Queiroz 2003, section II), and colours, of which a decoder gives a quarter
 * (color-lattice.ts). Resizing, turning by other than quarter turns, or changing the colours removes both.
 */
import type { RgbImage } from '../rgb-image.ts';
import { blockDistance } from './block-distance.ts';
import type { BlockOffset } from './block-grid.ts';
import { rankOffsets } from './block-grid.ts';
import { COLOR_PLACES, colorPlace, decodedColors, GREY_PLACE } from './color-lattice.ts';
import { isCutOff, isPlain, readLumaBlock, SIDE, transformBlock, VALUES } from './luma-blocks.ts';
import { estimateSteps, ZERO } from './quantiser-steps.ts';

/** What a picture's pixels say about its past. */
export interface JpegHistory {
  /** Whether it was decoded from a JPEG: by its blocks, by its colours, or by both. */
  readonly decoded: boolean;
  /** The blocks, if they were found. */
  readonly grid?: JpegGrid;
  /**
   * Share of the pixels whose colour a decoder can produce, 0 to 1; chance is a quarter. NaN for a picture without colours.
   */
  readonly colorShare: number;
  /** Whether the colours alone show that it was decoded. */
  readonly decodedColors: boolean;
}

/** The blocks of a decoded JPEG. */
export interface JpegGrid {
  /** The upper left corner of the first whole block, 0-7. */
  readonly offset: BlockOffset;
  /** Quantiser steps of the brightness, 64 row by row, vertical frequency first; 0 where hardly anything but zeros was seen. */
  readonly steps: Uint8Array;
  /** Share of the blocks that the steps explain, 0 to 1; each block is tested with the steps found in the others. */
  readonly share: number;
}

/** The most blocks to test. */
const MOST_BLOCKS = 1000;
/** The number of blocks to test first. */
const FIRST_BLOCKS = 200;
/** The number of windows in which to search for the grid. */
const MOST_WINDOWS = 150;
/** The number of grid places to test closely. */
const CANDIDATES = 3;
/** About the number of pixels whose colours are tested. */
const MOST_PIXELS = 100_000;

/** Samples off the lattice up to which a block counts as decoded and changed afterwards. */
export const MOST_CHANGED = 12;

/** A block is informative with at least this many non-zero coefficients whose step is at least `SPARSE`. */
const TELLING = 3;
const SPARSE = 3;

/** The share of informative blocks from which a picture counts as decoded, and their least number. */
const LEAST_SHARE = 0.3;
const LEAST_BLOCKS = 5;
/** From this share on no other place of the grid is tested. */
const CERTAIN_SHARE = 0.9;

/**
 * The share of coloured pixels from which a picture counts as decoded, and the number of different decoder colours it needs.
 */
const LEAST_COLOR_SHARE = 0.95;
const LEAST_COLORS = 15;

/**
 * Looks at a sample of the blocks and pixels of a picture, so that large pictures take no longer than small ones.
 *
 * @param image - of any size; below 16x16 pixels it says nothing about blocks.
 */
export function jpegHistory(image: RgbImage): JpegHistory {
  const grid = findGrid(image);
  const colors = lookAtColors(image);
  return {
    decoded: grid !== undefined || colors.decodedColors,
    ...(grid !== undefined && { grid }),
    ...colors,
  };
}

function findGrid(image: RgbImage): JpegGrid | undefined {
  const windows = spread(blockPlaces(image, { x: 0, y: 0 }, 2 * SIDE), MOST_WINDOWS);
  if (windows.length === 0) return undefined;
  const ranked = rankOffsets(image, windows).slice(0, CANDIDATES);
  // Most pictures were never cropped.
  const candidates = ranked.some(({ x, y }) => x === 0 && y === 0) ? ranked : [...ranked, { x: 0, y: 0 }];
  let best: JpegGrid | undefined;
  for (const offset of candidates) {
    // Most pictures fail on a few blocks, which take little time.
    if (explainedShare(readBlocks(image, offset, FIRST_BLOCKS)) === undefined) continue;
    const blocks = readBlocks(image, offset, MOST_BLOCKS);
    const share = explainedShare(blocks);
    if (share !== undefined && share > (best?.share ?? 0))
      best = { offset, steps: estimateSteps(blocks), share };
    if (share !== undefined && share > CERTAIN_SHARE) break;
  }
  return best;
}

/** Share of the informative blocks that are explained by the steps of the other half; undefined if there are too few. */
function explainedShare(blocks: readonly Float64Array[]): number | undefined {
  const halves = [0, 1].map((half) => blocks.filter((_, index) => index % 2 === half));
  let [telling, explained] = [0, 0];
  for (const [index, half] of halves.entries()) {
    const steps = estimateSteps(halves[1 - index]!);
    for (const block of half) {
      if (!isTelling(block, steps)) continue;
      telling += 1;
      if (blockDistance(block, steps) <= MOST_CHANGED) explained += 1;
    }
  }
  const share = explained / telling;
  return share >= LEAST_SHARE && explained >= LEAST_BLOCKS ? share : undefined;
}

/** Whether a block has levels that would hardly be met by chance. */
function isTelling(block: Float64Array, steps: Uint8Array): boolean {
  let count = 0;
  for (let index = 0; index < VALUES; index++) {
    // Multiples of four: sums and differences of samples, which lie on lattices in drawings with few colours, too.
    if ((index & 3) === 0 && (index & 0x18) === 0) continue;
    if (steps[index]! >= SPARSE && Math.abs(block[index]!) > ZERO) count++;
  }
  return count >= TELLING;
}

/** Coefficients of different blocks from all over a picture. */
function readBlocks(image: RgbImage, offset: BlockOffset, most: number): Float64Array[] {
  const block = new Float64Array(VALUES);
  const seen = new Set<string>();
  const found: Float64Array[] = [];
  for (const { x, y } of spread(blockPlaces(image, offset), 4 * most)) {
    if (found.length === most) break;
    if (!readLumaBlock(image, x, y, block) || isPlain(block)) continue;
    const key = block.join();
    if (seen.has(key)) continue;
    seen.add(key);
    const coefficients = new Float64Array(VALUES);
    transformBlock(block, coefficients);
    found.push(coefficients);
  }
  return found;
}

/** Places in a regular order, computed on demand. */
export interface BlockPlaces {
  readonly length: number;
  at(index: number): BlockOffset;
}

/**
 * Upper left pixels of all whole blocks, row by row.
 *
 * @param room - pixels required to the right and below.
 */
export function blockPlaces({ width, height }: RgbImage, offset: BlockOffset, room = SIDE): BlockPlaces {
  const along = (side: number, start: number): number =>
    Math.max(0, Math.floor((side - start - room) / SIDE) + 1);
  const [columns, rows] = [along(width, offset.x), along(height, offset.y)];
  return {
    length: columns * rows,
    at: (index) => ({
      x: offset.x + SIDE * (index % columns),
      y: offset.y + SIDE * Math.floor(index / columns),
    }),
  };
}

/** At most this many places, in an order that soon covers the whole picture: steps by the golden section. */
export function spread(places: BlockPlaces, most: number): BlockOffset[] {
  const stride = coprimeStride(places.length);
  return Array.from({ length: Math.min(most, places.length) }, (_, index) =>
    places.at((index * stride) % places.length),
  );
}

function coprimeStride(length: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, Math.round(length * 0.618));
  while (divisor(stride, length) > 1) stride++;
  return stride;
}

function lookAtColors({ width, height, data }: RgbImage): Pick<JpegHistory, 'colorShare' | 'decodedColors'> {
  const known = decodedColors();
  const stride = 3 * Math.max(1, Math.floor((width * height) / MOST_PIXELS));
  const seen = new Uint8Array(COLOR_PLACES);
  let [pixels, inside, colors] = [0, 0, 0];
  for (let at = 0; at + 2 < data.length; at += stride) {
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (isCutOff(red) || isCutOff(green) || isCutOff(blue)) continue;
    const place = colorPlace(red, green, blue);
    if (place === GREY_PLACE) continue;
    pixels += 1;
    inside += known[place]!;
    if (seen[place] === 0) {
      seen[place] = 1;
      colors += known[place]!;
    }
  }
  const colorShare = inside / pixels;
  return {
    colorShare,
    decodedColors: colorShare >= LEAST_COLOR_SHARE && colors >= LEAST_COLORS,
  };
}
