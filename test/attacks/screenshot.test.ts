import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onPage } from '../../src/attacks/screenshot.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { randomImage } from '../image/random-image.ts';

describe('a page with a picture', () => {
  const image = randomImage(400, 300);
  const page = onPage(image);

  it('is larger, and shows every pixel of it', () => {
    assert.deepEqual([page.width, page.height], [500, 390]);
    assert.deepEqual(cropImage(page, { x: 37, y: 33, width: 400, height: 300 }), image);
  });

  it('is dark, with something bright beside the picture and beneath it', () => {
    const bright = (x: number, y: number, width: number, height: number) => {
      const { data } = cropImage(page, { x, y, width, height });
      return data.filter((sample) => sample > 128).length / data.length;
    };
    for (const part of [bright(437, 33, 63, 300), bright(37, 333, 400, 57)]) {
      assert.ok(part > 0.1 && part < 0.6, `${part}`);
    }
    assert.equal(bright(0, 0, 37, 390), 0);
  });

  it('is the same each time', () => {
    assert.deepEqual(onPage(image), page);
  });
});
