import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { NETWORK_CONDITIONS } from '../../src/networks/architecture.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { BatchQueue, makeBatch } from '../../src/training/data/batches.ts';
import { PhotoPool } from '../../src/training/data/photos.ts';
import { patiently } from '../suite/patience.ts';

const CROP = 8;

/** Start and length of the blocks along a crop of 40 pixels. */
const BLOCKS_OF_40 = [
  [0, 16],
  [16, 16],
  [32, 8],
] as const;

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

const configuration = {
  batch: 3,
  crop: CROP,
  colourChange: 0,
  upsampled: 0,
  downsampled: 0,
  synthetic: 0,
  sensorNoise: 0,
  seed: 5,
  scrambled: 0,
  favoured: 0,
};

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

describe('the conditions of a batch', () => {
  const steered = { ...configuration, scrambled: 0.3, favoured: 0.6 };

  async function conditionsOf(batches: number): Promise<{ favour: number; scrambled: number }[]> {
    const photos = pool();
    const drawn: { favour: number; scrambled: number }[] = [];
    for (let number = 0; number < batches; number++) {
      const { conditions } = await makeBatch(photos, number, steered);
      assert.equal(conditions.length, NETWORK_CONDITIONS.length * steered.batch);
      for (let pair = 0; pair < steered.batch; pair++) {
        drawn.push({ favour: conditions[2 * pair]!, scrambled: conditions[2 * pair + 1]! });
      }
    }
    return drawn;
  }

  it('stand in the order favour, scrambled', () => {
    assert.deepEqual(NETWORK_CONDITIONS, ['favour', 'scrambled']);
  });

  it('come as often as they should, each on its own: no favour, cover or secret, half of either; scrambled or not', async () => {
    const drawn = await conditionsOf(800);
    const shares = [
      [0, 0.4],
      [-1, 0.3],
      [1, 0.3],
    ] as const;
    for (const [favour, ofFavour] of shares) {
      for (const [scrambled, ofScrambled] of [
        [0, 0.7],
        [1, 0.3],
      ] as const) {
        const found = drawn.filter((pair) => pair.favour === favour && pair.scrambled === scrambled).length;
        const expected = ofFavour * ofScrambled;
        // Five standard errors of a share.
        const allowed = 5 * Math.sqrt((expected * (1 - expected)) / drawn.length);
        assert.ok(Math.abs(found / drawn.length - expected) < allowed, `${favour} ${scrambled}: ${found}`);
      }
    }
  });

  it('depend on the seed and the batch’s number, like the crops', async () => {
    const first = await makeBatch(pool(), 7, steered);
    assert.deepEqual(await makeBatch(pool(0), 7, steered), first);
    const conditions = async (number: number, seed: number): Promise<string> =>
      `${(await makeBatch(pool(), number, { ...steered, batch: 20, seed })).conditions}`;
    assert.notEqual(await conditions(7, 5), await conditions(8, 5));
    assert.notEqual(await conditions(7, 5), await conditions(7, 6));
  });

  it('are zeros where nothing is scrambled or favoured, and there for every pair where all is', async () => {
    const plain = await makeBatch(pool(), 1, configuration);
    assert.deepEqual(plain.conditions, new Float32Array(2 * configuration.batch));
    const all = await makeBatch(pool(), 1, { ...configuration, batch: 20, scrambled: 1, favoured: 1 });
    const favours = all.conditions.filter((_, index) => index % 2 === 0);
    assert.deepEqual(new Set(favours), new Set([-1, 1]));
    assert.ok(all.conditions.every((value, index) => index % 2 === 0 || value === 1));
  });

  it('leave covers, and secrets that are not scrambled, the crops that they are without them', async () => {
    const size = 3 * CROP * CROP;
    const changing = { ...configuration, batch: 12, colourChange: 0.5 };
    const plain = await makeBatch(pool(), 3, changing);
    const mixed = await makeBatch(pool(), 3, { ...changing, scrambled: 0.5, favoured: 0.5 });
    assert.deepEqual(mixed.cover, plain.cover);
    const scrambled = new Set<boolean>();
    for (let pair = 0; pair < changing.batch; pair++) {
      const isScrambled = mixed.conditions[2 * pair + 1] === 1;
      const [a, b] = [mixed, plain].map(({ secret }) => secret.subarray(pair * size, (pair + 1) * size));
      assert.equal(isDeepStrictEqual(a, b), !isScrambled);
      scrambled.add(isScrambled);
    }
    assert.equal(scrambled.size, 2);
  });
});

