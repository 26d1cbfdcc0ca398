/**
 * Finds where a picture's blocks begin, and where they lie in the tiles of the pilots: by correlation with what a key expects there, in
 * all 64 places of the grid.
 */
import { cosineBasis } from '../../image/block-transform.ts';
import { transformSquare } from '../../image/fourier.ts';
import { softParity } from './lattice.ts';
import { BLOCK, blockGrid } from './luma-blocks.ts';
import type { PilotTile } from './placement.ts';
import { TILE } from './placement.ts';
import { PILOT } from './settings.ts';

/** A place of a picture in the whole one. */
export interface Alignment {
  /** Pixels from the left and upper border to the first block. */
  readonly x: number;
  readonly y: number;
  /** The first block's column and row in the tile. */
  readonly column: number;
  readonly row: number;
}

/** A place that pilots speak for. */
export interface Candidate extends Alignment {
  /** Standard deviations above what any picture gives by chance. */
  readonly score: number;
}

/** Candidates that are looked at. */
const MOST_CANDIDATES = 6;

/** Scores below are chance: the largest of 64 x 16,384 has 4.9. */
const LEAST_SCORE = 5;

/** Complex numbers of a tile, row by row. */
interface ComplexTile {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function complexTile(): ComplexTile {
  return { real: new Float64Array(TILE * TILE), imaginary: new Float64Array(TILE * TILE) };
}

/** What pilots would say at every pixel where a block may begin: -1 for odd to 1 for even. */
export interface PilotPlane {
  readonly width: number;
  readonly height: number;
  readonly soft: Float32Array;
}

/** The pilots' coefficient of the block that begins at each pixel, as parity. */
export function pilotPlane(luma: Float32Array, width: number, height: number): PilotPlane {
  const basis = cosineBasis(BLOCK);
  const [u, v] = [PILOT.coefficient % BLOCK, Math.floor(PILOT.coefficient / BLOCK)];
  const rows = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x + BLOCK <= width; x++) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i++) sum += basis[BLOCK * u + i]! * luma[y * width + x + i]!;
      rows[y * width + x] = sum;
    }
  }
  const soft = new Float32Array(width * height);
  for (let y = 0; y + BLOCK <= height; y++) {
    for (let x = 0; x + BLOCK <= width; x++) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i++) sum += basis[BLOCK * v + i]! * rows[(y + i) * width + x]!;
      soft[y * width + x] = softParity(sum, PILOT.step);
    }
  }
  return { width, height, soft };
}

/** The score of the place that a picture has that was not cropped. */
export function scoreInPlace(plane: PilotPlane, { known }: PilotTile): number {
  const { square, power } = folded(plane, 0, 0);
  let sum = 0;
  for (let i = 0; i < known.length; i++) sum += known[i]! * square.real[i]!;
  return sum / deviation(power);
}

/** The likeliest places, the best first; none if nothing stands out. */
export function findAlignments(plane: PilotPlane, { known }: PilotTile): Candidate[] {
  const expected = complexTile();
  expected.real.set(known);
  transformSquare(expected.real, expected.imaginary);
  const candidates: Candidate[] = [];
  for (let y = 0; y < BLOCK; y++) {
    for (let x = 0; x < BLOCK; x++) {
      const { square, power } = folded(plane, x, y);
      transformSquare(square.real, square.imaginary);
      correlate(square, expected);
      transformSquare(square.real, square.imaginary, true);
      const scale = 1 / (square.real.length * deviation(power));
      for (let i = 0; i < square.real.length; i++) {
        const score = square.real[i]! * scale;
        if (score < LEAST_SCORE) continue;
        candidates.push({ x, y, column: i % TILE, row: Math.floor(i / TILE), score });
      }
    }
  }
  return candidates.sort((a, b) => b.score - a.score).slice(0, MOST_CANDIDATES);
}

/** What a tile's pilots say together, and the sum of their squares. */
function folded(
  { width, height, soft }: PilotPlane,
  x: number,
  y: number,
): { square: ComplexTile; power: number } {
  const grid = blockGrid({ width, height }, x, y);
  const square = complexTile();
  let power = 0;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const value = soft[(y + BLOCK * row) * width + x + BLOCK * column]!;
      square.real[(row % TILE) * TILE + (column % TILE)]! += value;
      power += value * value;
    }
  }
  return { square, power };
}

/** One block in four is known. */
function deviation(power: number): number {
  return Math.sqrt(Math.max(power, 1e-9) / 4);
}

/** The transform of the sums over all shifts: expected times the conjugate of what is there. */
function correlate({ real, imaginary }: ComplexTile, expected: ComplexTile): void {
  for (let i = 0; i < real.length; i++) {
    const [a, b, c, d] = [real[i]!, imaginary[i]!, expected.real[i]!, expected.imaginary[i]!];
    real[i] = a * c + b * d;
    imaginary[i] = a * d - b * c;
  }
}
