/**
 * Makes a geometry exact: pilots that agree in every tile but not yet with each other tell by how much each tile lies beside its place.
 */
import type { Front } from './front-end.ts';
import type { Layout } from './layout.ts';
import { TILE } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import type { PilotLock } from './pilot-lock.ts';
import type { Geometry } from './synchronise.ts';
import { shift, spectraOf } from './tile-spectra.ts';

/** Steps of the climb, as parts: what they move at the edge of a picture is a third of a sample, then less. */
const STEPS = [0.0008, 0.0004, 0.0002, 0.0001];

/** Smaller corrections do not pay for looking again. */
const LEAST = 0.00025;

/** Matrices of places: `[xx, xy, yx, yy]`. */
type Matrix = readonly [number, number, number, number];

/** Pilots of one carrier in all tiles, phases taken away. */
interface PilotField {
  /** Periods a tile. */
  readonly kx: Int32Array;
  readonly ky: Int32Array;
  /** The largest of them. */
  readonly high: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
  readonly weight: number;
}

/**
 * A geometry in which the pilots agree more.
 *
 * @param front - the picture as that geometry and orientation show it.
 * @param lock - where its pilots are.
 * @returns undefined where nothing is to be gained.
 */
export function refineGeometry(
  front: Front,
  layout: Layout,
  lock: PilotLock,
  orientation: Orientation,
  geometry: Geometry,
): Geometry | undefined {
  const left = (TILE - Math.floor(lock.x)) % TILE;
  const top = (TILE - Math.floor(lock.y)) % TILE;
  const { fields, centres } = pilotFields(front, layout, lock, left, top);
  const first = front.planes.find((seen) => seen !== undefined)!;
  const middle = [left + first.width / 2, top + first.height / 2] as const;
  const places = centres.map(([x, y]) => [x - middle[0], y - middle[1]] as const);
  const correction = climb(fields, places);
  const size = Math.max(...correction.map(Math.abs));
  if (size < LEAST) return undefined;
  return corrected(geometry, orientation, correction);
}

function pilotFields(
  front: Front,
  layout: Layout,
  lock: PilotLock,
  left: number,
  top: number,
): { readonly fields: PilotField[]; readonly centres: (readonly [number, number])[] } {
  let centres: (readonly [number, number])[] = [];
  const fields: PilotField[] = [];
  for (const [index, seen] of front.planes.entries()) {
    if (seen === undefined) continue;
    const carrier = layout.carriers[index]!;
    const spectra = spectraOf(seen, carrier, left, top);
    shift(spectra, carrier, lock.x - Math.floor(lock.x), lock.y - Math.floor(lock.y));
    const tiles = spectra.rows * spectra.columns;
    const { pilots, pilotReal, pilotImaginary, kx, ky, design } = carrier;
    const real = new Float64Array(tiles * pilots.length);
    const imaginary = new Float64Array(tiles * pilots.length);
    // Loud frequencies are not surer ones.
    const scales = Float64Array.from(pilots, (at) => {
      let power = 0;
      for (let tile = 0; tile < tiles; tile++) {
        power += spectra.real[tile * kx.length + at]! ** 2 + spectra.imaginary[tile * kx.length + at]! ** 2;
      }
      return 1 / Math.sqrt(power + 1e-12);
    });
    for (let tile = 0; tile < tiles; tile++) {
      for (let i = 0; i < pilots.length; i++) {
        const from = tile * kx.length + pilots[i]!;
        const to = tile * pilots.length + i;
        const r = spectra.real[from]! * scales[i]!;
        const m = spectra.imaginary[from]! * scales[i]!;
        real[to] = r * pilotReal[i]! + m * pilotImaginary[i]!;
        imaginary[to] = m * pilotReal[i]! - r * pilotImaginary[i]!;
      }
    }
    fields.push({
      kx: Int32Array.from(pilots, (at) => kx[at]!),
      ky: Int32Array.from(pilots, (at) => ky[at]!),
      high: design.ring[1],
      real,
      imaginary,
      weight: design.weight,
    });
    centres = Array.from({ length: tiles }, (_, tile) => {
      const x0 = (tile % spectra.columns) * TILE;
      const y0 = Math.floor(tile / spectra.columns) * TILE;
      return [
        (Math.max(x0, left) + Math.min(x0 + TILE, left + seen.width)) / 2,
        (Math.max(y0, top) + Math.min(y0 + TILE, top + seen.height)) / 2,
      ] as const;
    });
  }
  return { fields, centres };
}

