/** Side-informed costs against what they stand for: how much a change adds to the rounding error. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeJpegPixels } from '../../../src/image/jpeg/encode-pixels.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { juniwardCosts } from '../../../src/methods/jpeg/costs/juniward.ts';
import { sideInformedCosts } from '../../../src/methods/jpeg/costs/side-informed.ts';
import { photoLike } from '../../image/jpeg/jpeg-files.ts';

const encoded = encodeJpegPixels(rgbImage(96, 64, photoLike(96, 64)), { quality: 100, sampling: '4:4:4' });

describe('side-informed costs', () => {
  it('are in proportion to the rounding error that a change adds', () => {
    for (const [index, component] of encoded.file.frame.components.entries()) {
      const costs = juniwardCosts(component);
      const errors = encoded.roundingErrors[index]!;
      const { minus, plus } = sideInformedCosts(costs, errors);
      for (const [at, cost] of costs.entries()) {
        const error = errors[at]!;
        for (const [change, own] of [
          [1, plus[at]!],
          [-1, minus[at]!],
        ] as const) {
          const added = Math.abs(error - change) - Math.abs(error);
          // 1 - 2|e| towards the value before rounding, a whole step away from it.
          assert.ok(Math.abs(own - added * cost) <= 1e-5 * cost);
          assert.ok(own > 0 && Number.isFinite(own));
        }
      }
    }
  });

  it('forbid to change coefficients in the middle between two steps, of four frequencies only', () => {
    const errors = encoded.roundingErrors[0]!;
    const { wet } = sideInformedCosts(new Float32Array(errors.length).fill(1), errors);
    const inTheMiddle = [...errors.keys()].filter((at) => Math.abs(errors[at]!) === 0.5);
    assert.ok(inTheMiddle.length > 20);
    // Sums of eighths: the cosines of frequencies 0 and 4.
    assert.deepEqual(new Set(inTheMiddle.map((at) => at % 64)), new Set([0, 4, 32, 36]));
    assert.deepEqual(
      [...wet.keys()].filter((at) => wet[at] === 1),
      inTheMiddle,
    );
    const high = new Float32Array(64).fill(-0.49995);
    const { minus, plus, wet: own } = sideInformedCosts(new Float32Array(64).fill(3), high);
    assert.deepEqual(
      [...own.keys()].filter((at) => own[at] === 1),
      [0, 4, 32, 36],
    );
    assert.ok(minus.every((cost) => cost > 0 && cost < 0.001));
    assert.ok(plus.every((cost) => cost === 3));
  });

  it('need as many errors as costs', () => {
    assert.throws(() => sideInformedCosts(new Float32Array(64), new Float32Array(63)), RangeError);
  });
});
