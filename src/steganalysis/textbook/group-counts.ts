/**
 * Groups of 2x2 samples, counted by how flipping changes their roughness: what RS analysis (Fridrich, Goljan and Du 2001)
 * is made of, with all flips found from one look at each edge instead of ten evaluations of each group.
 *
 * A group (g0 g1 / g2 g3) has the roughness f = |g0-g1| + |g1-g3| + |g3-g2| + |g2-g0|: the sum over its four edges. A mask
 * flips two opposite corners, so that each edge has exactly one end that moves, by one level. F1 moves an even sample up
 * and an odd one down; F-1 moves them the other way. By edge, f changes by
 *
 * - +1 where the two samples are equal, whichever way one moves (Z counts such edges);
 * - -1 under F1 and +1 under F-1 where they differ in the lowest bit only (L counts such edges);
 * - under F1 some n = +1 or -1 otherwise, and -n under F-1 (N is the sum of these).
 *
 * After the lowest bit of every sample is flipped, edges of the first two sorts are as before; of the others the sign of the
 * difference stays and each sample moves the other way. So the four changes of f are
 *
 *     F1: N - L + Z    F-1: -N + L + Z    all flipped, F1: -N - L + Z    all flipped, F-1: N + L + Z
 *
 * and a group is described by N for each of the two masks, L and Z.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { EQUAL_PAIR, PAIR_KINDS, pairKind } from './pair-counts.ts';

/** Numbers of regular (rougher after the flip) and singular (smoother) groups, both masks together. */
export interface GroupCounts {
  /** After F1. */
  readonly regular: number;
  readonly singular: number;
  /** After F-1. */
  readonly regularNegative: number;
  readonly singularNegative: number;
  /** The same four after the lowest bit of every sample was flipped. */
  readonly flippedRegular: number;
  readonly flippedSingular: number;
  readonly flippedRegularNegative: number;
  readonly flippedSingularNegative: number;
}

/** Edges of a group: N is -4 to 4, L and Z are 0 to 4. */
const EDGES = 4;
const SUMS = 2 * EDGES + 1;
const NUMBERS = EDGES + 1;

/** What a group can be: N of either mask, L and Z. */
const GROUP_KINDS = SUMS * SUMS * NUMBERS * NUMBERS;

/** An edge as its group's description: n when the first moves, n when the second moves, l, z; n from -1 stored from 0. */
function describeEdge(firstMoves: number, secondMoves: number, pair: number, equal: number): number {
  return firstMoves + 1 + SUMS * (secondMoves + 1 + SUMS * (pair + NUMBERS * equal));
}

/**
 * By place in pair counts: in the lower half word the description of an edge whose first sample moves under the first mask
 * and the second under the second; in the upper half word the same the other way round. Four descriptions add up to the
 * group's.
 */
const EDGE_DESCRIPTIONS: Uint32Array = Uint32Array.from({ length: PAIR_KINDS }, (_, place) => {
  const { difference, first, second } = pairKind(place);
  const equal = difference === 0 ? 1 : 0;
  const pair = difference === (first === 1 ? 1 : -1) ? 1 : 0;
  const other = equal + pair === 0 ? Math.sign(difference) : 0;
  const firstMoves = other * (first === 1 ? -1 : 1);
  const secondMoves = -other * (second === 1 ? -1 : 1);
  const [asItIs, turned] = [
    describeEdge(firstMoves, secondMoves, pair, equal),
    describeEdge(secondMoves, firstMoves, pair, equal),
  ];
  return asItIs + turned * 65536;
});

/**
 * Counts the 2x2 groups of one colour.
 *
 * @param channel - 0-2.
 * @returns the counts over all groups, which overlap, and over those that start at even rows and columns, which do not;
 *   all zero where a side is 1.
 */
export function countGroups(
  { width, height, data }: RgbImage,
  channel: number,
): { readonly overlapping: GroupCounts; readonly disjoint: GroupCounts } {
  // First the disjoint groups, then all others.
  const kinds = new Uint32Array(2 * GROUP_KINDS);
  const row = 3 * width;
  let upper = new Uint32Array(width - 1);
  let lower = new Uint32Array(width - 1);
  describeRow(lower, data, channel);
  for (let y = 0; y + 1 < height; y++) {
    [upper, lower] = [lower, upper];
    const start = y * row + channel;
    describeRow(lower, data, start + row);
    const evenColumns = (y & 1) * GROUP_KINDS;
    let left = describeVertical(data, start, row);
    for (let x = 0, at = start + 3; x + 1 < width; x++, at += 3) {
      const right = describeVertical(data, at, row);
      const kind = ((upper[x]! + left) & 0xffff) + ((lower[x]! + right) >>> 16);
      kinds[((x & 1) === 0 ? evenColumns : GROUP_KINDS) + kind]!++;
      left = right;
    }
  }
  const disjoint = kinds.subarray(0, GROUP_KINDS);
  const overlapping = kinds.slice(GROUP_KINDS).map((count, kind) => count + disjoint[kind]!);
  return { overlapping: countsOf(overlapping), disjoint: countsOf(disjoint) };
}

function describeRow(descriptions: Uint32Array, data: Uint8Array, start: number): void {
  let u = data[start]!;
  for (let x = 0, at = start + 3; x < descriptions.length; x++, at += 3) {
    const v = data[at]!;
    descriptions[x] = EDGE_DESCRIPTIONS[EQUAL_PAIR + 2 * (u - v) + (u & 1)]!;
    u = v;
  }
}

function describeVertical(data: Uint8Array, at: number, row: number): number {
  const u = data[at]!;
  return EDGE_DESCRIPTIONS[EQUAL_PAIR + 2 * (u - data[at + row]!) + (u & 1)]!;
}

function countsOf(kinds: Uint32Array): GroupCounts {
  const regular = [0, 0, 0, 0];
  const singular = [0, 0, 0, 0];
  for (const [kind, count] of kinds.entries()) {
    if (count === 0) continue;
    const pairs = Math.floor(kind / (SUMS * SUMS)) % NUMBERS;
    const equal = Math.floor(kind / (SUMS * SUMS * NUMBERS));
    for (const sum of [(kind % SUMS) - EDGES, (Math.floor(kind / SUMS) % SUMS) - EDGES]) {
      for (const [flip, change] of [sum - pairs, -sum + pairs, -sum - pairs, sum + pairs].entries()) {
        if (change + equal > 0) regular[flip]! += count;
        if (change + equal < 0) singular[flip]! += count;
      }
    }
  }
  return {
    regular: regular[0]!,
    singular: singular[0]!,
    regularNegative: regular[1]!,
    singularNegative: singular[1]!,
    flippedRegular: regular[2]!,
    flippedSingular: singular[2]!,
    flippedRegularNegative: regular[3]!,
    flippedSingularNegative: singular[3]!,
  };
}