describe('a scrambled secret', () => {
  const scrambledOnly = { ...configuration, scrambled: 1 };

  /** The samples of a part of a crop around middle grey, a colour after the other. */
  function partOf(planes: Float32Array, crop: number, x0: number, y0: number, width: number, height: number) {
    return [0, 1, 2].map((colour) =>
      Array.from({ length: width * height }, (_, index) => {
        const [x, y] = [x0 + (index % width), y0 + Math.floor(index / width)];
        return planes[(colour * crop + y) * crop + x]! - 0.5;
      }),
    );
  }

  function energy(values: readonly (readonly number[])[]): number {
    return values.flat().reduce((sum, value) => sum + value * value, 0);
  }

  it('of a picture of one colour has blocks of one of eight colours, one for each choice of three signs', async () => {
    const colour = [230, 120, 60];
    const crop = 40;
    const photo = rgbImage(50, 45);
    for (let index = 0; index < photo.data.length; index++) photo.data[index] = colour[index % 3]!;
    const photos = new PhotoPool(
      { names: ['plain'], load: async () => photo },
      { cacheBytes: 1e9, smallestSide: crop },
    );
    const centred = colour.map((sample) => sample / 255 - 0.5);
    // The orthonormal directions of brightness, red against blue, and green against both.
    const directions = [
      [1, 1, 1].map((value) => value / Math.sqrt(3)),
      [1, 0, -1].map((value) => value / Math.sqrt(2)),
      [1, -2, 1].map((value) => value / Math.sqrt(6)),
    ];
    const possible = Array.from({ length: 8 }, (_, signs) =>
      [0, 1, 2].map((channel) =>
        directions.reduce((sum, direction, which) => {
          const component = direction.reduce((total, value, at) => total + value * centred[at]!, 0);
          return sum + ((signs >> which) & 1 ? -1 : 1) * component * direction[channel]!;
        }, 0),
      ),
    );
    const seen = new Set<number>();
    for (let number = 0; number < 4; number++) {
      const { secret } = await makeBatch(photos, number, { ...scrambledOnly, crop });
      for (let pair = 0; pair < scrambledOnly.batch; pair++) {
        const planes = secret.subarray(3 * crop * crop * pair, 3 * crop * crop * (pair + 1));
        // 16, 16 and 8 pixels make the crop of 40.
        for (const [x, width] of BLOCKS_OF_40) {
          for (const [y, height] of BLOCKS_OF_40) {
            const block = partOf(planes, crop, x, y, width, height);
            const which = possible.findIndex((shade) =>
              block.every((plane, channel) =>
                plane.every((value) => Math.abs(value - shade[channel]!) < 1e-6),
              ),
            );
            assert.ok(which >= 0, `${x} ${y}: ${block.map((plane) => plane[0])}`);
            seen.add(which);
          }
        }
      }
    }
    assert.equal(seen.size, 8);
  });

  it('has blocks with the energy of a block of the picture, other samples, and means of either sign', async () => {
    const crop = 16;
    const { uniform } = seededRandom(8);
    // A slope, with noise: blocks differ in energy, and all of their means are far from middle grey.
    const photo = rgbImage(26, 21);
    photo.data.forEach((_, index) => {
      const column = Math.floor(index / 3) % 26;
      photo.data[index] = 140 + 3 * column + Math.floor(30 * uniform());
    });
    const photos = new PhotoPool(
      { names: ['noisy slope'], load: async () => photo },
      { cacheBytes: 1e9, smallestSide: crop },
    );
    const energies: number[] = [];
    const firstRows: number[][] = [];
    for (let top = 0; top + 16 <= photo.height; top++) {
      for (let left = 0; left + 16 <= photo.width; left++) {
        const row = (y: number): number[] =>
          Array.from(
            photo.data.subarray(3 * (26 * y + left), 3 * (26 * y + left + 16)),
            (sample) => sample / 255 - 0.5,
          );
        const rows = Array.from({ length: 16 }, (_, y) => row(top + y));
        energies.push(energy(rows));
        firstRows.push(rows[0]!.filter((_, index) => index % 3 === 0));
      }
    }
    const signs = new Set<number>();
    for (let number = 0; number < 10; number++) {
      const { secret } = await makeBatch(photos, number, { ...scrambledOnly, crop });
      for (let pair = 0; pair < scrambledOnly.batch; pair++) {
        const block = partOf(secret.subarray(3 * 256 * pair, 3 * 256 * (pair + 1)), crop, 0, 0, 16, 16);
        const own = energy(block);
        // Neighbouring places differ by far more than samples of float32 can err.
        assert.ok(
          energies.some((value) => Math.abs(value - own) < 1e-5 * value),
          `${own}`,
        );
        const differs = (row: readonly number[]): boolean =>
          row.some((value, x) => Math.abs(value - block[0]![x]!) > 1e-2);
        assert.ok(firstRows.every(differs));
        signs.add(Math.sign(block.flat().reduce((sum, value) => sum + value, 0)));
      }
    }
    assert.deepEqual(signs, new Set([-1, 1]));
  });

  it('is taken from all over its picture, not from one crop', async () => {
    // Grey that only depends on the column: a block's brightness says where it is from, whatever its signs are.
    const crop = 48;
    const photo = rgbImage(240, crop);
    photo.data.forEach((_, index) => {
      photo.data[index] = 130 + Math.floor((Math.floor(index / 3) % 240) / 2);
    });
    const photos = new PhotoPool(
      { names: ['slope'], load: async () => photo },
      { cacheBytes: 1e9, smallestSide: crop },
    );
    const spreads: number[] = [];
    for (let number = 0; number < 10; number++) {
      const { secret } = await makeBatch(photos, number, { ...scrambledOnly, batch: 1, crop });
      const levels = [0, 16, 32].flatMap((y) =>
        [0, 16, 32].map((x) => {
          const block = partOf(secret, crop, x, y, 16, 16).flat();
          return Math.abs(block.reduce((sum, value) => sum + value, 0)) / block.length;
        }),
      );
      spreads.push(255 * (Math.max(...levels) - Math.min(...levels)));
    }
    // Blocks of one crop differ by at most 32 columns: 16 grey levels.
    assert.ok(spreads.every((spread) => spread > 20));
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
    const wanted = 2 * (1 + 3);
    const until = async (): Promise<void> => {
      while (asked.size < wanted) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    await patiently('The queue', until());
    // Time for more.
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(asked.size, wanted);
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
