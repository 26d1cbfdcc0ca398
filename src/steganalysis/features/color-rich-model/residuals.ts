/**
 * The residuals of the spatial rich model: a sample minus its prediction from its neighbours. J. Fridrich, J. Kodovský, "Rich
 * models for steganalysis of digital images", IEEE TIFS 7 (2012), section II and figure 1,
 * https://doi.org/10.1109/TIFS.2012.2190402
 *
 * A residual is a kernel K, with a negative weight on the sample itself; a class is all of one kind and order, quantised by the
 * size of that weight (q = 1) and cut off at T: r = trunc_T(round(X * K / |K(0, 0)|)), halves away from zero.
 */

/** A weight of a kernel and where it stands: columns to the right, rows down. */
export interface Tap {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

/** The weights of one residual. */
export type Kernel = readonly Tap[];

type Direction = readonly [x: number, y: number];

/** The eight neighbours, by the paper's names. */
const DIRECTIONS = {
  right: [1, 0],
  left: [-1, 0],
  up: [0, -1],
  down: [0, 1],
  rightUp: [1, -1],
  leftUp: [-1, -1],
  rightDown: [1, 1],
  leftDown: [-1, 1],
} as const satisfies Readonly<Record<string, Direction>>;

/** A neighbour's name. */
export type Neighbour = keyof typeof DIRECTIONS;

/** A line through the sample. */
export type Line = 'horizontal' | 'vertical' | 'diagonal' | 'antidiagonal';

/** A side of a square kernel, or all of it. */
export type Side = 'whole' | 'above' | 'below' | 'before' | 'after';

/** First order: a neighbour less the sample. */
export function firstOrder(): Readonly<Record<Neighbour, Kernel>> {
  return byNeighbour((direction) => [along(direction, 1, 1), along(direction, 0, -1)]);
}

/** Third order: along a direction, from the sample before to the second after. */
export function thirdOrder(): Readonly<Record<Neighbour, Kernel>> {
  return byNeighbour((direction) => [
    along(direction, -1, 1),
    along(direction, 0, -3),
    along(direction, 1, 3),
    along(direction, 2, -1),
  ]);
}

/** Second order: the neighbours on both sides less the sample. */
export function secondOrder(): Readonly<Record<Line, Kernel>> {
  const kernel = (direction: Direction): Kernel => [
    along(direction, -1, 1),
    along(direction, 0, -2),
    along(direction, 1, 1),
  ];
  return {
    horizontal: kernel(DIRECTIONS.right),
    vertical: kernel(DIRECTIONS.down),
    diagonal: kernel(DIRECTIONS.rightDown),
    antidiagonal: kernel(DIRECTIONS.rightUp),
  };
}

/** The 3x3 kernel of A. Ker and R. Böhme, and its halves, the edge residuals. */
export function square3(): Readonly<Record<Side, Kernel>> {
  return sides([
    [-1, 2, -1],
    [2, -4, 2],
    [-1, 2, -1],
  ]);
}

/** The 5x5 kernel of the second paper's authors, and its halves. */
export function square5(): Readonly<Record<Side, Kernel>> {
  return sides([
    [-1, 2, -2, 2, -1],
    [2, -6, 8, -6, 2],
    [-2, 8, -12, 8, -2],
    [2, -6, 8, -6, 2],
    [-1, 2, -2, 2, -1],
  ]);
}

function byNeighbour(kernel: (direction: Direction) => Kernel): Readonly<Record<Neighbour, Kernel>> {
  return Object.fromEntries(
    Object.entries(DIRECTIONS).map(([name, direction]) => [name, kernel(direction)]),
  ) as Record<Neighbour, Kernel>;
}

function along([x, y]: Direction, steps: number, weight: number): Tap {
  return { x: x * steps, y: y * steps, weight };
}

/** A square kernel, and its parts on one side of a line through the middle, which they contain. */
function sides(rows: readonly (readonly number[])[]): Readonly<Record<Side, Kernel>> {
  const radius = (rows.length - 1) / 2;
  const whole = rows.flatMap((row, y) =>
    row.map((weight, x): Tap => ({ x: x - radius, y: y - radius, weight })),
  );
  return {
    whole,
    above: whole.filter(({ y }) => y <= 0),
    below: whole.filter(({ y }) => y >= 0),
    before: whole.filter(({ x }) => x <= 0),
    after: whole.filter(({ x }) => x >= 0),
  };
}

/** Distance of a kernel's farthest tap from its middle. */
export function reach(kernel: Kernel): number {
  return Math.max(...kernel.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]));
}
