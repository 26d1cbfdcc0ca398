import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

/** Pictures of 1x1 up: of noise, of two or three near values, flat, black and white. */
export function anyPicture(largestSide: number): fc.Arbitrary<RgbImage> {
  const side = fc.integer({ min: 1, max: largestSide });
  const values = fc.oneof(
    fc.constant([0, 255]),
    fc.tuple(fc.integer({ min: 0, max: 255 }), fc.constant(0)),
    fc.tuple(fc.integer({ min: 0, max: 252 }), fc.integer({ min: 1, max: 3 })),
    fc.constantFrom([0, 1], [254, 1], [0, 0], [255, 0]),
  );
  return fc.tuple(side, side, values).chain(([width, height, [low, spread]]) =>
    fc
      .uint8Array({
        min: low!,
        max: Math.min(255, low! + spread!),
        minLength: 3 * width * height,
        maxLength: 3 * width * height,
      })
      .map((data) => rgbImage(width, height, data)),
  );
}
