import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { BatchQueue, makeBatch } from '../../src/training/batches.ts';
import { PhotoPool } from '../../src/training/photos.ts';

const CROP = 8;

/** A picture whose every pixel says where it is: red the column, green the row, blue the picture. */
function map(width: number, height: number, number: number): RgbImage {
  const image = rgbImage(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) image.data.set([x, y, number], 3 * (y * width + x));
  }
  return image;
}

const maps = [map(20, 12, 0), map(8, 30, 1), map(17, 8, 2), map(8, 8, 3), map(40, 40, 4)];

function pool(cacheBytes = 1e9, load = async (index: number) => maps[index]!): PhotoPool {
  return new PhotoPool({ names: maps.map((_, i) => `${i}.png`), load }, { cacheBytes, smallestSide: CROP });
}

const configuration = { batch: 3, crop: CROP, colourChange: 0, seed: 5 };

interface Crop {
  readonly picture: number;
  readonly left: number;
  readonly top: number;
  readonly mirrored: string;
}

/** Reads out of a crop of a map which one it is, and checks that it is a crop. */
function cropAt(planes: Float32Array, index: number): Crop {
  const size = CROP * CROP;
  const sample = (colour: number, x: number, y: number): number =>
    Math.round(255 * planes[(3 * index + colour) * size + y * CROP + x]!);
  const last = CROP - 1;
  const mirrorColumns = sample(0, 0, 0) > sample(0, last, 0);
  const mirrorRows = sample(1, 0, 0) > sample(1, 0, last);
  const left = sample(0, mirrorColumns ? last : 0, 0);
  const top = sample(1, 0, mirrorRows ? last : 0);
  const picture = sample(2, 0, 0);
  for (let y = 0; y < CROP; y++) {
    for (let x = 0; x < CROP; x++) {
      assert.equal(sample(0, x, y), left + (mirrorColumns ? last - x : x));
      assert.equal(sample(1, x, y), top + (mirrorRows ? last - y : y));
      assert.equal(sample(2, x, y), picture);
    }
  }
  return { picture, left, top, mirrored: `${mirrorColumns} ${mirrorRows}` };
}

describe('a batch', () => {
  it('depends on the seed and its number, and not on what was loaded before', async () => {
    const first = await makeBatch(pool(), 7, configuration);
    assert.deepEqual(await makeBatch(pool(0), 7, configuration), first);
    const used = pool();
    for (const number of [0, 9, 3]) await makeBatch(used, number, configuration);
    assert.deepEqual(await makeBatch(used, 7, configuration), first);
    assert.notDeepEqual(await makeBatch(used, 8, configuration), first);
    assert.notDeepEqual(await makeBatch(used, 7, { ...configuration, seed: 6 }), first);
  });

  it('does not depend on which picture is decoded first', async () => {
    const late = async (index: number): Promise<RgbImage> => {
      await new Promise((resolve) => setTimeout(resolve, 5 * (maps.length - index)));
      return maps[index]!;
    };
    assert.deepEqual(
      await makeBatch(pool(0, late), 4, configuration),
      await makeBatch(pool(), 4, configuration),
    );
  });

  it('is made of crops that lie within their pictures, from everywhere in them, in all four reflections', async () => {
    const photos = pool();
    const crops: Crop[] = [];
    for (let number = 0; number < 400; number++) {
      const { cover, secret } = await makeBatch(photos, number, configuration);
      for (let i = 0; i < configuration.batch; i++) crops.push(cropAt(cover, i), cropAt(secret, i));
    }
    for (const [number, { width, height }] of maps.entries()) {
      const own = crops.filter(({ picture }) => picture === number);
      assert.ok(own.length > crops.length / maps.length / 1.5);
      const lefts = own.map(({ left }) => left);
      const tops = own.map(({ top }) => top);
      assert.deepEqual([Math.min(...lefts), Math.max(...lefts)], [0, width - CROP]);
      assert.deepEqual([Math.min(...tops), Math.max(...tops)], [0, height - CROP]);
    }
    for (const mirrored of ['true true', 'true false', 'false true', 'false false']) {
      const share = crops.filter((crop) => crop.mirrored === mirrored).length / crops.length;
      // 2400 crops: a quarter, give or take five standard errors.
      assert.ok(Math.abs(share - 0.25) < 5 * Math.sqrt(0.1875 / crops.length), `${mirrored} ${share}`);
    }
  });

  it('has samples of 0 to 1', async () => {
    const white = rgbImage(CROP, CROP, new Uint8Array(3 * CROP * CROP).fill(255));
    const black = rgbImage(CROP, CROP);
    const photos = new PhotoPool(
      { names: ['white', 'black'], load: async (index) => [white, black][index]! },
      { cacheBytes: 0, smallestSide: CROP },
    );
    const { cover, secret } = await makeBatch(photos, 1, { ...configuration, batch: 20 });
    const samples = [...cover, ...secret];
    assert.deepEqual(new Set(samples), new Set([0, 1]));
  });
});

describe('the queue of batches', () => {
  it('gives the batches in order from the first one, those of a resumed training', async () => {
    const queue = new BatchQueue(pool(), configuration, 5, 2);
    for (const number of [5, 6, 7, 8]) {
      assert.deepEqual(await queue.take(), await makeBatch(pool(), number, configuration));
    }
  });

  it('prepares as many ahead as it was told, and no more', async () => {
    const asked = new Set<number>();
    const counting = new PhotoPool(
      {
        names: Array.from({ length: 10_000 }, (_, i) => `${i}`),
        load: async (index) => {
          asked.add(index);
          return maps[3]!;
        },
      },
      { cacheBytes: 1e9, smallestSide: CROP },
    );
    const queue = new BatchQueue(counting, { ...configuration, batch: 1 }, 0, 3);
    await queue.take();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(asked.size, 2 * (1 + 3));
  });

  it('fails where the batch is taken, when no picture is usable', async () => {
    const broken = pool(0, () => Promise.reject(new Error('damaged')));
    const queue = new BatchQueue(broken, configuration, 0);
    await assert.rejects(
      queue.take(),
      /Expected at least one picture of 8 pixels a side.*none of 5 is usable/,
    );
  });
});
