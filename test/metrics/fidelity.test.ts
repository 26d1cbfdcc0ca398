import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { fidelity } from '../../src/metrics/fidelity.ts';
import { meanAbsoluteError } from '../../src/metrics/mae.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { ssim } from '../../src/metrics/ssim.ts';
import { randomImage } from '../image/random-image.ts';

function filled(width: number, height: number, value: number): RgbImage {
  return rgbImage(width, height, new Uint8Array(3 * width * height).fill(value));
}

test('PSNR of pictures that differ by d everywhere is 20 log10(255 / d)', () => {
  for (const difference of [1, 2, 17, 255]) {
    const expected = 20 * Math.log10(255 / difference);
    assert.ok(Math.abs(psnr(filled(5, 4, 0), filled(5, 4, difference)) - expected) < 1e-12);
  }
});

test('PSNR pools the three channels before the logarithm', () => {
  const a = rgbImage(1, 1, Uint8Array.from([10, 20, 30]));
  const b = rgbImage(1, 1, Uint8Array.from([13, 20, 26]));
  assert.ok(Math.abs(psnr(a, b) - 10 * Math.log10((255 * 255 * 3) / (9 + 0 + 16))) < 1e-12);
});

test('equal pictures: PSNR infinite, SSIM 1, error 0', () => {
  const image = randomImage(16, 13);
  assert.deepEqual(fidelity(image, rgbImage(16, 13, image.data.slice())), {
    psnr: Infinity,
    ssim: 1,
    mae: 0,
  });
});

test('the mean absolute error is in grey levels', () => {
  const a = rgbImage(2, 1, Uint8Array.from([0, 255, 7, 1, 2, 3]));
  const b = rgbImage(2, 1, Uint8Array.from([255, 0, 7, 2, 0, 3]));
  assert.equal(meanAbsoluteError(a, b), (255 + 255 + 0 + 1 + 2 + 0) / 6);
});

/** Wang et al. 2004, equations 13 to 16, window by window: two-dimensional weights, centred sums, float64. */
function directSsim(a: RgbImage, b: RgbImage): number {
  const rows = Math.min(11, a.height);
  const columns = Math.min(11, a.width);
  const window: { x: number; y: number; weight: number }[] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const squared = (x - (columns - 1) / 2) ** 2 + (y - (rows - 1) / 2) ** 2;
      window.push({ x, y, weight: Math.exp(-squared / (2 * 1.5 ** 2)) });
    }
  }
  const unit = window.reduce((sum, { weight }) => sum + weight, 0);
  const values: number[] = [];
  for (let channel = 0; channel < 3; channel++) {
    for (let top = 0; top + rows <= a.height; top++) {
      for (let left = 0; left + columns <= a.width; left++) {
        const weighted = (term: (p: number, q: number) => number) =>
          window.reduce((sum, { x, y, weight }) => {
            const at = 3 * ((top + y) * a.width + left + x) + channel;
            return sum + (weight / unit) * term(a.data[at]!, b.data[at]!);
          }, 0);
        const muX = weighted((p) => p);
        const muY = weighted((_, q) => q);
        const varianceX = weighted((p) => (p - muX) ** 2);
        const varianceY = weighted((_, q) => (q - muY) ** 2);
        const covariance = weighted((p, q) => (p - muX) * (q - muY));
        const [c1, c2] = [6.5025, 58.5225];
        values.push(
          ((2 * muX * muY + c1) * (2 * covariance + c2)) /
            ((muX ** 2 + muY ** 2 + c1) * (varianceX + varianceY + c2)),
        );
      }
    }
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('SSIM is the definition, also for pictures smaller than the window', () => {
  const side = fc.integer({ min: 1, max: 17 });
  fc.assert(
    fc.property(side, side, fc.nat(), fc.integer({ min: 1, max: 255 }), (width, height, seed, strength) => {
      const a = randomImage(width, height, seed);
      const noise = randomImage(width, height, seed + 1);
      const b = rgbImage(
        width,
        height,
        a.data.map((value, i) => Math.min(255, value + (noise.data[i]! % strength))),
      );
      assert.ok(Math.abs(ssim(a, b) - directSsim(a, b)) < 1e-9);
    }),
    { numRuns: 40 },
  );
});

test('SSIM of two constant pictures is the luminance term alone', () => {
  const c1 = (0.01 * 255) ** 2;
  const expected = (2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1);
  assert.ok(Math.abs(ssim(filled(20, 15, 100), filled(20, 15, 120)) - expected) < 1e-9);
});

test('SSIM is symmetric, below 1 for different pictures, and negative for an inverted one', () => {
  const a = randomImage(30, 22, 5);
  const inverted = rgbImage(
    30,
    22,
    a.data.map((value) => 255 - value),
  );
  const b = randomImage(30, 22, 6);
  assert.ok(Math.abs(ssim(a, b) - ssim(b, a)) < 1e-12);
  assert.ok(ssim(a, b) < 1);
  assert.ok(ssim(a, inverted) < 0);
});

test('different sizes are refused', () => {
  for (const metric of [psnr, ssim, meanAbsoluteError, fidelity]) {
    assert.throws(() => metric(filled(4, 6, 0), filled(6, 4, 0)), {
      name: 'RangeError',
      message: 'Expected two pictures of the same size but received 4x6 and 6x4',
    });
  }
});
