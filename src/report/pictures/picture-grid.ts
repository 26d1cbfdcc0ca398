/** Pictures in rows and columns on one sheet. */

import { resize } from '../../image/resize.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { pasteRegion } from '../../image/tiles.ts';

export interface PictureGridOptions {
  /** Longest side of a cell in pixels; cells are as large as the largest picture if that is smaller. */
  readonly largestSide?: number;
  /** Pixels between cells and around the sheet. */
  readonly gap?: number;
  /** Sample of the background, 0-255. */
  readonly background?: number;
}

/** A light neutral grey: neither the paper's white nor the residual's mid grey is mistaken for it. */
const BACKGROUND = 224;

/**
 * A sheet of pictures of any sizes. All cells are of one size: large enough for the widest and the highest picture,
 * scaled down to `largestSide`. Each picture is scaled to fit its cell, proportions kept, and stands in its middle.
 *
 * @param rows - from top to bottom, each from left to right; short rows leave cells empty.
 * @throws RangeError when there is no picture, or an option is not a whole number in its range.
 */
export function pictureGrid(
  rows: readonly (readonly RgbImage[])[],
  { largestSide = 512, gap = 8, background = BACKGROUND }: PictureGridOptions = {},
): RgbImage {
  const pictures = rows.flat();
  if (pictures.length === 0)
    throw new RangeError('Expected at least one picture for a sheet but received none');
  assertWhole('the largest side', largestSide, 1, 2 ** 16);
  assertWhole('the gap', gap, 0, 2 ** 16);
  assertWhole('the background', background, 0, 255);

  const cell = fit(
    {
      width: Math.max(...pictures.map(({ width }) => width)),
      height: Math.max(...pictures.map(({ height }) => height)),
    },
    { width: largestSide, height: largestSide },
    1,
  );
  const columns = Math.max(...rows.map((row) => row.length));
  const sheet = rgbImage(columns * (cell.width + gap) + gap, rows.length * (cell.height + gap) + gap);
  sheet.data.fill(background);
  for (const [row, line] of rows.entries()) {
    for (const [column, picture] of line.entries()) {
      const size = fit(picture, cell);
      const scaled = resize(picture, size.width, size.height);
      const x = gap + column * (cell.width + gap) + Math.floor((cell.width - size.width) / 2);
      const y = gap + row * (cell.height + gap) + Math.floor((cell.height - size.height) / 2);
      pasteRegion(sheet, scaled, { x: 0, y: 0, ...size }, x, y);
    }
  }
  return sheet;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of the same proportions within `limit`, at most `largestScale` times as large. */
function fit(size: Size, limit: Size, largestScale = Number.POSITIVE_INFINITY): Size {
  const scale = Math.min(limit.width / size.width, limit.height / size.height, largestScale);
  const side = (length: number, most: number): number =>
    Math.min(most, Math.max(1, Math.round(length * scale)));
  return { width: side(size.width, limit.width), height: side(size.height, limit.height) };
}

function assertWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`Expected a whole number of ${least} to ${most} for ${name} but received ${value}`);
  }
}
