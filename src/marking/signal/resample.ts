/**
 * Resampling between a picture and the grid of a mark, with the cubic convolution kernel, a = -1/2: Keys, "Cubic convolution
 * interpolation for digital image processing", 1981. When shrinking the kernel is widened by the scale (antialiasing).
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Plane } from './plane.ts';
import { borrowed, plane } from './plane.ts';

/** How a channel is made of red, green and blue, or added to them. */
export type ColourVector = readonly [number, number, number];

function cubic(t: number): number {
  const x = Math.abs(t);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/** For each output sample: the first input sample, and `taps` weights that add up to 1; those beyond the edges are 0. */
interface Axis {
  readonly taps: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

function axis(from: number, to: number): Axis {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  // Where nothing is shrunk, a fifth one could only be at a distance of two: its weight is 0.
  const taps = Math.min(from, stretch === 1 ? 4 : Math.ceil(4 * stretch) + 1);
  const first = new Int32Array(to);
  const weights = new Float64Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(centre - 2 * stretch)), from - taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = cubic((start + tap - centre) / stretch);
      weights[i * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) weights[i * taps + tap]! /= sum;
    first[i] = start;
  }
  return { taps, first, weights };
}

/**
 * Channels of a picture at another size. One pass over the rows of the picture; memory beside the result is a few rows.
 *
 * @param image - samples 0-255.
 * @param vectors - one for each channel: what red, green and blue count in it.
 * @param width - of the result.
 * @param height - of the result.
 */
export function channelsAt(
  image: RgbImage,
  vectors: readonly ColourVector[],
  width: number,
  height: number,
): Plane[] {
  const across = axis(image.width, width);
  const down = axis(image.height, height);
  const out = vectors.map(() => plane(width, height));
  // Row y of the source, already as wide as the result, waits in slot y mod taps until no row needs it any more.
  const waiting = vectors.map(() => new Float64Array(down.taps * width));
  const line = new Float64Array(image.width);
  const sums = new Float64Array(width);
  let next = 0;
  for (let y = 0; y < height; y++) {
    const first = down.first[y]!;
    for (next = Math.max(next, first); next < first + down.taps; next++) {
      const slot = (next % down.taps) * width;
      for (const [channel, vector] of vectors.entries()) {
        mix(image, next, vector, line);
        shrinkRow(line, across, waiting[channel]!, slot);
      }
    }
    for (const [channel, rows] of waiting.entries()) {
      sums.fill(0);
      for (let tap = 0; tap < down.taps; tap++) {
        const weight = down.weights[y * down.taps + tap]!;
        if (weight === 0) continue;
        const from = ((first + tap) % down.taps) * width;
        for (let x = 0; x < width; x++) sums[x]! += weight * rows[from + x]!;
      }
      out[channel]!.data.set(sums, y * width);
    }
  }
  return out;
}

function mix({ data, width }: RgbImage, y: number, [r, g, b]: ColourVector, line: Float64Array): void {
  for (let x = 0, from = 3 * y * width; x < width; x++, from += 3) {
    line[x] = r * data[from]! + g * data[from + 1]! + b * data[from + 2]!;
  }
}

function shrinkRow(line: Float64Array, axis: Axis, out: Float64Array, to: number): void {
  const { taps, first, weights } = axis;
  if (taps === 4) {
    enlargeRow(line, axis, out, to);
    return;
  }
  for (let x = 0; x < first.length; x++) {
    let sum = 0;
    for (let tap = 0, from = first[x]!, at = x * taps; tap < taps; tap++, from++, at++) {
      sum += weights[at]! * line[from]!;
    }
    out[to + x] = sum;
  }
}

/** `shrinkRow` for the four taps that there are where nothing is shrunk. */
function enlargeRow(line: Float64Array, { first, weights }: Axis, out: Float64Array, to: number): void {
  for (let x = 0, at = 0; x < first.length; x++, at += 4) {
    const from = first[x]!;
    out[to + x] =
      weights[at]! * line[from]! +
      weights[at + 1]! * line[from + 1]! +
      weights[at + 2]! * line[from + 2]! +
      weights[at + 3]! * line[from + 3]!;
  }
}

/** A field that lies on a smaller or larger grid than the picture it changes. */
export interface ColouredField {
  /** At every place how much of the colour. */
  readonly field: Plane;
  /** What it counts in red, green and blue. */
  readonly vector: ColourVector;
}

/**
 * A picture plus one or two fields of one size, brought to the picture's, rounded to 8 bits and clamped.
 *
 * @param image - stays as it is.
 * @param fields - what to add.
 */
export function addFields(
  image: RgbImage,
  fields: readonly [ColouredField] | readonly [ColouredField, ColouredField],
): RgbImage {
  const { width, height, data } = image;
  const { width: w, height: h } = fields[0].field;
  const across = axis(w, width);
  const down = axis(h, height);
  const out = new Uint8Array(data.length);
  const sums = new Float64Array(w);
  const first = new Float64Array(width);
  const second = new Float64Array(width);
  const [r1, g1, b1] = fields[0].vector;
  const [r2, g2, b2] = fields[1]?.vector ?? [0, 0, 0];
  for (let y = 0, to = 0; y < height; y++) {
    for (const [index, { field }] of fields.entries()) {
      sums.fill(0);
      for (let tap = 0; tap < down.taps; tap++) {
        const weight = down.weights[y * down.taps + tap]!;
        if (weight === 0) continue;
        const from = (down.first[y]! + tap) * w;
        for (let x = 0; x < w; x++) sums[x]! += weight * field.data[from + x]!;
      }
      shrinkRow(sums, across, index === 0 ? first : second, 0);
    }
    for (let x = 0; x < width; x++, to += 3) {
      const one = first[x]!;
      const other = second[x]!;
      out[to] = level(data[to]! + r1 * one + r2 * other);
      out[to + 1] = level(data[to + 1]! + g1 * one + g2 * other);
      out[to + 2] = level(data[to + 2]! + b1 * one + b2 * other);
    }
  }
  return { width, height, data: out };
}

