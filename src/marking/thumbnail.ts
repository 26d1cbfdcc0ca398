import { encodeJpegPixels } from '../image/jpeg/encode-pixels.ts';
import { writeJpeg } from '../image/jpeg/write-jpeg.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';

/** Pixels of the longer side. */
const SIDE = 96;

/** A small JPEG of a picture, for the registry: at most 96 pixels a side, about 3 kB. */
export function thumbnailOf(image: RgbImage): Uint8Array {
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const side = (length: number): number => Math.max(1, Math.round(scale * length));
  const small = averaged(image, side(image.width), side(image.height));
  return writeJpeg(encodeJpegPixels(small, { quality: 75 }).file, { huffmanTables: 'rebuild' });
}

/** Every pixel is the mean of those that lie where it will be; sides may only shrink. */
function averaged(image: RgbImage, width: number, height: number): RgbImage {
  const sums = new Float64Array(3 * width * height);
  const counts = new Uint32Array(width * height);
  for (let y = 0, from = 0; y < image.height; y++) {
    const row = width * Math.floor((y * height) / image.height);
    for (let x = 0; x < image.width; x++, from += 3) {
      const at = row + Math.floor((x * width) / image.width);
      counts[at]!++;
      sums[3 * at]! += image.data[from]!;
      sums[3 * at + 1]! += image.data[from + 1]!;
      sums[3 * at + 2]! += image.data[from + 2]!;
    }
  }
  return rgbImage(
    width,
    height,
    Uint8Array.from(sums, (sum, at) => Math.round(sum / counts[Math.floor(at / 3)]!)),
  );
}
