/**
 * Informed embedding in one carrier: the mark is made for the picture that it goes into, by a few steps of gradient ascent, so that
 * the picture itself says as much of it as it can (Cox, Miller and McKellips, "Watermarking as communications with side information",
 * 1999). Every step looks through several windows, so that crops have it too.
 */

import { normaliser } from './front-end.ts';
import { bandPass } from './gaussian.ts';
import type { Carrier } from './layout.ts';
import { SUPER_PERIOD } from './mark-design.ts';
import { giveBack, meanSquare, type Plane, plane } from './plane.ts';
import { quantile, ringDeviations } from './statistics.ts';
import type { TileSpectra } from './tile-spectra.ts';
import { planeOf, spectraOf } from './tile-spectra.ts';

/** Steps of the ascent, and how far they would lead together if all went the same way, in parts of the wanted strength. */
const STEPS = 8;
const REACH = 1.6;

/** Bits and pilots are raised until this part of them is as clear as the others, and so much more, in standard deviations. */
const CLEAR_PART = 0.7;
const CLEARER = 0.3;

/** What pilots count beside data. */
const PILOT_WEIGHT = 1.1;

/** Sides of the windows that look for crops, in parts of the picture's. */
const WINDOW = 0.55;

/** What is wanted of a carrier. */
export interface CarrierWork {
  /** The channel on the grid. */
  readonly channel: Plane;
  /** The standard deviation that the mark may have at each place. */
  readonly visibility: Plane;
  /** Mean square of the mark in the channel. */
  readonly power: number;
  /** For each coded bit: +1 for 0, -1 for 1. */
  readonly wanted: Int8Array;
}

/** The field to add to the channel. */
export function embedCarrier(carrier: Carrier, work: CarrierWork): Plane {
  const { channel, visibility, power, wanted } = work;
  const { width, height } = channel;
  const host = bandPass(channel, ...carrier.design.band);
  const scale = normaliser(host, carrier.design.floor).data;
  const mark = plane(width, height);
  const seen = plane(width, height);
  const gradient = plane(width, height);
  let windows: Window[] | undefined;
  for (let step = 0; step < STEPS; step++) {
    if (step === 0) {
      for (let i = 0; i < seen.data.length; i++) seen.data[i] = host.data[i]! * scale[i]!;
    } else {
      const own = bandPass(mark, ...carrier.design.band);
      for (let i = 0; i < seen.data.length; i++) {
        seen.data[i] = (host.data[i]! + own.data[i]!) * scale[i]!;
      }
      giveBack(own);
    }
    const spectra = spectraOf(seen, carrier);
    turnData(spectra, carrier, -1);
    windows ??= windowsOf(spectra, carrier);
    planeOf(ascent(spectra, carrier, windows, wanted), carrier, gradient);
    for (let i = 0; i < gradient.data.length; i++) gradient.data[i]! *= scale[i]!;
    // The band-pass is its own adjoint, but for the edges.
    const way = bandPass(gradient, ...carrier.design.band);
    for (let i = 0; i < way.data.length; i++) way.data[i]! *= visibility.data[i]! * visibility.data[i]!;
    const length = Math.sqrt((REACH / STEPS) ** 2 * (power / meanSquare(way)));
    for (let i = 0; i < mark.data.length; i++) mark.data[i]! += length * way.data[i]!;
    giveBack(way);
  }
  const length = Math.sqrt(power / meanSquare(mark));
  for (let i = 0; i < mark.data.length; i++) mark.data[i]! *= length;
  return mark;
}

/** Turns the data of each tile by its place in the super-period: -1 takes the scrambling away, 1 puts it there. */
function turnData(spectra: TileSpectra, carrier: Carrier, direction: 1 | -1): void {
  const { data, turns, kx } = carrier;
  for (let row = 0, tile = 0; row < spectra.rows; row++) {
    for (let column = 0; column < spectra.columns; column++, tile++) {
      const place = (row % SUPER_PERIOD) * SUPER_PERIOD + (column % SUPER_PERIOD);
      for (let i = 0; i < data.length; i++) {
        const at = tile * kx.length + data[i]!;
        const turn = (direction * turns[place * data.length + i]!) & 3;
        const re = spectra.real[at]!;
        const im = spectra.imaginary[at]!;
        spectra.real[at] = turn === 0 ? re : turn === 1 ? -im : turn === 2 ? -re : im;
        spectra.imaginary[at] = turn === 0 ? im : turn === 1 ? re : turn === 2 ? -im : -re;
      }
    }
  }
}

/** A part of the picture that shall be enough to read the mark. */
interface Window {
  /** The numbers of its tiles. */
  readonly tiles: readonly number[];
  /** What the picture alone makes of each frequency there, as a standard deviation. */
  readonly deviations: Float64Array;
}

