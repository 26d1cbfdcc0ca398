import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../../src/attacks/codecs.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { ROOT } from '../architecture/source.ts';

const codecs = nodeLossyCodecs();

async function photo(): Promise<RgbImage> {
  const { image } = await readPicture(`${ROOT}/samples/kodim23.png`);
  return cropImage(image, { x: 200, y: 100, width: 240, height: 160 });
}

/** Columns that are red and blue in turn. */
function stripes(red: readonly number[], blue: readonly number[]): RgbImage {
  const image = rgbImage(64, 64);
  for (let pixel = 0; pixel < 64 * 64; pixel++) image.data.set(pixel % 2 === 0 ? red : blue, 3 * pixel);
  return image;
}

describe('JPEG', () => {
  it('loses more the lower its quality is', async () => {
    const image = await photo();
    const measured: number[] = [];
    for (const quality of [95, 90, 75, 50, 30]) {
      measured.push(psnr(image, await codecs.jpeg(image, quality)));
    }
    const sorted = measured.toSorted((a, b) => b - a);
    assert.deepEqual(measured, sorted);
    assert.ok(measured[0]! < 45 && measured.at(-1)! > 25, `${measured}`);
  });

  it('quantizes the mean of a block as annex K of T.81 and the scale of libjpeg say', async () => {
    // The table has 16 for the mean; libjpeg: (16 scale + 50) / 100 in whole numbers, scale 5000 / quality below 50 and
    // 200 - 2 quality from there on. A grey block of value v has one coefficient, 8 (v - 128).
    for (const [quality, step] of [
      [30, 27],
      [90, 3],
    ] as const) {
      for (const value of [10, 77, 129, 200, 243]) {
        const grey = rgbImage(16, 16, new Uint8Array(768).fill(value));
        const level = 128 + (step * Math.round((8 * (value - 128)) / step)) / 8;
        const { data } = await codecs.jpeg(grey, quality);
        assert.ok(
          data.every((sample) => Math.abs(sample - level) <= 0.5),
          `${value}: ${data[0]} and not ${level}`,
        );
      }
    }
    // Quality 100 has steps of 1, an eighth of a level.
    const grey = rgbImage(16, 16, new Uint8Array(768).fill(77));
    assert.deepEqual((await codecs.jpeg(grey, 100)).data, grey.data);
  });

  it('has chroma at half the width and height, at quality 100 too', async () => {
    // Two colours of nearly one luma, 0.299 R + 0.587 G + 0.114 B: 76 and 76.
    const image = stripes([254, 0, 0], [0, 105, 126]);
    const { data } = await codecs.jpeg(image, 100);
    const [left, right] = [data.subarray(3 * 32, 3 * 33), data.subarray(3 * 33, 3 * 34)];
    assert.ok(Math.abs(left[0]! - right[0]!) < 20, `${left} beside ${right}`);
    // While luma is kept.
    const bars = stripes([200, 200, 200], [50, 50, 50]);
    assert.ok(psnr(bars, await codecs.jpeg(bars, 100)) > 50);
  });
});

describe('WebP', () => {
  it('loses more the lower its quality is', async () => {
    const image = await photo();
    const measured: number[] = [];
    for (const quality of [100, 80, 40, 5]) measured.push(psnr(image, await codecs.webp(image, quality)));
    assert.deepEqual(
      measured,
      measured.toSorted((a, b) => b - a),
    );
    assert.ok(Number.isFinite(measured[0]!));
  });
});

describe('AVIF', () => {
  it('loses more the lower its quality is', async () => {
    const image = await photo();
    const measured: number[] = [];
    for (const quality of [95, 50, 35, 10]) measured.push(psnr(image, await codecs.avif(image, quality)));
    assert.deepEqual(
      measured,
      measured.toSorted((a, b) => b - a),
    );
    assert.ok(measured[0]! < 55 && measured.at(-1)! > 20, `${measured}`);
  });
});

describe('pictures that a format cannot hold', () => {
  it('are refused with its limit', async () => {
    await assert.rejects(codecs.webp(rgbImage(16384, 1), 80), {
      name: 'RangeError',
      message: 'Expected sides of at most 16383 pixels for a WebP but received 16384x1',
    });
    await assert.rejects(codecs.jpeg(rgbImage(1, 65501), 80), {
      name: 'RangeError',
      message: 'Expected sides of at most 65500 pixels for a JPEG but received 1x65501',
    });
    await assert.rejects(codecs.avif(rgbImage(16385, 1), 80), {
      name: 'RangeError',
      message: 'Expected sides of at most 16384 pixels for an AVIF but received 16385x1',
    });
    assert.equal((await codecs.avif(rgbImage(16384, 1), 80)).width, 16384);
    assert.equal((await codecs.jpeg(rgbImage(1, 65500), 80)).height, 65500);
  });
});

describe('JPEG and resizing', () => {
  it('together lose more than either', async () => {
    const image = await photo();
    const after = async (name: string) =>
      psnr(image, await attackNamed(name).apply(image, { codecs, random: seededRandom(1) }));
    const both = await after('jpeg-75-resize-0.75');
    assert.ok(both < (await after('jpeg-75')) && both < (await after('resize-0.75')));
  });
});
