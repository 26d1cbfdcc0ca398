import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeBrightness, changeContrast, changeGamma } from '../../src/attacks/tone.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

/** Every level, once. */
const levels = rgbImage(
  1,
  86,
  Uint8Array.from({ length: 258 }, (_, i) => Math.min(i, 255)),
);

/** The formula on samples of 0-1, as the W3C has it. */
function assertFollows(changed: RgbImage, formula: (x: number) => number): void {
  levels.data.forEach((level, i) => {
    const expected = 255 * Math.min(1, Math.max(0, formula(level / 255)));
    assert.ok(
      Math.abs(changed.data[i]! - expected) <= 0.5 + 1e-9,
      `${level}: ${changed.data[i]}, ${expected}`,
    );
  });
}

describe('brightness', () => {
  for (const factor of [0, 0.8, 1.2, 3]) {
    it(`times ${factor} is a slope, limited to 0-1`, () => {
      assertFollows(changeBrightness(levels, factor), (x) => factor * x);
    });
  }
});

describe('contrast', () => {
  for (const factor of [0.5, 1.2, 3]) {
    it(`times ${factor} is a slope about the middle, limited to 0-1`, () => {
      assertFollows(changeContrast(levels, factor), (x) => factor * x + (-(0.5 * factor) + 0.5));
    });
  }
});

describe('gamma', () => {
  for (const exponent of [0.6, 1.4, 2.2]) {
    it(`of ${exponent} is a power`, () => {
      assertFollows(changeGamma(levels, exponent), (x) => x ** exponent);
    });
  }
});

describe('a factor of 1', () => {
  it('changes nothing', () => {
    assert.deepEqual(changeBrightness(levels, 1), levels);
    assert.deepEqual(changeContrast(levels, 1), levels);
    assert.deepEqual(changeGamma(levels, 1), levels);
  });
});