/** The whole, and nine parts, from tile border to tile border. */
function windowsOf(spectra: TileSpectra, carrier: Carrier): Window[] {
  const { rows, columns } = spectra;
  const spans = (count: number): (readonly [number, number])[] => {
    const length = Math.max(1, Math.round(WINDOW * count));
    return [0, Math.floor((count - length) / 2), count - length].map(
      (start) => [start, start + length] as const,
    );
  };
  const parts: (readonly [readonly [number, number], readonly [number, number]])[] = [
    [
      [0, rows],
      [0, columns],
    ],
  ];
  for (const down of spans(rows)) for (const across of spans(columns)) parts.push([down, across]);
  return parts.map(([[top, bottom], [left, right]]) => {
    const tiles: number[] = [];
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) tiles.push(row * columns + column);
    }
    const { real, imaginary } = sumOf(spectra, carrier, tiles);
    return { tiles, deviations: ringDeviations(real, imaginary, carrier) };
  });
}

function sumOf(
  spectra: TileSpectra,
  carrier: Carrier,
  tiles: readonly number[],
): { readonly real: Float64Array; readonly imaginary: Float64Array } {
  const count = carrier.kx.length;
  const real = new Float64Array(count);
  const imaginary = new Float64Array(count);
  for (const tile of tiles) {
    for (let i = 0, at = tile * count; i < count; i++, at++) {
      real[i]! += spectra.real[at]!;
      imaginary[i]! += spectra.imaginary[at]!;
    }
  }
  return { real, imaginary };
}

/** For each tile, the way in which its coefficients should go. */
function ascent(
  spectra: TileSpectra,
  carrier: Carrier,
  windows: readonly Window[],
  wanted: Int8Array,
): TileSpectra {
  const count = carrier.kx.length;
  const way: TileSpectra = {
    ...spectra,
    real: new Float64Array(spectra.real.length),
    imaginary: new Float64Array(spectra.imaginary.length),
  };
  for (const window of windows) {
    const { real, imaginary } = wayIn(spectra, carrier, window, wanted);
    for (const tile of window.tiles) {
      for (let i = 0, at = tile * count; i < count; i++, at++) {
        way.real[at]! += real[i]!;
        way.imaginary[at]! += imaginary[i]!;
      }
    }
  }
  turnData(way, carrier, 1);
  return way;
}

/** The way for the sum over a window: what is not yet clear is raised, each by what it lacks. */
function wayIn(
  spectra: TileSpectra,
  carrier: Carrier,
  { tiles, deviations }: Window,
  wanted: Int8Array,
): { readonly real: Float64Array; readonly imaginary: Float64Array } {
  const { data, pilots, pilotReal, pilotImaginary, bit, sign } = carrier;
  const sum = sumOf(spectra, carrier, tiles);
  const real = new Float64Array(carrier.kx.length);
  const imaginary = new Float64Array(carrier.kx.length);

  const clear = new Float64Array(wanted.length);
  const counts = new Float64Array(wanted.length);
  for (let i = 0; i < data.length; i++) {
    const at = data[i]!;
    const first = bit[2 * i]!;
    const second = bit[2 * i + 1]!;
    clear[first]! += (sum.real[at]! / deviations[at]!) * sign[2 * i]! * wanted[first]!;
    clear[second]! += (sum.imaginary[at]! / deviations[at]!) * sign[2 * i + 1]! * wanted[second]!;
    counts[first]! += 1;
    counts[second]! += 1;
  }
  const carried: number[] = [];
  for (let b = 0; b < clear.length; b++) {
    if (counts[b] === 0) continue;
    clear[b]! /= Math.sqrt(counts[b]!);
    carried.push(clear[b]!);
  }
  const margin = quantile(Float64Array.from(carried), CLEAR_PART) + CLEARER;
  const lack = clear.map(
    (value, b) => (Math.max(0, margin - value) / Math.sqrt(Math.max(1, counts[b]!))) * wanted[b]!,
  );
  for (let i = 0; i < data.length; i++) {
    real[data[i]!] = lack[bit[2 * i]!]! * sign[2 * i]!;
    imaginary[data[i]!] = lack[bit[2 * i + 1]!]! * sign[2 * i + 1]!;
  }

  const heard = Float64Array.from(
    pilots,
    (at, i) => (sum.real[at]! * pilotReal[i]! + sum.imaginary[at]! * pilotImaginary[i]!) / deviations[at]!,
  );
  const pilotMargin = quantile(heard, CLEAR_PART) + CLEARER;
  for (let i = 0; i < pilots.length; i++) {
    const lacking = PILOT_WEIGHT * Math.max(0, pilotMargin - heard[i]!);
    real[pilots[i]!] = pilotReal[i]! * lacking;
    imaginary[pilots[i]!] = pilotImaginary[i]! * lacking;
  }

  let power = 0;
  for (let i = 0; i < real.length; i++) {
    real[i]! /= deviations[i]!;
    imaginary[i]! /= deviations[i]!;
    power += real[i]! * real[i]! + imaginary[i]! * imaginary[i]!;
  }
  const length = 1 / Math.sqrt(power / real.length + 1e-30);
  return { real: real.map((value) => value * length), imaginary: imaginary.map((value) => value * length) };
}
