import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { centredPart, resizeAndBack } from '../../src/attacks/resampling.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { randomImage } from '../image/random-image.ts';

const side = fc.integer({ min: 1, max: 40 });

/** Waves of a whole number of pixels a period, across. */
function waves(period: number): RgbImage {
  const image = rgbImage(96, 24);
  for (let i = 0; i < image.data.length; i++) {
    image.data[i] = Math.round(127.5 + 100 * Math.sin((2 * Math.PI * (Math.floor(i / 3) % 96)) / period));
  }
  return image;
}

describe('resizing and back', () => {
  it('gives the old size, at any scale', () => {
    fc.assert(
      fc.property(side, side, fc.constantFrom(0.01, 0.5, 0.75, 0.9, 2), (width, height, scale) => {
        const image = randomImage(width, height);
        const back = resizeAndBack(image, scale);
        assert.deepEqual([back.width, back.height], [width, height]);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps waves that the smaller size can carry and loses those that it cannot', () => {
    // At half the width a wave needs more than four of the old pixels (Nyquist).
    assert.ok(psnr(waves(24), resizeAndBack(waves(24), 0.5)) > 40);
    const lost = resizeAndBack(waves(3), 0.5);
    const middle = Array.from(lost.data.subarray(3 * (12 * 96 + 20), 3 * (12 * 96 + 70)));
    assert.ok(middle.every((sample) => Math.abs(sample - 127.5) < 8));
    // Three quarters carry waves of more than 2.7 pixels.
    assert.ok(
      psnr(waves(6), resizeAndBack(waves(6), 0.75)) > psnr(waves(6), resizeAndBack(waves(6), 0.4)) + 6,
    );
  });
});

describe('the middle of a picture', () => {
  it('has the area, the proportions and the place that were asked for', () => {
    assert.deepEqual(centredPart({ width: 768, height: 512 }, 0.9), {
      x: 19,
      y: 13,
      width: 729,
      height: 486,
    });
    assert.deepEqual(centredPart({ width: 768, height: 512 }, 0.7), {
      x: 62,
      y: 42,
      width: 643,
      height: 428,
    });
    assert.deepEqual(centredPart({ width: 100, height: 100 }, 0.25), { x: 25, y: 25, width: 50, height: 50 });
  });

  it('lies within the picture, and is never empty', () => {
    const area = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, area, (width, height, area) => {
        const part = centredPart({ width, height }, area);
        for (const [start, length, whole] of [
          [part.x, part.width, width],
          [part.y, part.height, height],
        ] as const) {
          assert.ok(length >= 1 && start >= 0 && start + length <= whole);
          // As much is left out before as after, or one pixel less.
          const after = whole - length - start;
          assert.ok(after === start || after === start + 1);
        }
      }),
    );
  });

  it('is the whole picture for all of its area', () => {
    assert.deepEqual(centredPart({ width: 7, height: 3 }, 1), { x: 0, y: 0, width: 7, height: 3 });
  });
});