/** How much the pilots agree if each tile lies beside its place by the matrix times its distance from the middle. */
function agreement(
  fields: readonly PilotField[],
  places: readonly (readonly [number, number])[],
  [xx, xy, yx, yy]: Matrix,
  [ox, oy]: readonly [number, number],
): number {
  let sum = 0;
  for (const { kx, ky, high, real, imaginary, weight } of fields) {
    let own = 0;
    let at = 0;
    const across = new Turns(high);
    const down = new Turns(high);
    for (const [px, py] of places) {
      across.fill(ox + xx * px + xy * py);
      down.fill(oy + yx * px + yy * py);
      const { cosines: cx, sines: sx } = across;
      const { cosines: cy, sines: sy } = down;
      for (let i = 0; i < kx.length; i++, at++) {
        const x = high + kx[i]!;
        const y = high + ky[i]!;
        const cosine = cx[x]! * cy[y]! - sx[x]! * sy[y]!;
        const sine = sx[x]! * cy[y]! + cx[x]! * sy[y]!;
        own += real[at]! * cosine - imaginary[at]! * sine;
      }
    }
    sum += weight * own;
  }
  return sum;
}

/** Cosines and sines of the phases that frequencies of -high to high periods a tile have at a place; that of 0 is in the middle. */
class Turns {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly #high: number;

  constructor(high: number) {
    this.#high = high;
    this.cosines = new Float64Array(2 * high + 1);
    this.sines = new Float64Array(2 * high + 1);
  }

  fill(place: number): void {
    const high = this.#high;
    for (let k = 0; k <= high; k++) {
      const phase = ((2 * Math.PI) / TILE) * k * place;
      this.cosines[high + k] = Math.cos(phase);
      this.cosines[high - k] = this.cosines[high + k]!;
      this.sines[high + k] = Math.sin(phase);
      this.sines[high - k] = -this.sines[high + k]!;
    }
  }
}

/** The matrix with the best agreement, from none, one number at a time. */
function climb(fields: readonly PilotField[], places: readonly (readonly [number, number])[]): Matrix {
  // The last two are the place of the middle, in samples.
  let best = [0, 0, 0, 0, 0, 0];
  const agreementOf = (v: readonly number[]): number =>
    agreement(fields, places, [v[0]!, v[1]!, v[2]!, v[3]!], [v[4]!, v[5]!]);
  let height = agreementOf(best);
  // A change of scale or angle first, then each number alone.
  const ways = [
    [1, 0, 0, 1, 0, 0],
    [0, -1, 1, 0, 0, 0],
    [1, 0, 0, 0, 0, 0],
    [0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 200, 0],
    [0, 0, 0, 0, 0, 200],
  ];
  for (const step of STEPS) {
    for (let round = 0; round < 6; round++) {
      const before = height;
      for (const way of ways) {
        for (const direction of [1, -1]) {
          const next = best.map((value, i) => value + direction * step * way[i]!);
          const there = agreementOf(next);
          if (there > height) {
            best = next;
            height = there;
            break;
          }
        }
      }
      if (height === before) break;
    }
  }
  return [best[0]!, best[1]!, best[2]!, best[3]!];
}

/**
 * A tile that should lie at p lies at p + E p: what was seen through the matrix M must be seen through M (1 + E), E brought from the
 * oriented picture into the one before it. The result is again a stretch along the grid's axes and a turn; what does not fit into that
 * is left out.
 */
function corrected(geometry: Geometry, [xx, xy, yx, yy]: Orientation, [a, b, c, d]: Matrix): Geometry {
  // Places before orientation: u = A p, so that the error is A E A^T.
  const ax = [xx * a + xy * c, xx * b + xy * d, yx * a + yy * c, yx * b + yy * d] as const;
  const e = [
    ax[0] * xx + ax[1] * xy,
    ax[0] * yx + ax[1] * yy,
    ax[2] * xx + ax[3] * xy,
    ax[2] * yx + ax[3] * yy,
  ] as const;
  const { scaleX, scaleY, angle } = geometry;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const m = [cos * scaleX, -sin * scaleY, sin * scaleX, cos * scaleY] as const;
  const n = [
    m[0] * (1 + e[0]) + m[1] * e[2],
    m[0] * e[1] + m[1] * (1 + e[3]),
    m[2] * (1 + e[0]) + m[3] * e[2],
    m[2] * e[1] + m[3] * (1 + e[3]),
  ] as const;
  return {
    scaleX: Math.hypot(n[0], n[2]),
    scaleY: Math.hypot(n[1], n[3]),
    angle: Math.atan2(n[2] - n[1], n[0] + n[3]),
  };
}
