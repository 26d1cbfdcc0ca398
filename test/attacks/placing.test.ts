import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mirror, rotate } from '../../src/attacks/placing.ts';
import { rotateClockwise, rotateCounterclockwise } from '../../src/image/orientation.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from '../image/random-image.ts';

/** Waves that any interpolation follows, by a function of the place, pixels from the middle. */
function waves(width: number, height: number, turned: number): RgbImage {
  const image = rgbImage(width, height);
  const angle = (turned * Math.PI) / 180;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = x + 0.5 - width / 2;
      const up = height / 2 - y - 0.5;
      // The place turned back, clockwise: where a counterclockwise rotation has taken it from.
      const u = Math.cos(angle) * across + Math.sin(angle) * up;
      const v = -Math.sin(angle) * across + Math.cos(angle) * up;
      for (let channel = 0; channel < 3; channel++) {
        image.data[3 * (y * width + x) + channel] = Math.round(
          127.5 + 60 * Math.sin(u / 5 + channel) + 40 * Math.cos(v / 7),
        );
      }
    }
  }
  return image;
}

describe('a mirror', () => {
  it('exchanges left and right, and is its own inverse', () => {
    const image = rgbImage(3, 1, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assert.deepEqual([...mirror(image).data], [7, 8, 9, 4, 5, 6, 1, 2, 3]);
    const random = randomImage(17, 9);
    assert.deepEqual(mirror(mirror(random)), random);
  });
});

describe('a rotation', () => {
  for (const degrees of [1, 2, 30, 200]) {
    it(`by ${degrees} degrees turns waves counterclockwise`, () => {
      const [width, height] = [96, 80];
      const rotated = rotate(waves(width, height, 0), degrees);
      const expected = waves(width, height, degrees);
      // Within the circle that stays in the picture, whatever the angle.
      let compared = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (Math.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2) > 37) continue;
          compared++;
          for (let i = 3 * (y * width + x); i < 3 * (y * width + x) + 3; i++) {
            assert.ok(Math.abs(rotated.data[i]! - expected.data[i]!) <= 2, `${x}, ${y}`);
          }
        }
      }
      assert.ok(compared > 4000);
    });
  }

  it('by quarters of a square is exact', () => {
    const image = randomImage(24, 24);
    assert.deepEqual(rotate(image, 90), rotateCounterclockwise(image));
    assert.deepEqual(rotate(image, 270), rotateClockwise(image));
    assert.deepEqual(rotate(image, 180), rotateClockwise(rotateClockwise(image)));
  });

  it('leaves the corners black, and the size', () => {
    const white = rgbImage(100, 60, new Uint8Array(18000).fill(255));
    const rotated = rotate(white, 5);
    assert.deepEqual([rotated.width, rotated.height], [100, 60]);
    const at = (x: number, y: number) => rotated.data[3 * (60 * 0 + y * 100 + x)];
    assert.deepEqual([at(0, 0), at(99, 0), at(0, 59), at(99, 59)], [0, 0, 0, 0]);
    assert.deepEqual([at(50, 30), at(50, 6), at(6, 30)], [255, 255, 255]);
  });
});
