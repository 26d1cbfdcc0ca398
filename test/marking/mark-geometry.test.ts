import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirror } from '../../src/attacks/placing.ts';
import { rotateClockwise } from '../../src/image/orientation.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import type { MarkGeometry, PictureSize } from '../../src/marking/mark-geometry.ts';
import { geometryOf } from '../../src/marking/mark-geometry.ts';
import type { FoundMark } from '../../src/marking/signal/find-mark.ts';
import { ORIENTATIONS, oriented } from '../../src/marking/signal/orientation.ts';
import { plane } from '../../src/marking/signal/plane.ts';
import type { Geometry } from '../../src/marking/signal/synchronise.ts';
import { UNCHANGED } from '../../src/marking/signal/synchronise.ts';

/** The size of a mark's grid, so that pixels are samples. */
const SQUARE = { width: 640, height: 640 };

function found(changes: {
  readonly geometry?: Geometry;
  readonly orientation?: FoundMark['sight']['orientation'];
  readonly lock?: readonly [number, number];
  readonly place?: readonly [number, number];
}): FoundMark {
  const { geometry = UNCHANGED, orientation = ORIENTATIONS[0]!, lock = [0, 0], place = [0, 0] } = changes;
  return {
    sight: {
      ...{ geometry, orientation, size: SQUARE },
      lock: { z: 20, x: lock[0], y: lock[1] },
      words: () => [],
    },
    id: new Uint8Array(8),
    place: { column: place[0], row: place[1] },
    z: 20,
    tries: 1,
  };
}

function place({ toOriginal }: MarkGeometry, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f] = toOriginal!;
  return [a * x + c * y + e, b * x + d * y + f];
}

function assertNear(actual: readonly number[], expected: readonly number[], by = 1e-6): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= by, `${actual.join(', ')} instead of ${expected.join(', ')}`);
  }
}

/** A picture that was mirrored if wanted, and then turned to the right by quarters. */
function changed(image: RgbImage, isMirrored: boolean, quarters: number): RgbImage {
  let result = isMirrored ? mirror(image) : image;
  for (let turn = 0; turn < quarters; turn++) result = rotateClockwise(result);
  return result;
}

describe('the geometry of a mark', () => {
  it('takes pixels to where they were, in each of the eight orientations', () => {
    const numbers = plane(
      640,
      640,
      Float32Array.from({ length: 640 ** 2 }, (_, i) => i),
    );
    for (const orientation of ORIENTATIONS) {
      const geometry = geometryOf(SQUARE, found({ orientation }), SQUARE);
      // The picture in this orientation is the original: it says which pixel each of its places shows.
      const original = oriented(numbers, orientation).data;
      for (const [x, y] of [
        [0, 0],
        [639, 0],
        [17, 400],
        [639, 639],
      ] as const) {
        const pixel = original[y * 640 + x]!;
        assertNear(place(geometry, pixel % 640, Math.floor(pixel / 640)), [x, y]);
      }
      assert.deepEqual(geometry.crop, [0, 0, 640, 640]);
      assertNear([geometry.scale!], [1]);
    }
  });

  it('names mirror and turn so that they make the picture of the original', () => {
    const original = rgbImage(
      640,
      640,
      Uint8Array.from({ length: 3 * 640 ** 2 }, (_, i) => (i * i) >> 7),
    );
    const seen = new Set<string>();
    for (const orientation of ORIENTATIONS) {
      const geometry = geometryOf(SQUARE, found({ orientation }), SQUARE);
      const { rotation, mirrored } = geometry;
      seen.add(`${rotation} ${mirrored}`);
      assert.ok(rotation > -180 && rotation <= 180 && rotation % 90 === 0);
      const picture = changed(original, mirrored, (rotation / 90 + 4) % 4);
      for (const [x, y] of [
        [3, 5],
        [600, 31],
        [77, 512],
      ] as const) {
        const [ox, oy] = place(geometry, x, y).map(Math.round) as [number, number];
        const [at, from] = [3 * (640 * y + x), 3 * (640 * oy + ox)];
        assert.deepEqual(picture.data.slice(at, at + 3), original.data.slice(from, from + 3));
      }
    }
    assert.equal(seen.size, 8);
  });

  it('says a turn clockwise as a positive one', () => {
    // Samples of the mark lie in the picture turned by the angle, from the x-axis towards the y-axis: to the right.
    for (const degrees of [2.5, -1, 90, 135]) {
      const geometry = { scaleX: 1, scaleY: 1, angle: (degrees * Math.PI) / 180 };
      assertNear([geometryOf(SQUARE, found({ geometry })).rotation], [degrees]);
    }
  });

  it('finds the place of a part by its tiles, within the super-period', () => {
    const original: PictureSize = { width: 1280, height: 1280 };
    // The part is as large as its own grid, twice that of the original: its samples are half as far apart.
    const geometry = { scaleX: 2, scaleY: 2, angle: 0 };
    const at = (lock: readonly [number, number], place: readonly [number, number]): MarkGeometry =>
      geometryOf(SQUARE, found({ geometry, lock, place }), original);
    // Tiles start at 28.5, 100 of the part's grid: it starts 99.5 and 28 samples into tiles 1 and 2 of the original's.
    const part = at([28.5, 100], [1, 2]);
    assertNear([part.scale!], [1]);
    assertNear(part.crop!, [2 * (128 + 99.5), 2 * (256 + 28), 640, 640]);
    assertNear(place(part, 0, 0), [2 * (128 + 99.5), 2 * (256 + 28)]);
    // Tiles 7 of 8 are those before the picture: what begins there was put into a frame.
    assertNear(at([0, 0], [7, 0]).crop!, [-256, 0, 640, 640]);
  });

  it('says no place where the number was not read, as pilots are alike in all tiles', () => {
    const { id: _, ...present } = found({});
    const geometry = geometryOf(SQUARE, present, { width: 1280, height: 1280 });
    assert.deepEqual(geometry, { scale: 0.5, rotation: 0, mirrored: false });
  });

  it('is in pixels of the original, whatever the sizes', () => {
    const geometry = geometryOf({ width: 500, height: 375 }, found({}), { width: 4000, height: 3000 });
    assertNear(geometry.crop!, [0, 0, 4000, 3000]);
    assertNear([geometry.scale!], [0.125]);
    assertNear(place(geometry, 249.5, 187), [1999.5, 1499.5]);
  });
});
