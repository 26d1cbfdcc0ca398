import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { holdOut } from '../../src/training/data/photo-folder.node.ts';
import type { PhotoPoolOptions, PhotoSource } from '../../src/training/data/photos.ts';
import { PhotoPool } from '../../src/training/data/photos.ts';

/** 10 x 10 pixels are 300 bytes. */
const PHOTO_BYTES = 300;

function photo(index: number, side = 10): RgbImage {
  return rgbImage(side, side, new Uint8Array(3 * side * side).fill(index));
}

interface Watched {
  readonly pool: PhotoPool;
  readonly loads: number[];
  readonly skips: [string, string][];
}

function watched(
  count: number,
  options: Partial<PhotoPoolOptions> = {},
  load: (index: number) => Promise<RgbImage> = async (index) => photo(index),
): Watched {
  const loads: number[] = [];
  const skips: [string, string][] = [];
  const pool = new PhotoPool(
    {
      names: Array.from({ length: count }, (_, i) => `${i}.jpg`),
      load: (index) => {
        loads.push(index);
        return load(index);
      },
    },
    {
      cacheBytes: 1e6,
      smallestSide: 4,
      onSkip: (name, reason) => skips.push([name, reason]),
      ...options,
    },
  );
  return { pool, loads, skips };
}

describe('the pool of photos', () => {
  it('decodes a photo once, also when it is asked for again before it is there', async () => {
    const { pool, loads } = watched(3);
    const [a, b] = await Promise.all([pool.get(1), pool.get(1)]);
    assert.equal(a, b);
    assert.equal(await pool.get(1), a);
    assert.deepEqual(loads, [1]);
  });

  it('forgets the photo unused for longest when its memory is full', async () => {
    const { pool, loads } = watched(4, { cacheBytes: 2 * PHOTO_BYTES });
    for (const index of [0, 1, 0, 2]) await pool.get(index);
    assert.deepEqual(loads, [0, 1, 2]);
    await pool.get(0);
    assert.deepEqual(loads, [0, 1, 2]);
    await pool.get(1);
    assert.deepEqual(loads, [0, 1, 2, 1]);
  });

  it('keeps as many photos as fit, whatever the order and the haste', async () => {
    const order = fc.array(fc.nat(9), { minLength: 30, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        order,
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 1, max: 8 }),
        async (wanted, fit, atOnce) => {
          const { pool, loads } = watched(10, { cacheBytes: fit * PHOTO_BYTES }, async (index) => {
            await new Promise(setImmediate);
            return photo(index);
          });
          for (let i = 0; i < wanted.length; i += atOnce) {
            const some = wanted.slice(i, i + atOnce);
            const photos = await Promise.all(some.map((index) => pool.get(index)));
            assert.deepEqual(
              photos.map(({ data }) => data[0]),
              some,
            );
          }
          // What is kept is found again without loading: the last `fit` different ones.
          const recent = [...new Set([...wanted].reverse())].slice(0, atOnce === 1 ? Math.max(1, fit) : 0);
          const before = loads.length;
          for (const index of recent) await pool.get(index);
          assert.equal(loads.length, before);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives photos even when none fits, many at a time', async () => {
    const { pool } = watched(20, { cacheBytes: 0 }, async (index) => {
      await new Promise((resolve) => setTimeout(resolve, (7 * index) % 5));
      return photo(index);
    });
    const wanted = Array.from({ length: 60 }, (_, i) => i % 20);
    const photos = await Promise.all(wanted.map((index) => pool.get(index)));
    assert.deepEqual(
      photos.map(({ data }) => data[0]),
      wanted,
    );
  });

  it('takes the next photo for one that cannot be read, and says so once, by name', async () => {
    const { pool, skips } = watched(4, {}, async (index) => {
      if (index === 1 || index === 2) throw new Error(`photo ${index} is damaged`);
      return photo(index);
    });
    const got = await Promise.all([pool.get(1), pool.get(1), pool.get(2), pool.get(1)]);
    assert.deepEqual(
      got.map(({ data }) => data[0]),
      [3, 3, 3, 3],
    );
    await pool.get(2);
    assert.deepEqual(skips, [
      ['1.jpg', 'photo 1 is damaged'],
      ['2.jpg', 'photo 2 is damaged'],
    ]);
    assert.deepEqual(pool.skipped, ['1.jpg', '2.jpg']);
  });

  it('goes round from the last photo to the first', async () => {
    const { pool } = watched(3, {}, async (index) => {
      if (index === 2) throw new Error('damaged');
      return photo(index);
    });
    assert.equal((await pool.get(2)).data[0], 0);
  });

  it('leaves out a photo with a side smaller than a crop, with its size', async () => {
    const { pool, skips } = watched(2, { smallestSide: 12 }, async (index) =>
      photo(index, index === 0 ? 11 : 12),
    );
    assert.equal((await pool.get(0)).data[0], 1);
    assert.deepEqual(skips, [['0.jpg', 'Expected at least 12 pixels a side but received 11x11']]);
  });

  it('fails when no photo is usable', async () => {
    const { pool, skips } = watched(3, {}, () => Promise.reject(new Error('damaged')));
    await assert.rejects(pool.get(1), /none of 3 is usable/);
    assert.equal(skips.length, 3);
  });
});

describe('held-out photos', () => {
  const source = (count: number): PhotoSource => ({
    names: Array.from({ length: count }, (_, i) => `${i}.jpg`),
    load: async (index) => photo(index),
  });

  it('are not trained on, and at most a third', async () => {
    for (const [count, wanted, held] of [
      [30, 6, 6],
      [30, 12, 10],
      [3, 12, 1],
    ] as const) {
      const { training, validation } = holdOut(source(count), wanted);
      assert.equal(validation.names.length, held);
      const all = [...training.names, ...validation.names];
      assert.equal(new Set(all).size, count);
      assert.equal(all.length, count);
      const [name] = validation.names;
      assert.deepEqual((await validation.load(0)).data[0], Number.parseInt(name!, 10));
    }
  });

  it('are two of those that are trained on where none is held out', () => {
    for (const [count, wanted, checked] of [
      [1, 12, 1],
      [2, 12, 2],
      [1470, 0, 2],
    ] as const) {
      const { training, validation } = holdOut(source(count), wanted);
      assert.equal(training.names.length, count);
      assert.equal(validation.names.length, checked);
    }
  });
});
