/** What the robust method hides in: the pixels of any picture, or the brightness of a JPEG file, which stays one. */
import { coded } from '../../errors/coded.ts';
import { colourSpace } from '../../image/jpeg/colour-space.ts';
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { JPEG, jpegIn, visiblePicture, withCoefficients } from '../../media/jpeg.ts';
import type { Cover } from '../../media/medium.ts';
import { pixelsOf, withPixels } from '../../media/picture.ts';
import { embedInLuma } from './embed.ts';
import { embedInQuantised } from './embed-quantised.ts';
import { blockGrid } from './luma-blocks.ts';
import type { Survival } from './settings.ts';

/** What a cover or container shows. */
export function pixelsShown(cover: Cover): RgbImage {
  return cover.kind === JPEG.kind ? visiblePicture(jpegIn(cover).file) : pixelsOf(cover);
}

/**
 * A cover with bits in its brightness.
 *
 * @param cover - stays as it is.
 * @param shown - what it shows.
 * @param bits - for each coefficient of each whole block a bit, or `FREE`.
 * @throws Error `unsupported-picture` for a JPEG without brightness in full size.
 */
export function withBits(cover: Cover, shown: RgbImage, bits: Uint8Array, survival: Survival): Cover {
  if (cover.kind !== JPEG.kind) return withPixels(cover, embedInLuma(shown, bits, survival));
  const own = jpegIn(cover);
  assertBrightness(own.file);
  const { components } = own.file.frame;
  const { quantisation, coefficients, storedBlocksPerRow } = components[0]!;
  const changed = embedInQuantised(
    { coefficients, quantisation, blocksPerRow: storedBlocksPerRow },
    bits,
    blockGrid(shown),
    survival,
  );
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
