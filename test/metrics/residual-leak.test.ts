import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { residualLeak } from '../../src/metrics/residual-leak.ts';
import { randomImage } from '../image/random-image.ts';

const SIDE = 256;

function picture(sample: (x: number, y: number, channel: number) => number): RgbImage {
  const image = rgbImage(SIDE, SIDE);
  for (let i = 0; i < image.data.length; i++) {
    const pixel = Math.floor(i / 3);
    image.data[i] = Math.round(sample(pixel % SIDE, Math.floor(pixel / SIDE), i % 3));
  }
  return image;
}

const grey = picture(() => 128);

/** Random blocks of 8x8: a picture with outlines. */
const tiles = randomImage(SIDE / 8, SIDE / 8, 11);
const secret = picture((x, y, channel) => {
  const tile = Math.floor(y / 8) * (SIDE / 8) + Math.floor(x / 8);
  return tiles.data[3 * tile + channel]!;
});

function plus(residual: (index: number) => number, cover = grey): RgbImage {
  return rgbImage(
    SIDE,
    SIDE,
    cover.data.map((sample, i) => sample + Math.round(residual(i))),
  );
}

const noise = randomImage(SIDE, SIDE, 12).data;

test('a faint copy of the secret is a leak of nearly 1, and so is a negative', () => {
  for (const gain of [0.03, -0.03]) {
    assert.ok(
      residualLeak(
        grey,
        plus((i) => gain * secret.data[i]!),
        secret,
      ) > 0.9,
    );
  }
});

test('one channel of the secret in another one of the container is found', () => {
  const container = plus((i) => (i % 3 === 2 ? 0.04 * secret.data[i - 2]! : (noise[i]! % 9) - 4));
  assert.ok(residualLeak(grey, container, secret) > 0.9);
});

test('a copy that noise covers at full size is found in the averages', () => {
  const container = plus((i) => 0.03 * secret.data[i]! + (noise[i]! % 41) - 20);
  assert.ok(residualLeak(grey, container, secret) > 0.75);
});

test('outlines in the strength of the residual are found, though its sign is random', () => {
  const luma = (x: number, y: number): number => {
    const at = 3 * (Math.min(y, SIDE - 1) * SIDE + Math.min(x, SIDE - 1));
    return 77 * secret.data[at]! + 150 * secret.data[at + 1]! + 29 * secret.data[at + 2]!;
  };
  const container = plus((i) => {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const outline = Math.abs(luma(x + 1, y) - luma(x, y)) + Math.abs(luma(x, y + 1) - luma(x, y));
    return ((noise[pixel]! & 1) * 2 - 1) * (outline / 3000);
  });
  assert.ok(residualLeak(grey, container, secret) > 0.9);
});

test('noise and the secret’s own blocks in another order are next to no leak', () => {
  const scattered = plus((i) => {
    const pixel = Math.floor(i / 3);
    // Blocks of 8x8 change places: each to where 389 times its number leads, of 1024.
    const block = Math.floor(pixel / SIDE / 8) * (SIDE / 8) + Math.floor((pixel % SIDE) / 8);
    return 0.04 * tiles.data[3 * ((389 * block + 77) % 1024) + (i % 3)]!;
  });
  assert.ok(
    residualLeak(
      grey,
      plus((i) => (noise[i]! % 7) - 3),
      secret,
    ) < 0.15,
  );
  assert.ok(residualLeak(grey, scattered, secret) < 0.15);
});

test('the cover’s own contents do not count: only the difference is looked at', () => {
  const container = plus(
    (i) => (noise[i]! % 7) - 3,
    picture((x, y) => 20 + ((x * y) % 200)),
  );
  const cover = picture((x, y) => 20 + ((x * y) % 200));
  assert.ok(residualLeak(cover, container, cover) < 0.15);
});

test('where residual or secret is constant there is no correlation: 0, not NaN', () => {
  assert.equal(residualLeak(grey, grey, secret), 0);
  assert.equal(
    residualLeak(
      grey,
      plus(() => 3),
      secret,
    ),
    0,
  );
  assert.equal(
    residualLeak(
      grey,
      plus((i) => (noise[i]! % 7) - 3),
      picture((_x, _y, channel) => [37, 119, 201][channel]!),
    ),
    0,
  );
});

test('pictures of any size have a value of 0 to 1, too small ones no averages over a few boxes', () => {
  for (const [width, height] of [
    [1, 1],
    [2, 1],
    [3, 7],
    [40, 33],
    [65, 64],
  ] as const) {
    const [cover, container] = [randomImage(width, height, 1), randomImage(width, height, 2)];
    const leak = residualLeak(cover, container, randomImage(width, height, 3));
    assert.ok(leak >= 0 && leak <= 1, `${width}x${height}: ${leak}`);
  }
  // Averaged by 8 it would be 25 boxes, and noise would reach 0.5.
  assert.ok(residualLeak(randomImage(40, 40, 1), randomImage(40, 40, 2), randomImage(40, 40, 3)) < 0.2);
});

test('different sizes are refused', () => {
  const [a, b] = [randomImage(4, 6), randomImage(6, 4)];
  for (const pictures of [[a, b, a] as const, [a, a, b] as const, [b, a, a] as const]) {
    assert.throws(() => residualLeak(...pictures), {
      name: 'RangeError',
      message: /Expected two pictures of the same size/,
    });
  }
});