function level(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
}

/** Where each place of a result lies in its source: `source = offset + matrix * place`, both as x and y of sample centres. */
export interface Affine {
  /** `[xx, xy, yx, yy]`. */
  readonly matrix: readonly [number, number, number, number];
  /** `[x, y]`. */
  readonly offset: readonly [number, number];
}

/**
 * A plane seen through an affine map, by cubic convolution. Places outside of the source get its mean.
 *
 * @param source - stays as it is.
 * @param width - of the result.
 * @param height - of the result.
 * @param map - where the result's samples lie in the source.
 */
export function warp(source: Plane, width: number, height: number, map: Affine): Plane {
  return warpAll([source], width, height, map)[0]!;
}

/** Several planes of one size seen through the same map: as `warp`, but places and weights are found once. */
export function warpAll(sources: readonly Plane[], width: number, height: number, map: Affine): Plane[] {
  const { width: w, height: h } = sources[0]!;
  const inputs = sources.map(({ data }) => data);
  const results = sources.map(() => borrowed(width, height));
  const outside = inputs.map((data) => {
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i]!;
    return sum / data.length;
  });
  const [xx, xy, yx, yy] = map.matrix;
  const [ox, oy] = map.offset;
  // A row at a time: where each sample starts (-1 outside, -2 at an edge), and its weights.
  const starts = new Int32Array(width);
  const wx = new Float64Array(4 * width);
  const wy = new Float64Array(4 * width);
  for (let y = 0, to = 0; y < height; y++, to += width) {
    for (let x = 0; x < width; x++) {
      const sx = ox + xx * x + xy * y;
      const sy = oy + yx * x + yy * y;
      if (sx < -0.5 || sy < -0.5 || sx > w - 0.5 || sy > h - 0.5) {
        starts[x] = OUTSIDE;
        continue;
      }
      const left = Math.floor(sx);
      const top = Math.floor(sy);
      cubicWeights(sx - left, wx, 4 * x);
      cubicWeights(sy - top, wy, 4 * x);
      const isInside = left >= 1 && top >= 1 && left < w - 2 && top < h - 2;
      starts[x] = isInside ? (top - 1) * w + left - 1 : EDGE;
    }
    for (let channel = 0; channel < inputs.length; channel++) {
      const data = inputs[channel]!;
      const out = results[channel]!.data;
      for (let x = 0, at = 0; x < width; x++, at += 4) {
        const a = starts[x]!;
        if (a < 0) {
          out[to + x] =
            a === OUTSIDE
              ? outside[channel]!
              : atEdge(sources[channel]!, ox + xx * x + xy * y, oy + yx * x + yy * y, wx, wy, at);
          continue;
        }
        const b = a + w;
        const c = b + w;
        const d = c + w;
        const x0 = wx[at]!;
        const x1 = wx[at + 1]!;
        const x2 = wx[at + 2]!;
        const x3 = wx[at + 3]!;
        out[to + x] =
          wy[at]! * (x0 * data[a]! + x1 * data[a + 1]! + x2 * data[a + 2]! + x3 * data[a + 3]!) +
          wy[at + 1]! * (x0 * data[b]! + x1 * data[b + 1]! + x2 * data[b + 2]! + x3 * data[b + 3]!) +
          wy[at + 2]! * (x0 * data[c]! + x1 * data[c + 1]! + x2 * data[c + 2]! + x3 * data[c + 3]!) +
          wy[at + 3]! * (x0 * data[d]! + x1 * data[d + 1]! + x2 * data[d + 2]! + x3 * data[d + 3]!);
      }
    }
  }
  return results;
}

const OUTSIDE = -1;
const EDGE = -2;

/** A sample some of whose neighbours lie outside: they are those at the edge. */
function atEdge(
  { width: w, height: h, data }: Plane,
  sx: number,
  sy: number,
  wx: Float64Array,
  wy: Float64Array,
  at: number,
): number {
  const left = Math.floor(sx);
  const top = Math.floor(sy);
  let value = 0;
  for (let j = 0; j < 4; j++) {
    const row = Math.min(h - 1, Math.max(0, top - 1 + j)) * w;
    for (let i = 0; i < 4; i++) {
      value += wy[at + j]! * wx[at + i]! * data[row + Math.min(w - 1, Math.max(0, left - 1 + i))]!;
    }
  }
  return value;
}

/** Keys' weights of the four samples around a place `t` of 0-1 behind the second. */
function cubicWeights(t: number, out: Float64Array, at: number): void {
  const t2 = t * t;
  const t3 = t2 * t;
  out[at] = -0.5 * t3 + t2 - 0.5 * t;
  out[at + 1] = 1.5 * t3 - 2.5 * t2 + 1;
  out[at + 2] = -1.5 * t3 + 2 * t2 + 0.5 * t;
  out[at + 3] = 0.5 * t3 - 0.5 * t2;
}
