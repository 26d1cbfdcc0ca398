import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage, pasteRegion, planTiles } from '../../src/image/tiles.ts';
import { randomImage } from './random-image.ts';

const plan = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 70 }),
  tile: fc.integer({ min: 1, max: 40 }),
  overlap: fc.integer({ min: 0, max: 20 }),
  multiple: fc.integer({ min: 1, max: 8 }),
});

test('cores cover every pixel exactly once', () => {
  fc.assert(
    fc.property(plan, ({ width, height, ...options }) => {
      const covered = new Uint8Array(width * height);
      for (const { core } of planTiles(width, height, options)) {
        assert.ok(core.width <= options.tile && core.height <= options.tile);
        for (let y = core.y; y < core.y + core.height; y++) {
          for (let x = core.x; x < core.x + core.width; x++) {
            covered[y * width + x]!++;
          }
        }
      }
      assert.ok(covered.every((times) => times === 1));
    }),
  );
});

test('no core is smaller than the least, but that of a smaller picture', () => {
  fc.assert(
    fc.property(plan, fc.integer({ min: 1, max: 16 }), ({ width, height, ...options }, least) => {
      fc.pre(least <= options.tile);
      for (const { core } of planTiles(width, height, { ...options, least })) {
        assert.ok(core.width >= Math.min(least, width) && core.height >= Math.min(least, height));
        assert.ok(core.width < options.tile + least && core.height < options.tile + least);
        assert.ok(core.x % options.tile === 0 && core.y % options.tile === 0);
      }
    }),
  );
});

test('a window holds its core and the overlap, as far as the picture goes, on block boundaries', () => {
  fc.assert(
    fc.property(plan, ({ width, height, ...options }) => {
      const { overlap, multiple } = options;
      for (const { core, window } of planTiles(width, height, options)) {
        for (const [length, coreStart, coreSize, start, size] of [
          [width, core.x, core.width, window.x, window.width],
          [height, core.y, core.height, window.y, window.height],
        ] as const) {
          const end = start + size;
          const coreEnd = coreStart + coreSize;
          assert.ok(start >= 0 && end <= length);
          assert.ok(start <= Math.max(0, coreStart - overlap) && start > coreStart - overlap - multiple);
          assert.ok(end >= Math.min(length, coreEnd + overlap) && end < coreEnd + overlap + multiple);
          assert.equal(start % multiple, 0);
          assert.ok(end === length || end % multiple === 0);
        }
      }
    }),
  );
});

test('one tile is the whole picture when it fits', () => {
  const whole = { x: 0, y: 0, width: 30, height: 20 };
  assert.deepEqual(planTiles(30, 20, { tile: 64, overlap: 8 }), [{ core: whole, window: whole }]);
});

test('tiles are cut, and their cores put together, without a seam', () => {
  fc.assert(
    fc.property(plan, ({ width, height, ...options }) => {
      const image = randomImage(width, height);
      const together = rgbImage(width, height);
      for (const { core, window } of planTiles(width, height, options)) {
        const part = { ...core, x: core.x - window.x, y: core.y - window.y };
        pasteRegion(together, cropImage(image, window), part, core.x, core.y);
      }
      assert.deepEqual(together, image);
    }),
  );
});

test('pasting leaves the pixels around the place alone', () => {
  const target = rgbImage(4, 3);
  pasteRegion(target, rgbImage(2, 2, new Uint8Array(12).fill(9)), { x: 1, y: 0, width: 1, height: 2 }, 2, 1);
  const changed = [...target.data].flatMap((value, index) => (value === 9 ? [index] : []));
  assert.deepEqual(changed, [18, 19, 20, 30, 31, 32]);
});

test('bad arguments are refused', () => {
  for (const options of [
    { tile: 0, overlap: 0 },
    { tile: 1.5, overlap: 0 },
    { tile: 8, overlap: -1 },
    { tile: 8, overlap: 0, multiple: 0 },
    { tile: Number.NaN, overlap: 0 },
  ]) {
    assert.throws(() => planTiles(10, 10, options), RangeError);
  }
  assert.throws(() => planTiles(0, 10, { tile: 8, overlap: 0 }), RangeError);
  const image = randomImage(4, 4);
  for (const part of [
    { x: -1, y: 0, width: 2, height: 2 },
    { x: 3, y: 0, width: 2, height: 2 },
    { x: 0, y: 3, width: 2, height: 2 },
    { x: 0, y: 0, width: 0, height: 2 },
    { x: 0.5, y: 0, width: 2, height: 2 },
  ]) {
    assert.throws(() => cropImage(image, part), RangeError);
    assert.throws(() => pasteRegion(rgbImage(9, 9), image, part, 0, 0), RangeError);
  }
  assert.throws(
    () => pasteRegion(rgbImage(4, 4), image, { x: 0, y: 0, width: 4, height: 4 }, 1, 0),
    RangeError,
  );
});
