/**
 * Cuts a large picture into overlapping tiles, so that a network can treat it in bounded memory: each tile is
 * computed over its window, and only its core is kept. With an overlap of at least the network's receptive
 * radius the result is that of the whole picture.
 */

import type { RgbImage } from './rgb-image.ts';
import { rgbImage } from './rgb-image.ts';

/** A rectangle of whole pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One tile: what it reads and what it contributes. */
export interface Tile {
  /** The pixels that the tile contributes; the cores of all tiles partition the picture. */
  readonly core: Rect;
  /** The pixels that the tile is computed from: contains the core, lies within the picture. */
  readonly window: Rect;
}

/** How to cut a picture; all values are whole numbers of pixels. */
export interface TileOptions {
  /** Width and height of a core; those of the last column and row may be others. At least 1. */
  readonly tile: number;
  /** Context on every side of the core. At least 0. */
  readonly overlap: number;
  /**
   * Windows start at multiples of this, and end at multiples of it or at the picture's border: the block size
   * of a network that works on blocks. Where needed a window grows outwards, never inwards. 1 by default.
   */
  readonly multiple?: number;
  /** Smallest width and height of a core, unless the picture is smaller: a smaller remainder joins the core before it. 1 by default. */
  readonly least?: number;
}

/**
 * The tiles of a picture, row by row. Each window is the core grown by `overlap` on every side and clipped at
 * the picture's border: a window that reaches the border ends there.
 *
 * @throws RangeError when a side, `tile` or `multiple` is not a positive integer, or `overlap` not an integer
 *   of at least 0.
 */
export function planTiles(width: number, height: number, options: TileOptions): Tile[] {
  const { tile, overlap, multiple = 1, least = 1 } = options;
  assertWhole('the width', width, 1);
  assertWhole('the height', height, 1);
  assertWhole('tile', tile, 1);
  assertWhole('overlap', overlap, 0);
  assertWhole('multiple', multiple, 1);
  assertWhole('least', least, 1);
  const columns = planAxis(width, tile, overlap, multiple, least);
  const rows = planAxis(height, tile, overlap, multiple, least);
  return rows.flatMap((row) =>
    columns.map((column) => ({
      core: rect(column.core, row.core),
      window: rect(column.window, row.window),
    })),
  );
}

/**
 * A copy of a part of a picture.
 *
 * @param image - stays as it is.
 * @param part - upper left corner and size, in pixels.
 * @throws RangeError when the rectangle is empty or not within the picture.
 */
export function cropImage(image: RgbImage, part: Rect): RgbImage {
  assertWithin('a rectangle to crop', part, image);
  const cropped = rgbImage(part.width, part.height);
  copyRows(image, part, cropped, 0, 0);
  return cropped;
}

/**
 * Copies a part of one picture into another, in place.
 *
 * @param target - the picture that is changed.
 * @param source - the picture that is read.
 * @param part - which pixels of the source.
 * @param x, y - where in the target the part's upper left pixel goes.
 * @throws RangeError when the part is empty or not within the source, or its place not within the target.
 */
export function pasteRegion(target: RgbImage, source: RgbImage, part: Rect, x: number, y: number): void {
  assertWithin('a rectangle to copy', part, source);
  assertWithin('a rectangle to paste', { x, y, width: part.width, height: part.height }, target);
  copyRows(source, part, target, x, y);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function planAxis(
  length: number,
  tile: number,
  overlap: number,
  multiple: number,
  least: number,
): { core: Span; window: Span }[] {
  const spans = [];
  let end = 0;
  for (let start = 0; start < length; start = end) {
    end = length - (start + tile) < least ? length : start + tile;
    const first = Math.max(start - overlap, 0);
    const last = Math.min(end + overlap, length);
    spans.push({
      core: { start, end },
      window: {
        start: Math.floor(first / multiple) * multiple,
        end: Math.min(Math.ceil(last / multiple) * multiple, length),
      },
    });
  }
  return spans;
}

function rect(columns: Span, rows: Span): Rect {
  return {
    x: columns.start,
    y: rows.start,
    width: columns.end - columns.start,
    height: rows.end - rows.start,
  };
}

function copyRows(source: RgbImage, part: Rect, target: RgbImage, x: number, y: number): void {
  for (let row = 0; row < part.height; row++) {
    const from = 3 * ((part.y + row) * source.width + part.x);
    const to = 3 * ((y + row) * target.width + x);
    target.data.set(source.data.subarray(from, from + 3 * part.width), to);
  }
}

function assertWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`Expected a whole number of at least ${least} for ${name} but received ${value}`);
  }
}

function assertWithin(name: string, part: Rect, image: RgbImage): void {
  const { x, y, width, height } = part;
  const whole = [x, y, width, height].every(Number.isInteger);
  const within = x >= 0 && y >= 0 && x + width <= image.width && y + height <= image.height;
  if (!whole || !within || width < 1 || height < 1) {
    throw new RangeError(
      `Expected ${name} within ${image.width}x${image.height} pixels but received ${width}x${height} at ${x}, ${y}`,
    );
  }
}
