import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bandPass, gaussian } from '../../../src/marking/signal/gaussian.ts';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

const DEVIATIONS = [0.7, 1, 1.1, 2, 2.9, 3, 3.5, 4, 8, 12.3] as const;

/** One sample of 1 in the middle of zeros. */
function impulse(side: number): Plane {
  const one = plane(side, side);
  one.data[(side * side - 1) / 2] = 1;
  return one;
}

function noise(width: number, height: number): Plane {
  const random = seededRandom(3);
  return plane(
    width,
    height,
    Float32Array.from({ length: width * height }, () => random.integer(256)),
  );
}

/** The variances of three running means of odd widths that differ by 2 at most; one over w samples has (w^2 - 1) / 12. */
function threeMeans(): number[] {
  const variances: number[] = [];
  for (let width = 1; width < 99; width += 2) {
    for (let wider = 0; wider < 3; wider++) {
      variances.push(((3 - wider) * (width ** 2 - 1) + wider * ((width + 2) ** 2 - 1)) / 12);
    }
  }
  return variances;
}

describe('Gaussian smoothing', () => {
  for (const deviation of DEVIATIONS) {
    it(`of ${deviation} leaves a constant as it is, and a band-pass nothing of it`, () => {
      // Smaller than the kernel, too.
      for (const [width, height] of [
        [31, 17],
        [2, 9],
        [1, 1],
      ] as const) {
        const flat = plane(width, height, new Float32Array(width * height).fill(77));
        for (const value of gaussian(flat, deviation).data) assert.ok(Math.abs(value - 77) < 1e-4);
        for (const value of bandPass(flat, 0.7, deviation).data) assert.ok(Math.abs(value) < 1e-4);
        assert.ok(flat.data.every((value) => value === 77));
      }
    });

    it(`of ${deviation} spreads a sample by that deviation, alike to all sides`, () => {
      const side = 121;
      const { data } = gaussian(impulse(side), deviation);
      const middle = (side - 1) / 2;
      let [sum, variance] = [0, 0];
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const value = data[y * side + x]!;
          assert.ok(Math.abs(value - data[x * side + y]!) < 1e-7);
          assert.ok(Math.abs(value - data[y * side + side - 1 - x]!) < 1e-7);
          sum += value;
          variance += value * (x - middle) ** 2;
        }
      }
      assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
      if (deviation < 3) {
        // Cut off at three deviations, the kernel is a little narrower.
        assert.ok(Math.abs(Math.sqrt(variance) / deviation - 1) < 0.03, `${Math.sqrt(variance)}`);
      } else {
        const nearest = threeMeans().reduce((best, each) =>
          Math.abs(each - deviation ** 2) < Math.abs(best - deviation ** 2) - 1e-9 ? each : best,
        );
        const miss = Math.abs(nearest - deviation ** 2);
        assert.ok(Math.abs(Math.abs(variance - deviation ** 2) - miss) < 0.001, `${variance}`);
      }
    });
  }

  it('goes on beyond the edges as a mirror image', () => {
    const [width, height] = [13, 8];
    const source = noise(width, height);
    const mirrored = (at: number, length: number): number => {
      let inside = at;
      while (inside < 0 || inside >= length) inside = inside < 0 ? -1 - inside : 2 * length - 1 - inside;
      return inside;
    };
    for (const deviation of [1.1, 4]) {
      const margin = 48;
      const wide = plane(width + 2 * margin, height + 2 * margin);
      for (let y = 0; y < wide.height; y++) {
        for (let x = 0; x < wide.width; x++) {
          wide.data[y * wide.width + x] =
            source.data[mirrored(y - margin, height) * width + mirrored(x - margin, width)]!;
        }
      }
      const [small, large] = [gaussian(source, deviation), gaussian(wide, deviation)];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const expected = large.data[(y + margin) * wide.width + x + margin]!;
          assert.ok(Math.abs(small.data[y * width + x]! - expected) < 1e-3);
        }
      }
    }
  });

  it('is the sampled Gaussian where it is narrow', () => {
    const deviation = 1.1;
    const weights = Array.from({ length: 9 }, (_, i) => Math.exp(-((i - 4) ** 2) / (2 * deviation ** 2)));
    const sum = weights.reduce((a, b) => a + b);
    const { data } = gaussian(impulse(21), deviation);
    for (let y = -4; y <= 4; y++) {
      for (let x = -4; x <= 4; x++) {
        const expected = (weights[x + 4]! * weights[y + 4]!) / sum ** 2;
        assert.ok(Math.abs(data[(y + 10) * 21 + x + 10]! - expected) < 1e-7, `${x}, ${y}`);
      }
    }
  });

  it('of running means is near the Gaussian where it is wide', () => {
    const [side, deviation] = [101, 8];
    const { data } = gaussian(impulse(side), deviation);
    const peak = 1 / (2 * Math.PI * deviation ** 2);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const expected = peak * Math.exp(-((x - 50) ** 2 + (y - 50) ** 2) / (2 * deviation ** 2));
        assert.ok(Math.abs(data[y * side + x]! - expected) < 0.08 * peak, `${x}, ${y}`);
      }
    }
  });
});

describe('a band-pass', () => {
  it('lets waves of its band pass, and weakens others', () => {
    // Gaussians have the transfer function exp(-(sigma omega)^2 / 2).
    for (const period of [3, 8, 16, 40]) {
      const omega = (2 * Math.PI) / period;
      const wave = plane(
        240,
        8,
        Float32Array.from({ length: 240 * 8 }, (_, i) => Math.cos((i % 240) * omega)),
      );
      const { data } = bandPass(wave, 0.7, 2);
      const gain = Math.exp(-((0.7 * omega) ** 2) / 2) - Math.exp(-((2 * omega) ** 2) / 2);
      for (let x = 40; x < 200; x++) {
        assert.ok(Math.abs(data[4 * 240 + x]! - gain * Math.cos(x * omega)) < 0.02, `${period}, ${x}`);
      }
    }
  });
});
