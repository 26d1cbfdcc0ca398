/** How a picture lies in the one that was marked, as people say it. */
import type { FoundMark } from './signal/find-mark.ts';
import { gridOf, SUPER_PERIOD, TILE } from './signal/mark-design.ts';
import { rectification } from './signal/synchronise.ts';

/** Pixels. */
export interface PictureSize {
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** How a picture lies in the one that was marked. */
export interface MarkGeometry {
  /** Pixels of the picture for each of the original's, a side; only where the size of the original is known. */
  readonly scale?: number;
  /** Degrees by which the picture is turned as one sees it: clockwise is positive; above -180, 180 at most. */
  readonly rotation: number;
  /** Whether it is mirrored left to right, before it is turned. */
  readonly mirrored: boolean;
  /** The part of the original that it shows: x, y, width, height in its pixels; only where its size is known and the number was read. */
  readonly crop?: readonly [number, number, number, number];
  /** From pixels of the picture to those of the original, by their centres: `[a, b, c, d, e, f]` of `x' = a x + c y + e`, `y' = b x + d y + f`. As `crop`. */
  readonly toOriginal?: readonly [number, number, number, number, number, number];
}

/**
 * The geometry of a mark that was found.
 *
 * @param picture - size of the picture in which it was found.
 * @param found - the mark.
 * @param original - size of the picture that was marked, if it is known.
 */
export function geometryOf(picture: PictureSize, found: FoundMark, original?: PictureSize): MarkGeometry {
  const onGrid = gridMap(picture, found);
  // x' = a x + c y: a positive determinant turns, a negative one mirrors, too.
  const [a, b, c, d] = onGrid;
  const mirrored = a * d - b * c < 0;
  // The picture is mirrored by diag(-1, 1), then turned by R; this is the way back: diag(-1, 1) R^T, whose first column is
  // (-cos, -sin), or (cos, -sin) where nothing is mirrored.
  const rotation = normalised((Math.atan2(-b, mirrored ? -a : a) * 180) / Math.PI);
  if (original === undefined) return { rotation, mirrored };
  const grid = gridOf(original.width, original.height);
  const across = original.width / grid.width;
  const down = original.height / grid.height;
  const [xx, yx, xy, yy, x, y] = inOriginal(onGrid, picture, grid);
  // Places are sample centres: half a sample of the grid is half of `across` pixels.
  const [e, f] = [(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5];
  const toOriginal = [xx * across, yx * down, xy * across, yy * down, e, f] as const;
  const scale = 1 / Math.sqrt(Math.abs(toOriginal[0] * toOriginal[3] - toOriginal[1] * toOriginal[2]));
  // Pilots repeat in every tile: which tile is which only the number tells.
  if (found.id === undefined) return { scale, rotation, mirrored };
  const box = boxOf(toOriginal, picture);
  return {
    scale,
    rotation,
    mirrored,
    // From the edge of the first pixel, half a pixel before its centre; never -0.
    crop: [
      Math.round(box.left + 0.5) + 0,
      Math.round(box.top + 0.5) + 0,
      Math.round(box.right - box.left),
      Math.round(box.bottom - box.top),
    ],
    toOriginal,
  };
}

type Map6 = readonly [number, number, number, number, number, number];

/** From pixels of the picture to samples of the mark's grid, up to the super-period. */
function gridMap(picture: PictureSize, { sight, place }: FoundMark): Map6 {
  const own = gridOf(picture.width, picture.height);
  const { map, width, height } = rectification(own, sight.geometry);
  const [m0, m1, m2, m3] = map.matrix;
  const determinant = m0 * m3 - m1 * m2;
  const [xx, xy, yx, yy] = sight.orientation;
  const left = xx + xy < 0 ? width - 1 : 0;
  const top = yx + yy < 0 ? height - 1 : 0;
  const at = (px: number, py: number): [number, number] => {
    const wx = ((px + 0.5) * own.width) / picture.width - 0.5 - map.offset[0];
    const wy = ((py + 0.5) * own.height) / picture.height - 0.5 - map.offset[1];
    const x = (m3 * wx - m1 * wy) / determinant - left;
    const y = (m0 * wy - m2 * wx) / determinant - top;
    // The inverse of an orientation is its transpose.
    return [
      xx * x + yx * y + tileStart(sight.lock.x, place.column),
      xy * x + yy * y + tileStart(sight.lock.y, place.row),
    ];
  };
  const [e, f] = at(0, 0);
  const [ax, bx] = at(1, 0);
  const [cy, dy] = at(0, 1);
  return [ax - e, bx - f, cy - e, dy - f, e, f];
}

/** Where on the mark's grid the seen plane starts. */
function tileStart(offset: number, index: number): number {
  const whole = Math.floor(offset);
  return index * TILE + ((TILE - whole) % TILE) - (offset - whole);
}

/** The place in the original, not beyond it by a whole super-period. */
function inOriginal(map: Map6, picture: PictureSize, grid: PictureSize): Map6 {
  const box = boxOf(map, picture);
  const period = SUPER_PERIOD * TILE;
  const back = (low: number, high: number, length: number): number => {
    const middle = (low + high) / 2;
    // The copy of the super-period whose middle is nearest to the original's.
    return -period * Math.round((middle - length / 2) / period);
  };
  return [
    map[0],
    map[1],
    map[2],
    map[3],
    map[4] + back(box.left, box.right, grid.width),
    map[5] + back(box.top, box.bottom, grid.height),
  ];
}

function boxOf(
  [a, b, c, d, e, f]: Map6,
  { width, height }: PictureSize,
): {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
} {
  const corners = [
    [-0.5, -0.5],
    [width - 0.5, -0.5],
    [-0.5, height - 0.5],
    [width - 0.5, height - 0.5],
  ] as const;
  const xs = corners.map(([x, y]) => a * x + c * y + e);
  const ys = corners.map(([x, y]) => b * x + d * y + f);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Above -180, 180 at most. */
function normalised(degrees: number): number {
  const turned = 180 - ((((180 - degrees) % 360) + 360) % 360);
  if (Math.abs(turned) < 0.01) return 0;
  return turned < -179.99 ? 180 : turned;
}
