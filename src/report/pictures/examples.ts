import type { RgbImage } from '../../image/rgb-image.ts';
import type { PictureGridOptions } from './picture-grid.ts';
import { pictureGrid } from './picture-grid.ts';
import { amplifiedResidual } from './residual.ts';
import type { HiddenPair } from './side-by-side.ts';

export interface ExampleSheetOptions extends PictureGridOptions {
  /** The most pairs to show, spread evenly over all; 8 by default. */
  readonly pairs?: number;
}

/**
 * A contact sheet: one row for each pair, with cover, container, residual (ten times amplified around mid grey),
 * secret and revealed secret. Unless an option says otherwise, cells have at most 192 pixels a side.
 *
 * @param pairs - such as the held-out pairs that a training was checked on.
 * @throws RangeError as `pictureGrid`, and when a cover and its container differ in size.
 */
export function exampleSheet(
  pairs: readonly HiddenPair[],
  { pairs: most = 8, ...options }: ExampleSheetOptions = {},
): RgbImage {
  const shown = spread(pairs, most);
  const rows = shown.map(({ cover, container, secret, revealed }) => [
    cover,
    container,
    amplifiedResidual(cover, container),
    secret,
    revealed,
  ]);
  return pictureGrid(rows, { largestSide: 192, ...options });
}

/** At most `most` of the values, the first among them, at even distances. */
function spread<T>(values: readonly T[], most: number): T[] {
  const count = Math.min(values.length, most);
  return Array.from({ length: count }, (_, index) => values[Math.floor((index * values.length) / count)]!);
}
