import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gaussianKernel } from '../../src/attacks/blur.ts';
import { sharpen } from '../../src/attacks/sharpen.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

const MASK = { radius: 2, amount: 1.5, threshold: 3 };

/** Grey columns of the given levels. */
function columns(levels: readonly number[]): ReturnType<typeof rgbImage> {
  const image = rgbImage(levels.length, 3);
  for (let i = 0; i < image.data.length; i++) image.data[i] = levels[Math.floor(i / 3) % levels.length]!;
  return image;
}

describe('an unsharp mask', () => {
  it('overshoots at an edge by what the Gaussian takes from it', () => {
    const step = columns(Array.from({ length: 40 }, (_, x) => (x < 20 ? 100 : 140)));
    const { data } = sharpen(step, MASK);
    // The brighter side next to the edge: the kernel's part beyond it, from one pixel on, is dark.
    const kernel = gaussianKernel(2);
    const middle = (kernel.length - 1) / 2;
    for (let distance = 1; distance <= 3; distance++) {
      const beyond = kernel.subarray(middle + distance).reduce((sum, weight) => sum + weight, 0);
      const difference = Math.round(40 * beyond);
      const expected = 140 + (difference > 3 ? 1.5 * difference : 0);
      const x = 19 + distance;
      // Both the blurred sample and the sum are rounded.
      assert.ok(Math.abs(data[3 * x]! - expected) <= 2, `${data[3 * x]} at ${x}, not ${expected}`);
      assert.ok(Math.abs(240 - data[3 * x]! - data[3 * (39 - x)]!) <= 2, 'the darker side is its mirror');
    }
    assert.deepEqual([data[0], data[3 * 39]], [100, 140]);
  });

  it('leaves alone what differs by no more than the threshold', () => {
    const faint = columns(Array.from({ length: 40 }, (_, x) => (x < 20 ? 100 : 104)));
    assert.deepEqual(sharpen(faint, MASK), faint);
    const noise = columns(Array.from({ length: 40 }, (_, x) => 100 + (x % 2)));
    assert.deepEqual(sharpen(noise, MASK), noise);
  });

  it('stays within 0-255', () => {
    const { data } = sharpen(columns(Array.from({ length: 40 }, (_, x) => (x < 20 ? 0 : 255))), MASK);
    assert.deepEqual([data[3 * 19], data[3 * 20]], [0, 255]);
  });
});
