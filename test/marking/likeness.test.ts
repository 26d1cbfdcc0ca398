import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { resize } from '../../src/image/resize.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { likeness, SAME_PICTURE_CORRELATION } from '../../src/marking/likeness.ts';
import { samplePhoto } from '../training/sample-photos.ts';

const SIZE = { width: 384, height: 256 };

let photo: RgbImage;
let thumbnail: RgbImage;

before(async () => {
  photo = await sampleImage('kodim23.png', SIZE.width, SIZE.height);
  thumbnail = resize(photo, 96, 64);
});

async function sampleImage(name: string, width: number, height: number): Promise<RgbImage> {
  return rgbImage(width, height, new Uint8Array(await samplePhoto(name, width, height).raw().toBuffer()));
}

function changed({ width, height, data }: RgbImage, change: (sample: number) => number): RgbImage {
  return rgbImage(
    width,
    height,
    Uint8Array.from(data, (sample) => Math.max(0, Math.min(255, change(sample)))),
  );
}

describe('the likeness of a picture and a thumbnail', () => {
  it('is nearly 1 for the picture itself, however bright', () => {
    for (const picture of [photo, changed(photo, (sample) => 0.6 * sample + 30)]) {
      assert.ok(likeness(picture, [1, 0, 0, 1, 0, 0], SIZE, thumbnail)! > 0.97);
    }
  });

  it('is nearly 1 for a part at half its size and for a mirrored picture, at their places', () => {
    const part = resize(cropImage(photo, { x: 100, y: 40, width: 200, height: 160 }), 100, 80);
    // The middle of its first pixel lies half a pixel of the original further.
    assert.ok(likeness(part, [2, 0, 0, 2, 100.5, 40.5], SIZE, thumbnail)! > 0.95);
    assert.ok(likeness(part, [2, 0, 0, 2, 20.5, 90.5], SIZE, thumbnail)! < SAME_PICTURE_CORRELATION);
    const mirrored = new Uint8Array(photo.data.length);
    for (let y = 0, to = 0; y < SIZE.height; y++) {
      for (let x = 0; x < SIZE.width; x++, to += 3) {
        const from = 3 * (y * SIZE.width + SIZE.width - 1 - x);
        mirrored.set(photo.data.subarray(from, from + 3), to);
      }
    }
    const picture = rgbImage(SIZE.width, SIZE.height, mirrored);
    assert.ok(likeness(picture, [-1, 0, 0, 1, SIZE.width - 1, 0], SIZE, thumbnail)! > 0.97);
  });

  it('is small for other photos', async () => {
    for (const name of ['coffee.png', 'chelsea.png', 'astronaut.png']) {
      const other = await sampleImage(name, SIZE.width, SIZE.height);
      assert.ok(likeness(other, [1, 0, 0, 1, 0, 0], SIZE, thumbnail)! < 0.6, name);
    }
  });

  it('is nothing where too little is seen, or nothing but one colour', () => {
    const grey = changed(photo, () => 90);
    assert.equal(likeness(grey, [1, 0, 0, 1, 0, 0], SIZE, thumbnail), undefined);
    assert.equal(
      likeness(
        photo,
        [1, 0, 0, 1, 0, 0],
        SIZE,
        changed(thumbnail, () => 0),
      ),
      undefined,
    );
    // Beyond the original but for a corner.
    assert.equal(likeness(photo, [1, 0, 0, 1, 376, 250], SIZE, thumbnail), undefined);
    // A stamp of 16 pixels is four samples of the thumbnail.
    const stamp = cropImage(photo, { x: 0, y: 0, width: 16, height: 16 });
    assert.equal(likeness(stamp, [1, 0, 0, 1, 0, 0], SIZE, thumbnail), undefined);
  });
});
