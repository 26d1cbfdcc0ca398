import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flipCoefficients } from '../../src/image/block-transform.ts';
import { SCRAMBLE_BLOCK } from '../../src/image/scramble-blocks.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

/** Width and height. */
const SIZES: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 5],
  [5, 1],
  [3, 2],
  [16, 7],
  [7, 16],
  [SCRAMBLE_BLOCK, SCRAMBLE_BLOCK],
];

function randomBlock(width: number, height: number, seed: number): Float64Array {
  const { uniform } = seededRandom(seed, width, height);
  return Float64Array.from({ length: 3 * width * height }, () => uniform() - 0.5);
}

function randomSigns(width: number, height: number, seed: number): Int8Array {
  const { uniform } = seededRandom(seed, width, height, 1);
  return Int8Array.from({ length: 3 * width * height }, () => (uniform() < 0.5 ? -1 : 1));
}

function flipped(block: Float64Array, width: number, height: number, signs: Int8Array): Float64Array {
  const copy = block.slice();
  flipCoefficients(copy, width, height, signs);
  return copy;
}

function assertClose(actual: Float64Array, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[index]!) < 1e-12, `${index}: ${value}, not ${expected[index]}`);
  }
}

/**
 * Coefficient (u, v) of a colour direction, and pixel (x, y) of a colour, meet in this factor: the DCT-II of the two axes,
 * cos(pi (2 n + 1) k / 2 N), each with the norm that makes it orthonormal, times the direction's component.
 */
function factor(
  [direction, v, u]: readonly [number, number, number],
  [colour, y, x]: readonly [number, number, number],
  width: number,
  height: number,
): number {
  const directions = [
    [1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)],
    [1 / Math.sqrt(2), 0, -1 / Math.sqrt(2)],
    [1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6)],
  ];
  const cosine = (k: number, n: number, count: number): number =>
    k === 0
      ? Math.sqrt(1 / count)
      : Math.sqrt(2 / count) * Math.cos((Math.PI * (2 * n + 1) * k) / (2 * count));
  return directions[direction]![colour]! * cosine(u, x, width) * cosine(v, y, height);
}

/** Every [colour, row, column], in the order of a block. */
function indices(width: number, height: number): (readonly [number, number, number])[] {
  return [0, 1, 2].flatMap((colour) =>
    Array.from(
      { length: width * height },
      (_, pixel) => [colour, Math.floor(pixel / width), pixel % width] as const,
    ),
  );
}

for (const [width, height] of SIZES) {
  describe(`flipping signs of coefficients of ${width}x${height} pixels`, () => {
    const block = randomBlock(width, height, 1);
    const signs = randomSigns(width, height, 2);

    it('twice gives the block back', () => {
      assertClose(flipped(flipped(block, width, height, signs), width, height, signs), block);
    });

    it('keeps the Euclidean norm', () => {
      const norm = (values: Float64Array): number => Math.hypot(...values);
      assert.ok(Math.abs(norm(flipped(block, width, height, signs)) - norm(block)) < 1e-12);
    });

    it('changes nothing where no sign is negative, and negates where all are', () => {
      assertClose(flipped(block, width, height, new Int8Array(block.length).fill(1)), block);
      assertClose(flipped(block, width, height, new Int8Array(block.length)), block);
      const negative = new Int8Array(block.length).fill(-1);
      assertClose(
        flipped(block, width, height, negative),
        block.map((value) => -value),
      );
    });

    it('is what the sums of the DCT-II say', () => {
      const places = indices(width, height);
      const coefficients = places.map((coefficient, at) => {
        const sum = places.reduce(
          (total, pixel, index) => total + factor(coefficient, pixel, width, height) * block[index]!,
          0,
        );
        return signs[at]! < 0 ? -sum : sum;
      });
      const expected = places.map((pixel) =>
        places.reduce(
          (total, coefficient, at) => total + factor(coefficient, pixel, width, height) * coefficients[at]!,
          0,
        ),
      );
      assertClose(flipped(block, width, height, signs), expected);
    });

    it('of the mean brightness alone takes it off twice', () => {
      const mean = block.reduce((sum, value) => sum + value, 0) / block.length;
      const signs = new Int8Array(block.length).fill(1);
      signs[0] = -1;
      assertClose(
        flipped(block, width, height, signs),
        block.map((value) => value - 2 * mean),
      );
    });

    it('of a colour direction in all of its coefficients changes that direction alone', () => {
      const pixels = width * height;
      const signs = new Int8Array(block.length).fill(1).fill(-1, pixels, 2 * pixels);
      // Without the sign of red against blue the two change places.
      const swapped = [2, 1, 0].flatMap((colour) => [
        ...block.subarray(colour * pixels, (colour + 1) * pixels),
      ]);
      assertClose(flipped(block, width, height, signs), swapped);
    });
  });
}

it('leaves middle grey, which is zero, as it is', () => {
  const signs = randomSigns(16, 16, 3);
  const grey = flipped(new Float64Array(3 * 256), 16, 16, signs);
  assert.ok(grey.every((value) => value === 0));
});
