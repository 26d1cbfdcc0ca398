import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addNoise } from '../../src/attacks/noise.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

function flat(value: number, width = 200, height = 150): RgbImage {
  return rgbImage(width, height, new Uint8Array(3 * width * height).fill(value));
}

function deviationsFrom(value: number, image: RgbImage): number[] {
  return Array.from(image.data, (sample) => sample - value);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('noise', () => {
  it('has mean zero, the stated deviation and a normal share within one deviation', () => {
    for (const deviation of [2, 5, 10]) {
      const errors = deviationsFrom(128, addNoise(flat(128), deviation, seededRandom(7)));
      const variance = mean(errors.map((error) => error * error));
      // Rounding to whole levels adds the variance of a uniform error, 1/12. 90,000 samples: 1 % is 4 standard errors.
      assert.ok(Math.abs(variance / (deviation ** 2 + 1 / 12) - 1) < 0.02, `${variance} for ${deviation}`);
      assert.ok(Math.abs(mean(errors)) < (4 * deviation) / Math.sqrt(errors.length));
      // Of a normal, 95 % lie within 1.96 deviations; those rounded to k come from k - 1/2 to k + 1/2.
      const bound = Math.floor(1.96 * deviation);
      const within = errors.filter((error) => Math.abs(error) <= bound).length / errors.length;
      assert.ok(Math.abs(within - normalWithin((bound + 0.5) / deviation)) < 0.005, `${within}`);
    }
  });

  it('is independent from sample to sample', () => {
    const errors = deviationsFrom(128, addNoise(flat(128), 5, seededRandom(3)));
    for (const lag of [1, 2, 3, 600]) {
      const products = errors.slice(lag).map((error, i) => error * errors[i]!);
      assert.ok(Math.abs(mean(products) / 25) < 4 / Math.sqrt(products.length), `lag ${lag}`);
    }
  });

  it('is the same for the same seed and another for another', () => {
    const once = addNoise(flat(100), 5, seededRandom(1));
    assert.deepEqual(addNoise(flat(100), 5, seededRandom(1)), once);
    assert.notDeepEqual(addNoise(flat(100), 5, seededRandom(2)), once);
  });

  it('stays within 0-255', () => {
    for (const [value, other] of [
      [0, 255],
      [255, 0],
    ] as const) {
      const { data } = addNoise(flat(value, 40, 30), 50, seededRandom(1));
      // Half of the samples would leave the range, and stop at its end.
      assert.ok(data.filter((sample) => sample === value).length > 0.4 * data.length);
      assert.ok(data.every((sample) => Math.abs(sample - other) > 5));
    }
  });

  it('of deviation 0 changes nothing', () => {
    const image = flat(77, 5, 5);
    assert.deepEqual(addNoise(image, 0, seededRandom(1)), image);
  });
});

/** The chance that a standard normal lies within +-z: Simpson's rule over its density. */
function normalWithin(z: number): number {
  const steps = 1000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = -z + (2 * z * i) / steps;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-x * x) / 2);
  }
  return ((2 * z) / steps / 3) * (sum / Math.sqrt(2 * Math.PI));
}
