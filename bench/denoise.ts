/** Filters that take noise away and leave edges. */
import type { RgbImage } from '../src/image/rgb-image.ts';
import { rgbImage } from '../src/image/rgb-image.ts';

/**
 * The bilateral filter: a mean over the surroundings, weighted by distance and by likeness of colour (Tomasi and Manduchi, 1998).
 *
 * @param reach - standard deviation over places, pixels.
 * @param levels - standard deviation over colours, grey levels.
 */
export function bilateral(image: RgbImage, reach: number, levels: number): RgbImage {
  return weightedMean(image, Math.ceil(2 * reach), (dx, dy, differences) => {
    const near = Math.exp(-(dx * dx + dy * dy) / (2 * reach * reach));
    return differences.map((square) => near * Math.exp(-square / (2 * levels * levels)));
  });
}

/**
 * Non-local means: a mean over the surroundings, weighted by how alike patches of 5x5 pixels are (Buades, Coll and Morel, 2005), in
 * windows of 11x11.
 *
 * @param h - strength, grey levels.
 */
export function nonLocalMeans(image: RgbImage, h: number): RgbImage {
  const { width, height } = image;
  return weightedMean(image, 5, (_dx, _dy, differences) =>
    boxMean(differences, width, height, 2).map((square) => Math.exp(-square / (h * h))),
  );
}

/** `weights` is given the mean square over the colours of the differences between all pixels and those `dx`, `dy` beside them. */
function weightedMean(
  image: RgbImage,
  radius: number,
  weights: (dx: number, dy: number, differences: Float32Array) => Float32Array,
): RgbImage {
  const { width, height, data } = image;
  const pixels = width * height;
  const sums = new Float32Array(3 * pixels);
  const total = new Float32Array(pixels);
  const other = new Int32Array(pixels);
  const differences = new Float32Array(pixels);
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      for (let y = 0, at = 0; y < height; y++) {
        const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
        for (let x = 0; x < width; x++, at++) {
          const beside = row + Math.min(width - 1, Math.max(0, x + dx));
          other[at] = beside;
          const r = data[3 * at]! - data[3 * beside]!;
          const g = data[3 * at + 1]! - data[3 * beside + 1]!;
          const b = data[3 * at + 2]! - data[3 * beside + 2]!;
          differences[at] = (r * r + g * g + b * b) / 3;
        }
      }
      const own = weights(dx, dy, differences);
      for (let at = 0; at < pixels; at++) {
        const weight = own[at]!;
        const from = 3 * other[at]!;
        total[at] = total[at]! + weight;
        for (let c = 0; c < 3; c++) sums[3 * at + c] = sums[3 * at + c]! + weight * data[from + c]!;
      }
    }
  }
  const out = rgbImage(width, height);
  for (let i = 0; i < sums.length; i++) out.data[i] = Math.round(sums[i]! / total[Math.floor(i / 3)]!);
  return out;
}

function boxMean(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length);
  const out = new Float32Array(values.length);
  const count = (2 * radius + 1) ** 2;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let i = -radius; i <= radius; i++) {
        sum += values[y * width + Math.min(width - 1, Math.max(0, x + i))]!;
      }
      across[at] = sum;
    }
  }
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      let sum = 0;
      for (let i = -radius; i <= radius; i++) {
        sum += across[Math.min(height - 1, Math.max(0, y + i)) * width + x]!;
      }
      out[at] = sum / count;
    }
  }
  return out;
}
