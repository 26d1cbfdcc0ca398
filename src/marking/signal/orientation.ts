/** The eight ways to lie on a table: turned by quarters, and mirrored. */
import type { Plane } from './plane.ts';
import { plane } from './plane.ts';

/** `[xx, xy, yx, yy]`: the place in the source of a place in the result, before it is moved into the picture. */
export type Orientation = readonly [number, number, number, number];

/** As it is first; the second is mirrored left to right. */
export const ORIENTATIONS: readonly Orientation[] = [
  [1, 0, 0, 1],
  [-1, 0, 0, 1],
  [0, -1, 1, 0],
  [0, 1, 1, 0],
  [-1, 0, 0, -1],
  [1, 0, 0, -1],
  [0, 1, -1, 0],
  [0, -1, -1, 0],
];

/** A plane in another orientation. */
export function oriented(source: Plane, [xx, xy, yx, yy]: Orientation): Plane {
  const { width: w, height: h, data } = source;
  const width = xx === 0 ? h : w;
  const height = xx === 0 ? w : h;
  const left = xx + xy < 0 ? w - 1 : 0;
  const top = yx + yy < 0 ? h - 1 : 0;
  const out = new Float32Array(data.length);
  const alongX = yx * w + xx;
  const alongY = yy * w + xy;
  for (let y = 0, to = 0; y < height; y++) {
    let from = top * w + left + y * alongY;
    for (let x = 0; x < width; x++, to++, from += alongX) out[to] = data[from]!;
  }
  return plane(width, height, out);
}
