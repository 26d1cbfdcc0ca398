import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../../src/image/rgb-image.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';
import { addFields, channelsAt, warp } from '../../../src/marking/signal/resample.ts';
import { randomImage } from '../../image/random-image.ts';

const LUMA = [0.299, 0.587, 0.114] as const;

function flat(width: number, height: number, colour: readonly number[]): RgbImage {
  return rgbImage(
    width,
    height,
    Uint8Array.from({ length: 3 * width * height }, (_, i) => colour[i % 3]!),
  );
}

function built(width: number, height: number, value: (x: number, y: number) => number): Plane {
  return plane(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
  );
}

const side = fc.integer({ min: 1, max: 40 });

describe('channels at another size', () => {
  it('keep a constant, at any size', () => {
    fc.assert(
      fc.property(side, side, side, side, (w, h, width, height) => {
        const [luma, red] = channelsAt(flat(w, h, [200, 100, 50]), [LUMA, [1, 0, 0]], width, height);
        assert.deepEqual([luma!.width, luma!.height], [width, height]);
        for (const value of luma!.data) assert.ok(Math.abs(value - 124.2) < 1e-3);
        for (const value of red!.data) assert.ok(Math.abs(value - 200) < 1e-3);
      }),
      { numRuns: 60 },
    );
  });

  it('are the channels themselves at the same size', () => {
    const image = randomImage(23, 17);
    const [luma] = channelsAt(image, [LUMA], 23, 17);
    for (const [i, value] of luma!.data.entries()) {
      const [r, g, b] = image.data.subarray(3 * i, 3 * i + 3);
      assert.ok(Math.abs(value - (0.299 * r! + 0.587 * g! + 0.114 * b!)) < 1e-4);
    }
  });

  it('keep a ramp in its place, larger and smaller', () => {
    const [w, h] = [60, 40];
    const ramp = rgbImage(w, h);
    for (let i = 0; i < w * h; i++) {
      ramp.data[3 * i] = 4 * (i % w);
      ramp.data[3 * i + 1] = 6 * Math.floor(i / w);
    }
    for (const [width, height] of [
      [120, 90],
      [30, 20],
      [47, 33],
      [13, 7],
    ] as const) {
      const [across, down] = channelsAt(
        ramp,
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        width,
        height,
      );
      // Sample centres: place x of the result lies at (x + 0.5) w / width - 0.5. Near the edges the kernel is one-sided.
      const [marginX, marginY] = [Math.max(2, w / width) * 2, Math.max(2, h / height) * 2];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const sx = ((x + 0.5) * w) / width - 0.5;
          const sy = ((y + 0.5) * h) / height - 0.5;
          if (sx < marginX || sx > w - 1 - marginX || sy < marginY || sy > h - 1 - marginY) continue;
          // Keys' kernel is exact for ramps; widened and sampled anew it is nearly so.
          assert.ok(Math.abs(across!.data[y * width + x]! - 4 * sx) < 0.25, `${width}: ${x}`);
          assert.ok(Math.abs(down!.data[y * width + x]! - 6 * sy) < 0.25, `${height}: ${y}`);
        }
      }
    }
  });

  it('do not show waves that are too fine for them', () => {
    const stripes = rgbImage(64, 64);
    for (let i = 0; i < 64 * 64; i++) stripes.data.fill(i % 2 === 0 ? 255 : 0, 3 * i, 3 * i + 3);
    const [grey] = channelsAt(stripes, [LUMA], 16, 16);
    for (let y = 2; y < 14; y++) {
      for (let x = 2; x < 14; x++) assert.ok(Math.abs(grey!.data[16 * y + x]! - 127.5) < 4);
    }
  });
});

describe('fields added to a picture', () => {
  it('of zero change nothing, whatever their size', () => {
    fc.assert(
      fc.property(side, side, side, side, (w, h, width, height) => {
        const image = randomImage(w, h);
        const added = addFields(image, [{ field: plane(width, height), vector: [1, 1, 1] }]);
        assert.deepEqual(added, image);
      }),
      { numRuns: 40 },
    );
  });

  it('of a constant add it times their vectors, rounded and clamped', () => {
    const image = flat(19, 11, [100, 250, 3]);
    const constant = (value: number): Plane => built(30, 30, () => value);
    const added = addFields(image, [
      { field: constant(4), vector: [1.402, 1, -1] },
      { field: constant(-2), vector: [0.5, -2, 0] },
    ]);
    // 100 + 5.608 - 1 = 104.608; 250 + 4 + 4 = 258; 3 - 4 = -1.
    assert.deepEqual(added, flat(19, 11, [105, 255, 0]));
    assert.deepEqual(image, flat(19, 11, [100, 250, 3]));
  });

  it('come back as channels', () => {
    const field = built(48, 32, (x, y) => 20 * Math.sin(x / 5) + 10 * Math.cos(y / 4));
    const image = flat(96, 64, [128, 128, 128]);
    const [back] = channelsAt(addFields(image, [{ field, vector: [1, 1, 1] }]), [LUMA], 48, 32);
    for (let y = 3; y < 29; y++) {
      for (let x = 3; x < 45; x++) {
        assert.ok(Math.abs(back!.data[48 * y + x]! - 128 - field.data[48 * y + x]!) < 1, `${x}, ${y}`);
      }
    }
  });
});

describe('a warped plane', () => {
  const source = built(40, 30, (x, y) => 3 * x - 2 * y);

  it('through the identity is the same', () => {
    const same = warp(source, 40, 30, { matrix: [1, 0, 0, 1], offset: [0, 0] });
    assert.deepEqual(same, source);
  });

  it('of a ramp is a ramp, turned and scaled, and its mean beyond the edges', () => {
    const mean = source.data.reduce((a, b) => a + b) / source.data.length;
    const [c, s] = [0.8 * Math.cos(0.3), 0.8 * Math.sin(0.3)];
    const offset = [7, -3] as const;
    const seen = warp(source, 60, 50, { matrix: [c, -s, s, c], offset });
    let inside = 0;
    for (let y = 0; y < 50; y++) {
      for (let x = 0; x < 60; x++) {
        const [sx, sy] = [offset[0] + c * x - s * y, offset[1] + s * x + c * y];
        const value = seen.data[60 * y + x]!;
        if (sx < -0.5 || sy < -0.5 || sx > 39.5 || sy > 29.5) assert.ok(Math.abs(value - mean) < 1e-3);
        else if (sx >= 1 && sy >= 1 && sx < 38 && sy < 28) {
          inside += 1;
          assert.ok(Math.abs(value - (3 * sx - 2 * sy)) < 1e-3, `${x}, ${y}`);
        }
      }
    }
    assert.ok(inside > 500);
  });

  it('takes whole shifts sample by sample', () => {
    const moved = warp(source, 20, 10, { matrix: [1, 0, 0, 1], offset: [5, 4] });
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 20; x++) {
        assert.equal(moved.data[20 * y + x], source.data[40 * (y + 4) + x + 5]);
      }
    }
  });
});
