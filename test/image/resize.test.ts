import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { BICUBIC, resize } from '../../src/image/resize.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from './random-image.ts';

/** One sample by the definition: a double sum over the whole picture, in float64, not separated, not rounded. */
function directSample(
  image: RgbImage,
  width: number,
  height: number,
  x: number,
  y: number,
  channel: number,
): number {
  const sinc = (t: number) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t));
  const kernel = (t: number) => (Math.abs(t) < 3 ? sinc(t) * sinc(t / 3) : 0);
  const across = image.width / width;
  const down = image.height / height;
  let sum = 0;
  let weights = 0;
  for (let j = 0; j < image.height; j++) {
    for (let i = 0; i < image.width; i++) {
      const weight =
        kernel((i + 0.5 - (x + 0.5) * across) / Math.max(1, across)) *
        kernel((j + 0.5 - (y + 0.5) * down) / Math.max(1, down));
      sum += weight * image.data[3 * (j * image.width + i) + channel]!;
      weights += weight;
    }
  }
  return Math.min(255, Math.max(0, sum / weights));
}

const side = fc.integer({ min: 1, max: 24 });

test('every sample is the direct Lanczos sum, rounded', () => {
  fc.assert(
    fc.property(side, side, side, side, fc.nat(), (fromWidth, fromHeight, width, height, seed) => {
      const image = randomImage(fromWidth, fromHeight, seed);
      const resized = resize(image, width, height);
      assert.deepEqual([resized.width, resized.height], [width, height]);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          for (let channel = 0; channel < 3; channel++) {
            const expected = directSample(image, width, height, x, y, channel);
            const error = Math.abs(resized.data[3 * (y * width + x) + channel]! - expected);
            // Half a level of rounding, and the float32 rows between the two passes.
            assert.ok(
              error <= 0.501,
              `${fromWidth}x${fromHeight} -> ${width}x${height} at ${x}, ${y}: ${error}`,
            );
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a constant picture stays constant, to its edges', () => {
  fc.assert(
    fc.property(side, side, side, side, fc.nat(255), (fromWidth, fromHeight, width, height, value) => {
      const image = rgbImage(fromWidth, fromHeight, new Uint8Array(3 * fromWidth * fromHeight).fill(value));
      assert.ok(resize(image, width, height).data.every((sample) => sample === value));
    }),
  );
});

test('a linear ramp halved keeps its slope away from the edges', () => {
  const width = 120;
  const ramp = rgbImage(width, 8);
  for (let i = 0; i < ramp.data.length; i++) {
    ramp.data[i] = 2 * (Math.floor(i / 3) % width);
  }
  const half = resize(ramp, width / 2, 8);
  // Centre x of the half lies at 2 x + 1/2 of the whole, and the kernel is symmetric about it: 2 (2 x + 1/2).
  for (let x = 4; x < width / 2 - 4; x++) {
    assert.equal(half.data[3 * x], 4 * x + 1);
  }
});

test('the finest stripes become grey when shrunk, not coarser stripes', () => {
  const stripes = rgbImage(240, 24);
  for (let i = 0; i < stripes.data.length; i++) {
    stripes.data[i] = Math.floor(i / 3) % 2 === 0 ? 255 : 0;
  }
  const small = resize(stripes, 70, 7);
  for (let x = 3; x < 67; x++) {
    assert.ok(Math.abs(small.data[3 * (3 * 70 + x)]! - 127.5) < 4);
  }
});

test('the same size gives an equal copy', () => {
  const image = randomImage(7, 5);
  const copy = resize(image, 7, 5);
  assert.deepEqual(copy, image);
  assert.notEqual(copy.data, image.data);
});

test('channels do not mix', () => {
  const image = randomImage(20, 20);
  for (let i = 0; i < image.data.length; i += 3) {
    image.data[i + 1] = 0;
    image.data[i + 2] = 255;
  }
  const resized = resize(image, 13, 31);
  for (let i = 0; i < resized.data.length; i += 3) {
    assert.equal(resized.data[i + 1], 0);
    assert.equal(resized.data[i + 2], 255);
  }
});

test('sizes that are not positive integers are refused', () => {
  for (const [width, height] of [
    [0, 1],
    [1, 0],
    [-3, 2],
    [1.5, 2],
    [Number.NaN, 2],
  ] as const) {
    assert.throws(() => resize(randomImage(4, 4), width, height), RangeError);
  }
});

test('a cubic kernel follows a parabola between its samples, and a plane to the edges of its reach', () => {
  // Keys: cubic convolution with a = -1/2 reproduces polynomials of the second degree.
  const parabola = (x: number) => 20 + 0.5 * x * x;
  const image = rgbImage(20, 1);
  for (let i = 0; i < image.data.length; i++) image.data[i] = Math.round(parabola(Math.floor(i / 3)));
  const { data } = resize(image, 80, 1, BICUBIC);
  for (let x = 8; x < 72; x++) {
    const place = (x + 0.5) / 4 - 0.5;
    assert.ok(Math.abs(data[3 * x]! - parabola(place)) <= 1.5, `${data[3 * x]} at ${place}`);
  }
});

test('a cubic kernel shrinks as that of libvips does', async () => {
  const image = randomImage(100, 60);
  const { data } = await sharp(image.data, { raw: { width: 100, height: 60, channels: 3 } })
    .resize(50, 30, { kernel: 'cubic', fastShrinkOnLoad: false })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const ours = resize(image, 50, 30, BICUBIC).data;
  // libvips computes in 6 bits of fixed point; in the middle, where no edge counts.
  for (let y = 4; y < 26; y++) {
    for (let i = 3 * (50 * y + 4); i < 3 * (50 * y + 46); i++) assert.ok(Math.abs(ours[i]! - data[i]!) <= 3);
  }
});
