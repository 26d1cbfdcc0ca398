/**
 * The mark of the blind_watermark program, as a control: the lowest Haar wavelet band of Y, U and V in blocks of 4 by 4; of each block's
 * cosine transform, its coefficients shuffled by the key, the largest singular value is moved to a quarter or to three quarters of a step,
 * for a bit of 0 or 1 (https://github.com/guofei9987/blind_watermark, version 0.4, with one singular value). The bits, in keyed order,
 * repeat from block to block and are the same in all three channels.
 */
import type { RgbImage } from '../src/image/rgb-image.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { seededRandom } from '../src/random/seeded-random.ts';

/** BT.601 as OpenCV has it: rows of the matrix from red, green and blue to Y, U and V, and what each adds to red, green and blue. */
const FROM = [
  [0.299, 0.587, 0.114],
  [-0.147, -0.289, 0.436],
  [0.615, -0.515, -0.1],
] as const;
const ADD = [
  [1, 1, 1],
  [0, -0.395, 2.032],
  [1.14, -0.581, 0],
] as const;

/** The orthonormal cosine transform of length 4: `COSINES[4 * k + n]`. */
const COSINES = Float64Array.from({ length: 16 }, (_, at) => {
  const k = at >> 2;
  return Math.sqrt(k === 0 ? 0.25 : 0.5) * Math.cos((Math.PI * k * (2 * (at & 3) + 1)) / 8);
});

/** A block, ready to be changed. */
interface Block {
  /** The largest singular value. */
  readonly value: number;
  /** What the 16 wavelet coefficients gain when it grows by one. */
  readonly way: Float64Array;
}

/**
 * A marked picture.
 *
 * @param step - the larger, the stronger.
 * @param key - the seed of its permutations.
 */
export function embedDwtDctSvd(image: RgbImage, bits: Uint8Array, step: number, key: number): RgbImage {
  const { width, height, data } = image;
  const change = new Float32Array(data.length);
  const blocks = blocksOf(image, key);
  const order = permutation(bits.length, key);
  const across = width >> 3;
  for (const [index, channels] of blocks.entries()) {
    const bit = bits[order[index % bits.length]!]!;
    const left = 8 * (index % across);
    const top = 8 * Math.floor(index / across);
    for (const [channel, { value, way }] of channels.entries()) {
      const wanted = (Math.floor(value / step) + 0.25 + 0.5 * bit) * step;
      for (let i = 0; i < 16; i++) {
        // A coefficient of the lowest Haar band is half the sum of four pixels.
        const gain = ((wanted - value) * way[i]!) / 2;
        for (let p = 0; p < 4; p++) {
          const x = left + 2 * (i & 3) + (p & 1);
          const y = top + 2 * (i >> 2) + (p >> 1);
          for (let c = 0; c < 3; c++) change[3 * (y * width + x) + c]! += gain * ADD[channel]![c]!;
        }
      }
    }
  }
  const out = rgbImage(width, height);
  for (let i = 0; i < data.length; i++) {
    out.data[i] = Math.min(255, Math.max(0, Math.round(data[i]! + change[i]!)));
  }
  return out;
}

/** The bits of a picture that lies as it was marked. */
export function extractDwtDctSvd(image: RgbImage, count: number, step: number, key: number): Uint8Array {
  const order = permutation(count, key);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (const [index, channels] of blocksOf(image, key).entries()) {
    const at = order[index % count]!;
    for (const { value } of channels) {
      // How far into the step, from -1 at a quarter to 1 at three quarters; what is beyond counts less.
      const place = value / step - Math.floor(value / step);
      sums[at] = sums[at]! - Math.sin(2 * Math.PI * place);
      counts[at] = counts[at]! + 1;
    }
  }
  return Uint8Array.from(sums, (sum) => (sum > 0 ? 1 : 0));
}

/** Row by row of blocks, the three channels of each. */
function blocksOf(image: RgbImage, key: number): Block[][] {
  const { width, height, data } = image;
  const shuffle = permutation(16, key + 1);
  const blocks: Block[][] = [];
  const band = new Float64Array(16);
  for (let top = 0; top + 8 <= height; top += 8) {
    for (let left = 0; left + 8 <= width; left += 8) {
      blocks.push(
        FROM.map((vector, channel) => {
          for (let i = 0; i < 16; i++) {
            let sum = channel === 0 ? 0 : 2 * 128;
            for (let p = 0; p < 4; p++) {
              const from = 3 * ((top + 2 * (i >> 2) + (p >> 1)) * width + left + 2 * (i & 3) + (p & 1));
              sum +=
                (vector[0] * data[from]! + vector[1] * data[from + 1]! + vector[2] * data[from + 2]!) / 2;
            }
            band[i] = sum;
          }
          return blockOf(band, shuffle);
        }),
      );
    }
  }
  return blocks;
}

function blockOf(band: Float64Array, shuffle: Int32Array): Block {
  const frequencies = transformed(band, false);
  const m = Float64Array.from(shuffle, (from) => frequencies[from]!);
  // The largest singular value by the power method; the mean of a block outweighs everything else.
  const v = Float64Array.of(0.5, 0.5, 0.5, 0.5);
  const u = new Float64Array(4);
  let value = 0;
  for (let round = 0; round < 40; round++) {
    for (let y = 0; y < 4; y++) {
      u[y] = m[4 * y]! * v[0]! + m[4 * y + 1]! * v[1]! + m[4 * y + 2]! * v[2]! + m[4 * y + 3]! * v[3]!;
    }
    normalise(u);
    for (let x = 0; x < 4; x++) {
      v[x] = m[x]! * u[0]! + m[4 + x]! * u[1]! + m[8 + x]! * u[2]! + m[12 + x]! * u[3]!;
    }
    const before = value;
    value = normalise(v);
    if (Math.abs(value - before) < 1e-7 * value) break;
  }
  const change = new Float64Array(16);
  for (let i = 0; i < 16; i++) change[shuffle[i]!] = u[i >> 2]! * v[i & 3]!;
  return { value, way: transformed(change, true) };
}

function normalise(vector: Float64Array): number {
  const length = Math.hypot(...vector);
  if (length === 0) vector.fill(0.5);
  else for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  return length;
}

function transformed(block: Float64Array, inverse: boolean): Float64Array {
  const between = new Float64Array(16);
  const out = new Float64Array(16);
  const weight = (k: number, n: number): number => COSINES[inverse ? 4 * n + k : 4 * k + n]!;
  for (let y = 0; y < 4; y++) {
    for (let k = 0; k < 4; k++) {
      for (let n = 0; n < 4; n++) between[4 * y + k]! += weight(k, n) * block[4 * y + n]!;
    }
  }
  for (let k = 0; k < 4; k++) {
    for (let x = 0; x < 4; x++) {
      for (let n = 0; n < 4; n++) out[4 * k + x]! += weight(k, n) * between[4 * n + x]!;
    }
  }
  return out;
}

function permutation(length: number, key: number): Int32Array {
  const random = seededRandom(key, length);
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
