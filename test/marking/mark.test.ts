import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import type { MarkedPicture } from '../../src/marking/mark.ts';
import { LEAST_SIDE, mark } from '../../src/marking/mark.ts';
import { textId } from '../../src/marking/mark-id.ts';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import { newOwnerKey, ownerKeyText } from '../../src/marking/owner-key.ts';
import { verify } from '../../src/marking/verify.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { ssim } from '../../src/metrics/ssim.ts';
import { ROOT } from '../architecture/source.ts';

const ID = textId('J.Doe 26');

let owner: OwnerKey;
let photo: RgbImage;
let marked: MarkedPicture;
before(async () => {
  owner = await newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => i));
  photo = (await readPicture(`${ROOT}/samples/chelsea.png`)).image;
  marked = await mark(photo, owner, { id: ID });
});

describe('a marked picture', () => {
  it('is of the same size, close to the original, and reads back', async () => {
    assert.deepEqual([marked.image.width, marked.image.height], [photo.width, photo.height]);
    assert.equal(marked.psnr, psnr(photo, marked.image));
    assert.equal(marked.ssim, ssim(photo, marked.image));
    assert.ok(marked.psnr >= 42 && marked.psnr < 60, `${marked.psnr}`);
    const found = await verify(marked.image, owner);
    assert.deepEqual([found.verdict, found.id, marked.id], ['payload', ID, ID]);
    assert.ok(found.falsePositive > 0 && found.falsePositive <= 1e-10);
    assert.ok(found.agreement > 10);
  });

  it('is the same for the same id; the original stays as it is', async () => {
    const small = cropImage(photo, { x: 100, y: 50, width: 180, height: LEAST_SIDE });
    const kept = small.data.slice();
    const first = await mark(small, owner);
    assert.deepEqual(small.data, kept);
    assert.equal(first.id.length, 8);
    assert.ok(
      first.id.some((byte) => byte !== 0),
      'random where none is given',
    );
    assert.deepEqual(await mark(small, owner, { id: first.id }), first);
  });

  it('carries 128 bits, too', async () => {
    const id = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);
    const { image } = await mark(photo, owner, { id });
    const found = await verify(image, owner);
    assert.deepEqual([found.verdict, found.id], ['payload', id]);
  });

  it('is further from the original the stronger the mark is', async () => {
    const stronger = await mark(photo, owner, { id: ID, strength: 2 });
    // Twice the strength are 6 decibels, but for rounding to whole levels.
    assert.ok(marked.psnr > stronger.psnr + 5);
    assert.equal((await verify(stronger.image, owner)).verdict, 'payload');
  });

  it('may be plain grey: the mark stays small and reads', async () => {
    const grey = rgbImage(200, 200, new Uint8Array(120_000).fill(128));
    const { image, psnr } = await mark(grey, owner, { id: ID });
    assert.ok(psnr > 50, `${psnr}`);
    assert.ok(image.data.every((value) => Math.abs(value - 128) <= 3));
    assert.deepEqual((await verify(image, owner)).id, ID);
  });

  it('shows no key', async () => {
    const secret = JSON.parse(ownerKeyText(owner)).key as string;
    const derived = await owner.markKey();
    const found = await verify(marked.image, owner);
    for (const value of [{ ...marked, image: undefined }, found]) {
      const shown = `${inspect(value, { depth: 9, showHidden: true })}\n${JSON.stringify(value)}`;
      assert.ok(!shown.includes(secret.slice(0, 10)));
      // As lists of numbers, in decimal, and in base 16.
      for (const key of [Uint8Array.from({ length: 32 }, (_, i) => i), derived]) {
        const parts = [...key.slice(4, 10)];
        assert.ok(!shown.replaceAll(/["\d]+:|\s/g, '').includes(parts.join(',')));
        assert.ok(!shown.includes(Buffer.from(parts).toString('hex')));
      }
    }
  });
});

describe('a mark is refused in one sentence', () => {
  for (const strength of [0, 0.24, 4.01, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`of strength ${strength}`, async () => {
      await assert.rejects(mark(photo, owner, { strength }), {
        ...{ name: 'RangeError', code: 'bad-option' },
        message: `Expected a strength of 0.25 to 4 but received ${strength}`,
      });
    });
  }
  for (const length of [0, 7, 9, 15, 17, 32]) {
    it(`of an id of ${length} bytes`, async () => {
      await assert.rejects(mark(photo, owner, { id: new Uint8Array(length) }), {
        ...{ name: 'RangeError', code: 'bad-option' },
        message: `Expected an id of 8 or 16 bytes but received ${length}`,
      });
    });
  }
  for (const [width, height] of [
    [LEAST_SIDE - 1, 300],
    [300, LEAST_SIDE - 1],
    [1, 1],
  ] as const) {
    it(`in ${width}x${height}`, async () => {
      await assert.rejects(mark(rgbImage(width, height), owner), {
        ...{ name: 'RangeError', code: 'cover-too-small' },
        message: `Expected a picture of at least 160 pixels each way for a mark but received ${width}x${height}`,
      });
    });
  }
  it('with a salt of another length', async () => {
    await assert.rejects(mark(photo, owner, { salt: new Uint8Array(8) }), { name: 'RangeError' });
  });
});
