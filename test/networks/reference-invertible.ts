/**
 * The network of affine coupling blocks a second time, in float64 and as plainly as can be, from its formulas: to compare
 * with, not to use.
 *
 *     forward   c += phi(s);  s = s exp(a tanh(rho(c))) + eta(c)
 *     backward  s = (s - eta(c)) exp(-a tanh(rho(c)));  c -= phi(s)
 *
 * Both streams hold samples less a half; a pixel (u, v) of a square of pixels of colour k is channel k block^2 + u block + v.
 * phi, and rho beside eta, are convolutions of 3x3, 1x1 and 3x3 taps over zeros outside, with a leaky ReLU of slope 0.1
 * between them; each condition adds its row of weights to the maps of the first one.
 */
import type { Weights } from '../../src/networks/parameters.ts';

/** A picture by [colour][row][column], or maps by [map][row][column]. */
export type Planes = readonly (readonly Float64Array[])[];

export interface InvertibleSettings {
  readonly block: number;
  readonly blocks: number;
  readonly scale: number;
}

/** Both streams of the network as pictures: the container and the remainder, or the cover and the secret. */
export interface StreamPair {
  readonly c: Planes;
  readonly s: Planes;
}

const SLOPE = 0.1;

/** New planes, each element from its map, row and column. */
function build(
  maps: number,
  rows: number,
  columns: number,
  valueAt: (map: number, row: number, column: number) => number,
): Planes {
  return Array.from({ length: maps }, (_, map) =>
    Array.from({ length: rows }, (_, row) =>
      Float64Array.from({ length: columns }, (_, column) => valueAt(map, row, column)),
    ),
  );
}

/** One new element for each of the planes'. */
function combine(first: Planes, second: Planes, f: (a: number, b: number) => number): Planes {
  return build(first.length, first[0]!.length, first[0]![0]!.length, (map, row, column) =>
    f(first[map]![row]![column]!, second[map]![row]![column]!),
  );
}

function intoChannels(picture: Planes, block: number): Planes {
  const [rows, columns] = [picture[0]!.length / block, picture[0]![0]!.length / block];
  return build(picture.length * block * block, rows, columns, (channel, row, column) => {
    const colour = Math.floor(channel / (block * block));
    const u = Math.floor((channel % (block * block)) / block);
    const v = channel % block;
    return picture[colour]![row * block + u]![column * block + v]! - 0.5;
  });
}

function intoPixels(channels: Planes, block: number): Planes {
  const colours = channels.length / (block * block);
  const [rows, columns] = [channels[0]!.length * block, channels[0]![0]!.length * block];
  return build(colours, rows, columns, (colour, y, x) => {
    const channel = colour * block * block + (y % block) * block + (x % block);
    return channels[channel]![Math.floor(y / block)]![Math.floor(x / block)]! + 0.5;
  });
}

/** Kernels as [out][in][row][column] in one array. */
function convolve(x: Planes, kernels: Float32Array, bias: Float32Array, side: number): Planes {
  const reach = (side - 1) / 2;
  return build(bias.length, x[0]!.length, x[0]![0]!.length, (out, row, column) => {
    let sum = bias[out]!;
    for (let from = 0; from < x.length; from++) {
      for (let v = 0; v < side; v++) {
        for (let u = 0; u < side; u++) {
          // Zero where there is no picture.
          const sample = x[from]![row + v - reach]?.[column + u - reach] ?? 0;
          sum += kernels[((out * x.length + from) * side + v) * side + u]! * sample;
        }
      }
    }
    return sum;
  });
}

function subNetwork(weights: Weights, name: string, x: Planes, conditions: readonly number[]): Planes {
  const layer = (number: number, side: number, from: Planes): Planes =>
    convolve(from, weights[`${name}.${number}.weight`]!, weights[`${name}.${number}.bias`]!, side);
  const rectify = (maps: Planes): Planes =>
    maps.map((map) => map.map((row) => row.map((value) => (value > 0 ? value : SLOPE * value))));
  const steering = weights[`${name}.conditions`]!;
  const maps = steering.length / conditions.length;
  const first = layer(0, 3, x).map((map, number) => {
    let added = 0;
    for (let which = 0; which < conditions.length; which++) {
      added += conditions[which]! * steering[which * maps + number]!;
    }
    return map.map((row) => row.map((value) => value + added));
  });
  return layer(2, 3, rectify(layer(1, 1, rectify(first))));
}

/** a tanh(rho(c)), and eta(c): the first half of the maps, and the second. */
function rhoEta(
  weights: Weights,
  index: number,
  { scale }: InvertibleSettings,
  c: Planes,
  conditions: readonly number[],
): readonly [Planes, Planes] {
  const both = subNetwork(weights, `${index}.rho_eta`, c, conditions);
  const logScale = both
    .slice(0, both.length / 2)
    .map((map) => map.map((row) => row.map((value) => scale * Math.tanh(value))));
  return [logScale, both.slice(both.length / 2)];
}

/** Container and remainder from cover and secret, through all blocks. */
export function referenceForward(
  weights: Weights,
  settings: InvertibleSettings,
  { c: cover, s: secret }: StreamPair,
  conditions: readonly number[],
): StreamPair {
  let c = intoChannels(cover, settings.block);
  let s = intoChannels(secret, settings.block);
  for (let index = 0; index < settings.blocks; index++) {
    c = combine(c, subNetwork(weights, `${index}.phi`, s, conditions), (a, b) => a + b);
    const [logScale, eta] = rhoEta(weights, index, settings, c, conditions);
    s = combine(
      combine(s, logScale, (value, log) => value * Math.exp(log)),
      eta,
      (a, b) => a + b,
    );
  }
  return { c: intoPixels(c, settings.block), s: intoPixels(s, settings.block) };
}

/** Cover and secret from container and remainder, through all blocks the other way. */
export function referenceBackward(
  weights: Weights,
  settings: InvertibleSettings,
  { c: container, s: remainder }: StreamPair,
  conditions: readonly number[],
): StreamPair {
  let c = intoChannels(container, settings.block);
  let s = intoChannels(remainder, settings.block);
  for (let index = settings.blocks - 1; index >= 0; index--) {
    const [logScale, eta] = rhoEta(weights, index, settings, c, conditions);
    s = combine(
      combine(s, eta, (a, b) => a - b),
      logScale,
      (value, log) => value * Math.exp(-log),
    );
    c = combine(c, subNetwork(weights, `${index}.phi`, s, conditions), (a, b) => a - b);
  }
  return { c: intoPixels(c, settings.block), s: intoPixels(s, settings.block) };
}

/** What comes into the container. */
export function referenceHide(
  weights: Weights,
  settings: InvertibleSettings,
  pair: StreamPair,
  conditions: readonly number[],
): Planes {
  return referenceForward(weights, settings, pair, conditions).c;
}

/** What is revealed where the remainder is taken for zeros: middle grey, as a picture. */
export function referenceReveal(
  weights: Weights,
  settings: InvertibleSettings,
  container: Planes,
  conditions: readonly number[],
): Planes {
  const zeros = container.map((plane) => plane.map((row) => row.map(() => 0.5)));
  return referenceBackward(weights, settings, { c: container, s: zeros }, conditions).s;
}
