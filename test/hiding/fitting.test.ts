import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { resize } from '../../src/image/resize.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { fitSecret, isTurned, unfitSecret } from '../../src/methods/fitting.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { showsNothing } from '../../src/metrics/shows-nothing.ts';
import { samplePhoto } from '../training/sample-photos.ts';
import { seededRandom } from './seeded-random.ts';

const side = fc.integer({ min: 1, max: 60 });
const size = fc.record({ width: side, height: side }, { noNullPrototype: true });

function random(width: number, height: number, seed: number | string = 1): RgbImage {
  return rgbImage(width, height, seededRandom(seed)(3 * width * height));
}

describe('a secret that is fitted to a cover', () => {
  it('has the cover’s size, and its own again when it is revealed', () => {
    fc.assert(
      fc.property(size, size, (own, cover) => {
        const secret = random(own.width, own.height);
        const fitted = fitSecret(secret, cover);
        assert.deepEqual([fitted.width, fitted.height], [cover.width, cover.height]);
        const back = unfitSecret(fitted, own, isTurned(own, cover));
        assert.deepEqual([back.width, back.height], [own.width, own.height]);
      }),
    );
  });

  it('is turned where one lies and the other stands, and only there', () => {
    assert.equal(isTurned({ width: 3, height: 2 }, { width: 2, height: 3 }), true);
    assert.equal(isTurned({ width: 2, height: 3 }, { width: 900, height: 899 }), true);
    assert.equal(isTurned({ width: 3, height: 2 }, { width: 9, height: 4 }), false);
    assert.equal(isTurned({ width: 3, height: 3 }, { width: 2, height: 5 }), false);
    assert.equal(isTurned({ width: 3, height: 1 }, { width: 5, height: 5 }), false);
  });

  it('of the cover’s size, turned or not, comes back sample for sample', () => {
    fc.assert(
      fc.property(size, fc.boolean(), ({ width, height }, turned) => {
        const secret = random(width, height);
        const cover = turned && width !== height ? { width: height, height: width } : { width, height };
        assert.deepEqual(unfitSecret(fitSecret(secret, cover), secret, isTurned(secret, cover)), secret);
      }),
    );
  });

  it('of one colour keeps it', () => {
    fc.assert(
      fc.property(size, size, fc.nat(255), (own, cover, shade) => {
        const secret = rgbImage(
          own.width,
          own.height,
          new Uint8Array(3 * own.width * own.height).fill(shade),
        );
        assert.ok(fitSecret(secret, cover).data.every((sample) => sample === shade));
      }),
    );
  });
});

describe('a revealed picture', () => {
  const secret = random(20, 10);
  const flat = (shade: number): RgbImage => rgbImage(20, 10, new Uint8Array(600).fill(shade));

  it('shows nothing when it is no nearer to the secret than the secret’s mean colour', () => {
    const mean = [0, 1, 2].map(
      (c) => secret.data.reduce((sum, v, i) => (i % 3 === c ? sum + v : sum), 0) / 200,
    );
    const meanColour = rgbImage(
      20,
      10,
      secret.data.map((_, i) => Math.round(mean[i % 3]!)),
    );
    assert.equal(showsNothing(secret, meanColour), true);
    assert.equal(showsNothing(secret, flat(0)), true);
    assert.equal(showsNothing(secret, random(20, 10, 2)), true);
  });

  it('shows something when it explains a part of the secret', () => {
    const faint = rgbImage(
      20,
      10,
      secret.data.map((value) => Math.round(128 + 0.3 * (value - 128))),
    );
    assert.equal(showsNothing(secret, faint), false);
    assert.equal(showsNothing(secret, secret), false);
  });

  it('of a secret of one colour shows it when it is near', () => {
    assert.equal(showsNothing(flat(100), flat(100)), false);
    assert.equal(showsNothing(flat(100), flat(110)), false);
    assert.equal(showsNothing(flat(100), flat(200)), true);
  });

  it('of another size comes back as if it had not been resized, where it was enlarged', async () => {
    const secret = rgbImage(72, 48, new Uint8Array(await samplePhoto('coffee.png', 72, 48).raw().toBuffer()));
    for (const size of [
      { width: 144, height: 96 },
      { width: 100, height: 61 },
      { width: 73, height: 48 },
    ]) {
      const plain = resize(resize(secret, size.width, size.height), 72, 48);
      const fitted = unfitSecret(fitSecret(secret, size), secret, false);
      const gain = psnr(secret, fitted) - psnr(secret, plain);
      assert.ok(psnr(secret, fitted) > 44 && gain > 5, `${psnr(secret, fitted)} dB, gain ${gain} dB`);
    }
  });
});
