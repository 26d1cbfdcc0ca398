import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { hideLsb4, revealLsb4 } from '../../src/methods/lsb4/substitution.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { randomImage } from '../image/random-image.ts';

test('a container sample is the cover’s upper and the secret’s upper four bits', () => {
  const cover = rgbImage(2, 1, Uint8Array.of(0xab, 0x0f, 0xf0, 0xff, 0x00, 0x5a));
  const secret = rgbImage(2, 1, Uint8Array.of(0xcd, 0xff, 0x0f, 0x00, 0x10, 0x9e));
  const container = hideLsb4(cover, secret);
  assert.deepEqual([...container.data], [0xac, 0x0f, 0xf0, 0xf0, 0x01, 0x59]);
  assert.deepEqual([...revealLsb4(container).data], [0xc0, 0xf0, 0x00, 0x00, 0x10, 0x90]);
});

test('neither side is further off than 15, and the originals stay as they are', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (seed, width, height) => {
        const [cover, secret] = [randomImage(width, height, seed), randomImage(width, height, seed + 1)];
        const container = hideLsb4(cover, secret);
        const revealed = revealLsb4(container);
        for (let i = 0; i < cover.data.length; i++) {
          assert.ok(Math.abs(container.data[i]! - cover.data[i]!) <= 15);
          const lost = secret.data[i]! - revealed.data[i]!;
          assert.ok(lost >= 0 && lost <= 15);
        }
        assert.deepEqual(cover, randomImage(width, height, seed));
        assert.deepEqual(secret, randomImage(width, height, seed + 1));
      },
    ),
  );
});

test('the decibels are those of uniform lower halves', () => {
  // The mean square of uniform 0-15 is 77.5, that of the difference of two such is 2 (16^2 - 1) / 12 = 42.5.
  const [cover, secret] = [randomImage(256, 256, 3), randomImage(256, 256, 9)];
  const container = hideLsb4(cover, secret);
  assert.ok(Math.abs(psnr(cover, container) - 10 * Math.log10(255 ** 2 / 42.5)) < 0.1);
  assert.ok(Math.abs(psnr(secret, revealLsb4(container)) - 10 * Math.log10(255 ** 2 / 77.5)) < 0.1);
});

test('pictures of different sizes are refused', () => {
  assert.throws(() => hideLsb4(randomImage(4, 3), randomImage(3, 4)), {
    name: 'RangeError',
    message: 'Expected two pictures of the same size but received 4x3 and 3x4',
  });
});
