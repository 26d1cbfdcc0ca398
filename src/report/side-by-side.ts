import type { RgbImage } from '../image/rgb-image.ts';
import type { PictureGridOptions } from './picture-grid.ts';
import { pictureGrid } from './picture-grid.ts';
import { amplifiedResidual } from './residual.ts';

/** The four pictures of one hiding. */
export interface HiddenPair {
  readonly cover: RgbImage;
  /** Of the cover's size. */
  readonly container: RgbImage;
  readonly secret: RgbImage;
  readonly revealed: RgbImage;
}

export interface SideBySideOptions extends PictureGridOptions {
  /** Whether what hiding changed, ten times amplified around mid grey, stands at the end of the first row. */
  readonly residual?: boolean;
}

/**
 * Originals and what became of them, for the eye: cover and container above, secret and revealed secret below.
 *
 * @throws RangeError as `pictureGrid`; with `residual` also when cover and container differ in size.
 */
export function sideBySide(
  { cover, container, secret, revealed }: HiddenPair,
  { residual = false, ...options }: SideBySideOptions = {},
): RgbImage {
  const above = [cover, container, ...(residual ? [amplifiedResidual(cover, container)] : [])];
  return pictureGrid([above, [secret, revealed]], options);
}
