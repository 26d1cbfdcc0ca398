import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { fileOrientation } from '../../src/image/metadata/file-orientation.ts';
import { rotateClockwise, rotateCounterclockwise, uprightSamples } from '../../src/image/orientation.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cameraExif } from './metadata/metadata-files.ts';
import { randomBytes, randomImage } from './random-image.ts';

test('a turn to the right brings the left column, read upwards, to the top', () => {
  // a b c      d a
  // d e f  ->  e b
  //            f c
  const image = rgbImage(
    3,
    2,
    Uint8Array.from([...'aaabbbcccdddeeefff'].map((letter) => letter.charCodeAt(0))),
  );
  const turned = rotateClockwise(image);
  assert.deepEqual([turned.width, turned.height], [2, 3]);
  assert.equal(String.fromCharCode(...turned.data), 'dddaaaeeebbbfffccc');
});

test('the turns are inverses, and four of them do nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (width, height) => {
      const image = randomImage(width, height);
      assert.deepEqual(rotateCounterclockwise(rotateClockwise(image)), image);
      assert.deepEqual(rotateClockwise(rotateCounterclockwise(image)), image);
      const half = rotateClockwise(rotateClockwise(image));
      assert.deepEqual(rotateClockwise(rotateClockwise(half)), image);
    }),
  );
});

test('a picture is turned as its file says, as libvips does', async () => {
  const { data } = randomImage(5, 3);
  const raw = { width: 5, height: 3, channels: 3 } as const;
  for (const format of ['png', 'webp'] as const) {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const stored = sharp(data, { raw }).withMetadata({ orientation });
      const file = await (format === 'png' ? stored.png() : stored.webp({ lossless: true })).toBuffer();
      assert.equal(fileOrientation(file), orientation);
      const turned = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
      const { width, height, data: own } = uprightSamples(data, raw, orientation);
      assert.deepEqual([width, height], [turned.info.width, turned.info.height]);
      assert.deepEqual(Buffer.from(own), turned.data, `${format}, orientation ${orientation}`);
    }
  }
  assert.equal(fileOrientation(randomBytes(100, 1)), 1);
  assert.equal(fileOrientation(cameraExif(6)), 1);
});
