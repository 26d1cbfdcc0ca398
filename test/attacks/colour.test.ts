import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeSaturation, toGrey } from '../../src/attacks/colour.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from '../image/random-image.ts';

const image = randomImage(40, 30);

/** The matrix on the pixels, as the W3C has it. */
function assertFollows(changed: RgbImage, matrix: readonly (readonly number[])[]): void {
  for (let i = 0; i < image.data.length; i += 3) {
    const pixel = image.data.subarray(i, i + 3);
    matrix.forEach((row, channel) => {
      const sum = row.reduce((total, weight, from) => total + weight * pixel[from]!, 0);
      const expected = Math.min(255, Math.max(0, sum));
      assert.ok(Math.abs(changed.data[i + channel]! - expected) <= 0.5 + 1e-9);
    });
  }
}

describe('saturation', () => {
  for (const s of [0, 0.6, 1, 1.4, 3]) {
    it(`times ${s} is the matrix of saturate(${s})`, () => {
      assertFollows(changeSaturation(image, s), [
        [0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s],
        [0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s],
        [0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s],
      ]);
    });
  }

  it('times 1 changes nothing', () => {
    assert.deepEqual(changeSaturation(image, 1), image);
  });
});

describe('grey', () => {
  it('is the matrix of grayscale(1)', () => {
    const luma = [0.2126, 0.7152, 0.0722];
    assertFollows(toGrey(image), [luma, luma, luma]);
  });

  it('has three equal samples a pixel, and changes nothing the second time', () => {
    const grey = toGrey(image);
    for (let i = 0; i < grey.data.length; i += 3) {
      assert.deepEqual([grey.data[i + 1], grey.data[i + 2]], [grey.data[i], grey.data[i]]);
    }
    assert.deepEqual(toGrey(grey), grey);
  });
});
