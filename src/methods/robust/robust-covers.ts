/** What the robust method hides in: the pixels of any picture, or the brightness of a JPEG file, which stays one. */
import { coded } from '../../errors/coded.ts';
import { colourSpace } from '../../image/jpeg/colour-space.ts';
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { JPEG, jpegIn, visiblePicture, withCoefficients } from '../../media/jpeg.ts';
import type { Cover } from '../../media/medium.ts';
import { pixelsOf, withPixels } from '../../media/picture.ts';
import { BLOCK_AREA, blockGrid, forwardBlocks, lumaOf } from './luma-blocks.ts';

/** Largest magnitude of a coefficient other than the mean: T.81, table F.2. */
const MOST = 1023;

/** What a cover or container shows. */
export function pixelsShown(cover: Cover): RgbImage {
  return cover.kind === JPEG.kind ? visiblePicture(jpegIn(cover).file) : pixelsOf(cover);
}

/**
 * A cover with another brightness.
 *
 * @param cover - stays as it is.
 * @param before - what it shows.
 * @param after - the same with another brightness. A JPEG takes it over in whole steps of its own coefficients: it comes out a little different.
 * @throws Error `unsupported-picture` for a JPEG without brightness in full size.
 */
export function withBrightness(cover: Cover, before: RgbImage, after: RgbImage): Cover {
  if (cover.kind !== JPEG.kind) return withPixels(cover, after);
  const own = jpegIn(cover);
  assertBrightness(own.file);
  const { components } = own.file.frame;
  const { quantisation, coefficients, storedBlocksPerRow } = components[0]!;
  const change = lumaOf(after);
  const luma = lumaOf(before);
  for (let i = 0; i < change.length; i++) change[i]! -= luma[i]!;
  const grid = blockGrid(before);
  const wanted = forwardBlocks(change, before.width, grid);
  const changed = coefficients.slice();
  for (let row = 0, from = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const block = BLOCK_AREA * (row * storedBlocksPerRow + column);
      for (let k = 0; k < BLOCK_AREA; k++, from++) {
        const steps = Math.round(wanted[from]! / quantisation[k]!);
        // The mean has a wider range, and is never far from what it was.
        const to = changed[block + k]! + steps;
        changed[block + k] = k === 0 ? to : Math.max(-MOST, Math.min(MOST, to));
      }
    }
  }
  return withCoefficients(
    own,
    components.map((component, index) => (index === 0 ? changed : component.coefficients)),
  );
}

function assertBrightness(file: JpegFile): void {
  const [first, ...others] = file.frame.components;
  const isFull = others.every(
    ({ horizontal, vertical }) => horizontal <= first!.horizontal && vertical <= first!.vertical,
  );
  const isComplete = first!.lowestBit.every((bit) => bit === 0);
  if (isFull && isComplete && ['grey', 'ycbcr'].includes(colourSpace(file))) return;
  throw coded(
    new Error(
      'Expected a complete JPEG of brightness and colour differences for the robust method but received another; a container in PNG takes any picture',
    ),
    'unsupported-picture',
  );
}
