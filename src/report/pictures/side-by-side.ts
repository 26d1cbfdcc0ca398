import type { RgbImage } from '../../image/rgb-image.ts';
import type { PictureGridOptions } from './picture-grid.ts';
import { pictureGrid } from './picture-grid.ts';
import { amplifiedResidual } from './residual.ts';

/** The four pictures of one hiding. */
export interface HiddenPair {
  readonly cover: RgbImage;
  /** The container, of the cover's size. */
  readonly container: RgbImage;
  readonly secret: RgbImage;
  readonly revealed: RgbImage;
}

export interface SideBySideOptions extends PictureGridOptions {
  /** Whether the differences, ten times amplified around mid grey, are at the end of each row. */
  readonly residual?: boolean;
}

/**
 * Originals beside their results: cover and container above, secret and revealed secret below.
 *
 * @throws RangeError as `pictureGrid`; with `residual` also when the pictures of a row differ in size.
 */
export function sideBySide(
  { cover, container, secret, revealed }: HiddenPair,
  { residual = false, ...options }: SideBySideOptions = {},
): RgbImage {
  const rows = [
    [cover, container],
    [secret, revealed],
  ] as const;
  return pictureGrid(
    rows.map(([original, received]) => [
      original,
      received,
      ...(residual ? [amplifiedResidual(original, received)] : []),
    ]),
    options,
  );
}
