/**
 * AVIF (AV1 Image File Format 1.1) to a number of bytes: at less than half a bit a pixel it has some 1.1 dB more than JPEG 2000 (24 Kodak
 * photos, 3 to 12 kB each). Encoders have a quality, so the size is searched.
 */
import type { RgbImage } from '../../../image/rgb-image.ts';

/**
 * Encodes a picture.
 *
 * @param quality - 1-100, a whole number.
 */
export type AvifEncoder = (image: RgbImage, quality: number) => Promise<Uint8Array>;

const QUALITIES = { least: 1, most: 100 } as const;

/** A code of at least this share of its budget is good enough. */
const FILLED = 0.97;

/** Qualities tried first: they differ by one kilobyte in a photo of 0.4 megapixels. */
const FIRST = 10;

/** Logarithm of the size over a step of quality, between 5 and 30. */
const SLOPE = 0.09;

/**
 * The best code that fits.
 *
 * @param bytes - the most.
 * @returns `undefined` if even the worst takes more.
 */
export async function encodeAvifTo(
  encode: AvifEncoder,
  image: RgbImage,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  let [fits, exceeds] = [QUALITIES.least - 1, QUALITIES.most + 1];
  let best: Uint8Array | undefined;
  for (let quality = FIRST; exceeds - fits > 1; ) {
    signal?.throwIfAborted();
    const code = await encode(image, quality);
    if (code.length <= bytes) {
      fits = quality;
      best = code;
      if (code.length >= FILLED * bytes) break;
    } else exceeds = quality;
    const next = quality + Math.round(Math.log(bytes / code.length) / SLOPE);
    quality = Math.min(exceeds - 1, Math.max(fits + 1, next));
  }
  return best;
}
