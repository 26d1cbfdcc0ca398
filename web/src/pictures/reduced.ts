import { rgbImage } from '../../../src/browser.ts';
import type { SeeThroughPicture } from './alpha.ts';

/** Samples of a square of pixels that count for one shown pixel, a side. */
const TAPS = 3;

/**
 * A smaller picture to look at, made quickly: each pixel is the mean of a few of those that it stands for.
 *
 * @param most - pixels of the longest side; a picture that is no larger is returned unchanged.
 */
export function reduced(image: SeeThroughPicture, most: number): SeeThroughPicture {
  const scale = Math.max(image.width, image.height) / most;
  if (!(scale > 1)) return image;
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side / scale)));
  const small = rgbImage(width!, height!);
  const opacities = image.alpha && new Uint8Array(width! * height!);
  const at = (place: number, tap: number, count: number, side: number): number =>
    Math.min(side - 1, Math.floor(((place + (tap + 0.5) / TAPS) * side) / count));
  for (let y = 0, to = 0; y < height!; y++) {
    for (let x = 0; x < width!; x++, to += 3) {
      const sum = [0, 0, 0];
      let opacity = 0;
      for (let row = 0; row < TAPS; row++) {
        for (let column = 0; column < TAPS; column++) {
          const pixel = at(y, row, height!, image.height) * image.width + at(x, column, width!, image.width);
          for (let colour = 0; colour < 3; colour++) sum[colour]! += image.data[3 * pixel + colour]!;
          opacity += image.alpha?.[pixel] ?? 0;
        }
      }
      for (let colour = 0; colour < 3; colour++)
        small.data[to + colour] = Math.round(sum[colour]! / TAPS ** 2);
      if (opacities) opacities[to / 3] = Math.round(opacity / TAPS ** 2);
    }
  }
  return { ...small, ...(opacities && { alpha: opacities }) };
}
