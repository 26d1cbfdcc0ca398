import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { median } from '../../src/attacks/median.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from '../image/random-image.ts';

describe('a median', () => {
  for (const size of [3, 5]) {
    it(`of ${size} by ${size} pixels is that of libvips, to the edges`, async () => {
      for (const [width, height] of [
        [30, 20],
        [size, size],
      ] as const) {
        const image = randomImage(width, height);
        const expected = await sharp(image.data, { raw: { width, height, channels: 3 } })
          .median(size)
          .raw()
          .toBuffer();
        assert.deepEqual(median(image, size).data, new Uint8Array(expected));
      }
    });
  }

  it('removes single pixels and keeps straight edges', () => {
    const edge = rgbImage(9, 9);
    for (let i = 0; i < edge.data.length; i++) edge.data[i] = Math.floor(i / 3) % 9 < 4 ? 40 : 200;
    const speckled = rgbImage(9, 9, Uint8Array.from(edge.data));
    speckled.data.set([255, 0, 0], 3 * (4 * 9 + 1));
    assert.deepEqual(median(speckled, 3), edge);
  });
});
