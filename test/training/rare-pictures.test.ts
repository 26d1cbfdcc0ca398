/** Pictures beside photos. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { makeBatch } from '../../src/training/data/batches.ts';
import { PhotoPool } from '../../src/training/data/photos.ts';
import { ordinaryOrRare, type RarePictures } from '../../src/training/data/rare-pictures.ts';

const CROP = 32;
const NONE: RarePictures = { upsampled: 0, downsampled: 0, synthetic: 0, sensorNoise: 0 };

/** A picture of noise. */
function busy(width: number, height: number): RgbImage {
  const { integer } = seededRandom(3);
  return rgbImage(
    width,
    height,
    Uint8Array.from({ length: 3 * width * height }, () => integer(256)),
  );
}

/** Mean absolute difference of neighbours in a row. */
function roughness({ width, height, data }: RgbImage): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let at = 3 * y * width; at < 3 * ((y + 1) * width - 1); at++) {
      sum += Math.abs(data[at + 3]! - data[at]!);
    }
  }
  return sum / (3 * (width - 1) * height);
}

describe('a picture to cut a crop from', () => {
  const photo = busy(40, 36);

  it('is the photo itself where nothing else is asked for', () => {
    assert.equal(ordinaryOrRare(photo, CROP, NONE, seededRandom(1)), photo);
  });

  it('is enlarged: of the crop’s size, and smoother', () => {
    for (let seed = 0; seed < 5; seed++) {
      const picture = ordinaryOrRare(photo, CROP, { ...NONE, upsampled: 1 }, seededRandom(seed));
      assert.deepEqual([picture.width, picture.height], [CROP, CROP]);
      assert.ok(roughness(picture) < 0.75 * roughness(photo));
    }
  });

  it('is shrunk: of the crop’s size, with more of the photo, and sharper', () => {
    // A wave of sixteen samples; where the photo is too small for half the size, it is shrunk by less.
    const wave = rgbImage(80, 70);
    for (const [i] of wave.data.entries()) {
      wave.data[i] = 128 + Math.round(100 * Math.sin((Math.PI * (Math.floor(i / 3) % 80)) / 8));
    }
    for (const [side, ratio] of [
      [CROP, 2],
      [56, 70 / 56],
    ] as const) {
      const picture = ordinaryOrRare(wave, side, { ...NONE, downsampled: 1 }, seededRandom(1));
      assert.deepEqual([picture.width, picture.height], [side, side]);
      assert.ok(Math.abs(roughness(picture) / roughness(wave) / ratio - 1) < 0.1, `${side}`);
    }
  });

  it('is made: flat, blocky, smooth or striped, in many kinds', () => {
    const kinds = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { width, height, data } = ordinaryOrRare(
        photo,
        CROP,
        { ...NONE, synthetic: 1 },
        seededRandom(seed),
      );
      assert.deepEqual([width, height], [CROP, CROP]);
      kinds.add(
        new Set(Array.from({ length: CROP * CROP }, (_, i) => data.slice(3 * i, 3 * i + 3).join())).size,
      );
    }
    assert.ok(kinds.has(1) && kinds.has(2) && Math.max(...kinds) > 500, [...kinds].join());
  });

  it('has the noise of a sensor: a part of the photo, a few levels off', () => {
    const flat = rgbImage(40, 40, new Uint8Array(3 * 40 * 40).fill(100));
    let most = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { width, height, data } = ordinaryOrRare(
        flat,
        CROP,
        { ...NONE, sensorNoise: 1 },
        seededRandom(seed),
      );
      assert.deepEqual([width, height], [CROP, CROP]);
      const squares = data.reduce((sum, sample) => sum + (sample - 100) ** 2, 0);
      const deviation = Math.sqrt(squares / data.length);
      assert.ok(deviation < 4.3, `${deviation}`);
      most = Math.max(most, deviation);
    }
    assert.ok(most > 2);
  });

  it('leaves the batches of a training without it as they were, and changes as many as it should', async () => {
    const photos = { names: ['a.png'], load: async () => photo };
    const pool = new PhotoPool(photos, { cacheBytes: 1e9, smallestSide: CROP });
    const plain = { batch: 60, crop: CROP, colourChange: 0.5, seed: 5, scrambled: 0.5, favoured: 0, ...NONE };
    const [before, after] = await Promise.all([
      makeBatch(pool, 1, plain),
      makeBatch(pool, 1, { ...plain, upsampled: 0.2, synthetic: 0.1 }),
    ]);
    assert.deepEqual(after.conditions, before.conditions);
    const size = 3 * CROP * CROP;
    const changed = Array.from({ length: plain.batch }, (_, pair) =>
      before.cover
        .subarray(pair * size, (pair + 1) * size)
        .some((v, i) => v !== after.cover[pair * size + i]),
    ).filter(Boolean).length;
    assert.ok(changed > 8 && changed < 30, `${changed}`);
  });
});
