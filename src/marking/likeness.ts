/** Whether a picture shows what a small copy of the marked one shows, at the place that the mark says. */
import type { RgbImage } from '../image/rgb-image.ts';
import type { MarkGeometry, PictureSize } from './mark-geometry.ts';
import { CARRIERS } from './signal/mark-design.ts';
import { channelsAt } from './signal/resample.ts';

/** From this correlation on two pictures are called the same; those of other photos lie below 0.6, of changed copies above 0.9. */
export const SAME_PICTURE_CORRELATION = 0.8;

/** With fewer samples each way nothing can be said. */
const LEAST_SAMPLES = 8;

/**
 * The correlation of brightness between a picture and the place in a thumbnail where it belongs: 1 for the same picture, whatever its
 * brightness and contrast.
 *
 * @param picture - the suspect.
 * @param toOriginal - from its pixels to those of the marked picture.
 * @param original - size of the marked picture.
 * @param thumbnail - of the marked picture.
 * @returns undefined where the picture shows too little of the marked one, or either is flat.
 */
export function likeness(
  picture: RgbImage,
  toOriginal: NonNullable<MarkGeometry['toOriginal']>,
  original: PictureSize,
  thumbnail: RgbImage,
): number | undefined {
  const [a, b, c, d, e, f] = toOriginal;
  const unit = thumbnail.width / original.width;
  const width = Math.max(1, Math.round(Math.hypot(a, b) * unit * picture.width));
  const height = Math.max(1, Math.round(Math.hypot(c, d) * unit * picture.height));
  if (Math.min(width, height) < LEAST_SAMPLES) return undefined;
  const vectors = [CARRIERS[0]!.from];
  const shown = channelsAt(picture, vectors, width, height)[0]!.data;
  const known = channelsAt(thumbnail, vectors, thumbnail.width, thumbnail.height)[0]!.data;
  const pairs: [number, number][] = [];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const px = ((x + 0.5) * picture.width) / width - 0.5;
      const py = ((y + 0.5) * picture.height) / height - 0.5;
      const tx = Math.round((a * px + c * py + e + 0.5) * unit - 0.5);
      const ty = Math.round((b * px + d * py + f + 0.5) * unit - 0.5);
      if (tx < 0 || ty < 0 || tx >= thumbnail.width || ty >= thumbnail.height) continue;
      pairs.push([shown[at]!, known[ty * thumbnail.width + tx]!]);
    }
  }
  return pairs.length < LEAST_SAMPLES ** 2 ? undefined : correlation(pairs);
}

/** Pearson's correlation; undefined where one side is constant. */
function correlation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const count = pairs.length;
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / count;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2;
    yy += (y - meanY) ** 2;
    xy += (x - meanX) * (y - meanY);
  }
  return xx < count || yy < count ? undefined : xy / Math.sqrt(xx * yy);
}
