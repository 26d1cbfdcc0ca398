import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { argon2id } from 'hash-wasm';
import { toPlanes } from '../../src/image/planes.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { planTiles } from '../../src/image/tiles.ts';
import { planScramble, scrambledPlanes, Unscrambler } from '../../src/methods/deep/scramble.ts';
import { psnr } from '../../src/metrics/psnr.ts';

const NONCE = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);

/** Smooth, with an edge: what neighbouring blocks have in common shows. */
function picture(width: number, height: number): RgbImage {
  const image = rgbImage(width, height);
  for (let i = 0; i < image.data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    image.data[i] = x > y ? 40 + (150 * x) / width + 10 * (i % 3) : 220 - (120 * y) / height;
  }
  return image;
}

function whole({ width, height }: RgbImage) {
  return { x: 0, y: 0, width, height };
}

describe('scrambling with a key', () => {
  for (const [width, height] of [
    [64, 48],
    [67, 50],
    [17, 33],
    [9, 5],
    [1, 40],
  ] as const) {
    it(`is undone by the same key at ${width}x${height}`, async () => {
      const secret = picture(width, height);
      const scramble = await planScramble('passphrase', NONCE, secret);
      const unscrambler = new Unscrambler(scramble);
      unscrambler.add(whole(secret), scrambledPlanes(secret, scramble, whole(secret)));
      assert.deepEqual(unscrambler.secret, secret);
    });
  }

  it('gives the same in parts as at once, and is undone in parts', async () => {
    const secret = picture(83, 61);
    const scramble = await planScramble('passphrase', NONCE, secret);
    const planes = scrambledPlanes(secret, scramble, whole(secret));
    const unscrambler = new Unscrambler(scramble);
    for (const { core, window } of planTiles(83, 61, { tile: 32, overlap: 5, multiple: 4, least: 16 })) {
      const part = scrambledPlanes(secret, scramble, window);
      for (let i = 0; i < part.length; i++) {
        const x = window.x + (i % window.width);
        const y = window.y + (Math.floor(i / window.width) % window.height);
        const colour = Math.floor(i / window.width / window.height);
        assert.equal(part[i], planes[(colour * 61 + y) * 83 + x]);
      }
      unscrambler.add(core, scrambledPlanes(secret, scramble, core));
    }
    assert.deepEqual(unscrambler.secret, secret);
  });

  // Brightness has most of the energy, in 256 blocks: products of random signs stay within 4 / sqrt(256).
  it('keeps the energy about middle grey, and nothing of where it was', async () => {
    const secret = picture(256, 256);
    const scramble = await planScramble('passphrase', NONCE, secret);
    const planes = scrambledPlanes(secret, scramble, whole(secret));
    const original = toPlanes(secret);
    const energy = (values: Float32Array): number =>
      values.reduce((total, value) => total + (value - 0.5) ** 2, 0);
    assert.ok(Math.abs(energy(planes) / energy(original) - 1) < 1e-5);
    const product = planes.reduce((total, value, i) => total + (value - 0.5) * (original[i]! - 0.5), 0);
    assert.ok(Math.abs(product) / energy(original) < 0.25, `${product / energy(original)}`);
  });

  it('leaves noise for another passphrase and for another nonce', async () => {
    const secret = picture(128, 128);
    const scrambled = scrambledPlanes(secret, await planScramble('passphrase', NONCE, secret), whole(secret));
    for (const other of [
      await planScramble('passphrasf', NONCE, secret),
      await planScramble('passphrase', Uint8Array.of(1, 2, 3, 4, 5, 6, 8), secret),
    ]) {
      const unscrambler = new Unscrambler(other);
      unscrambler.add(whole(secret), scrambled);
      assert.ok(psnr(secret, unscrambler.secret) < 15, `${psnr(secret, unscrambler.secret)}`);
    }
  });

  it('is the permutation and the signs that docs/format.md describes', async () => {
    const size = { width: 72, height: 40 };
    const scramble = await planScramble('correct horse', NONCE, size);
    const salt = Buffer.concat([Buffer.from('deep/scr/'), NONCE]);
    const master = await argon2id({
      password: 'correct horse',
      salt,
      iterations: 3,
      memorySize: 65_536,
      parallelism: 1,
      hashLength: 32,
      outputType: 'binary',
    });
    const stream = (label: string, bytes: number): Buffer => {
      const key = Buffer.from(hkdfSync('sha256', master, salt, `pentimento/${label}`, 32));
      return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
    };
    // Blocks of 16x16 (places 0 to 2), 24x16 (3), 16x24 (4 to 6) and 24x24 (7).
    const numbers = stream('deep/1/scramble-order', 32);
    const expected = new Uint32Array(8);
    let used = 0;
    for (const places of [[0, 1, 2], [3], [4, 5, 6], [7]]) {
      const order = [...places];
      for (let i = order.length - 1; i >= 0; i--) {
        const j = Number((BigInt(numbers.readUInt32BE(4 * used)) * BigInt(i + 1)) >> 32n);
        used += 1;
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      for (const [i, place] of places.entries()) expected[place] = order[i]!;
    }
    assert.deepEqual(scramble.source, expected);
    assert.deepEqual(Buffer.from(scramble.signs), stream('deep/1/scramble-signs', (3 * 72 * 40) / 8));
    assert.deepEqual([...scramble.firstSign], [0, 768, 1536, 2304, 3456, 4608, 5760, 6912]);
  });

  it('refuses an empty passphrase and a nonce of another length', async () => {
    const size = { width: 32, height: 32 };
    await assert.rejects(planScramble('', NONCE, size), /passphrase/);
    await assert.rejects(planScramble('x', Uint8Array.of(1), size), /7 bytes for the nonce but received 1/);
  });
});
