import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blur, gaussianKernel } from '../../src/attacks/blur.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from '../image/random-image.ts';

/** One sample by the definition: a double sum over the plane, whose pixels beyond the edges are those at the edges. */
function directSample(image: RgbImage, sigma: number, x: number, y: number, channel: number): number {
  const reach = Math.ceil(4 * sigma);
  const inside = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));
  let sum = 0;
  let weights = 0;
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
      const pixel = inside(y + dy, image.height) * image.width + inside(x + dx, image.width);
      sum += weight * image.data[3 * pixel + channel]!;
      weights += weight;
    }
  }
  return sum / weights;
}

const side = fc.integer({ min: 1, max: 12 });
const sigma = fc.double({ min: 0.2, max: 2.5, noNaN: true });

describe('the kernel of a blur', () => {
  it('sums to one, is symmetric, and has the variance that was asked for', () => {
    for (const sigma of [1, 1.5, 3]) {
      const kernel = gaussianKernel(sigma);
      const radius = (kernel.length - 1) / 2;
      const moment = (power: number) =>
        kernel.reduce((sum, weight, i) => sum + weight * (i - radius) ** power, 0);
      assert.ok(Math.abs(moment(0) - 1) < 1e-12);
      kernel.forEach((weight, i) => {
        assert.equal(weight, kernel[kernel.length - 1 - i]);
      });
      // The ends are cut off at four standard deviations.
      assert.ok(Math.abs(moment(2) / sigma ** 2 - 1) < 0.01, `${moment(2)} for ${sigma}`);
    }
  });
});

describe('a blur', () => {
  it('is the direct convolution, rounded', () => {
    fc.assert(
      fc.property(side, side, sigma, fc.nat(), (width, height, sigma, seed) => {
        const image = randomImage(width, height, seed);
        const blurred = blur(image, sigma);
        assert.deepEqual([blurred.width, blurred.height], [width, height]);
        for (let i = 0; i < blurred.data.length; i++) {
          const pixel = Math.floor(i / 3);
          const expected = directSample(image, sigma, pixel % width, Math.floor(pixel / width), i % 3);
          assert.ok(
            Math.abs(blurred.data[i]! - expected) <= 0.5 + 1e-9,
            `${blurred.data[i]} for ${expected}`,
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('leaves a constant picture as it is, to its edges', () => {
    for (const value of [0, 1, 127, 254, 255]) {
      const flat = rgbImage(9, 5, new Uint8Array(135).fill(value));
      assert.deepEqual(blur(flat, 1), flat);
    }
  });

  it('leaves its picture alone', () => {
    const image = randomImage(6, 4);
    blur(image, 1);
    assert.deepEqual(image, randomImage(6, 4));
  });
});
