/**
 * Our own PNG codec against libpng, as Node decodes with it, on files of every kind.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { decodePicture } from '../../src/image/picture-files.node.ts';
import { decodePng } from '../../src/image/png/read-png.ts';
import { encodePng } from '../../src/image/png/write-png.ts';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { samplePhoto } from '../training/sample-photos.ts';
import { pngChunk, withChunk } from './png-file.ts';
import { randomBytes, randomImage } from './random-image.ts';
import { type Chunk, PNG_KINDS, type PngKind, randomPng } from './random-png.ts';

interface PagePicture {
  readonly image: RgbImage;
  readonly alpha?: Uint8Array;
  readonly profile?: Uint8Array;
  readonly warnings: readonly string[];
}

const codec = { decodePng: (bytes: Uint8Array) => decodePng(new Uint8Array(bytes)), encodePng };

const kind = (name: string): PngKind => PNG_KINDS.find((known) => known.name === name)!;

/** As Node sees it; the two word their warnings differently. */
async function expected(bytes: Uint8Array): Promise<Omit<PagePicture, 'warnings'>> {
  const { image, alpha, profile } = await decodePicture(bytes, 'x');
  return { image, ...(alpha && { alpha }), ...(profile && { profile }) };
}

async function assertDecodedAlike(bytes: Uint8Array, message?: string): Promise<PagePicture> {
  const { warnings, ...decoded } = await codec.decodePng(bytes);
  assert.deepEqual(decoded, await expected(bytes), message);
  return { warnings, ...decoded };
}

async function p3Profile(): Promise<Uint8Array> {
  const tagged = await samplePhoto('coffee.png', 8, 8).withIccProfile('p3').png().toBuffer();
  return new Uint8Array((await sharp(tagged).metadata()).icc!);
}

describe('a PNG is decoded in the page as in Node', () => {
  for (const kind of PNG_KINDS) {
    it(kind.name, async () => {
      for (const [width, height] of [
        [1, 1],
        [3, 2],
        [13, 9],
        [33, 20],
      ] as const) {
        const { warnings } = await assertDecodedAlike(
          randomPng(width, height, kind, width),
          `${width}x${height}`,
        );
        assert.equal(warnings.length, kind.depth === 16 ? 1 : 0);
      }
    });
  }

  it('with opacities for the colours of its palette', async () => {
    for (const name of ['palette, 8 bits', 'palette, 2 bits', 'palette, 4 bits, interlaced']) {
      const { alpha } = await assertDecodedAlike(
        randomPng(20, 11, kind(name), 3, [['tRNS', Uint8Array.of(0, 130, 255)]]),
        name,
      );
      assert.ok(alpha !== undefined);
    }
  });

  it('with one transparent colour', async () => {
    for (const [name, key] of [
      ['grey, 1 bits', [0, 1]],
      ['grey, 2 bits', [0, 2]],
      ['grey, 8 bits', [0, 77]],
    ] as const) {
      const bytes = randomPng(60, 50, kind(name), 4, [['tRNS', Uint8Array.from(key)]]);
      const { alpha } = await assertDecodedAlike(bytes, name);
      assert.ok(alpha !== undefined, name);
    }
    const image = rgbImage(5, 4);
    image.data.set([1, 2, 3], 6);
    const plain = await sharp(image.data, { raw: { width: 5, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    const { alpha } = await assertDecodedAlike(withChunk(plain, 'tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3)));
    assert.deepEqual([...alpha!].filter((opacity) => opacity === 0).length, 1);
  });

  it('with a palette that is only a suggestion', async () => {
    for (const name of ['RGB, 8 bits', 'RGBA, 8 bits']) {
      await assertDecodedAlike(randomPng(12, 7, kind(name), 5, [['PLTE', randomBytes(12, 1)]]), name);
    }
  });

  it('with its profile where that is one for RGB', async () => {
    const profile = await p3Profile();
    const chunk: Chunk = ['iCCP', Buffer.concat([Buffer.from('p3\0\0'), deflateSync(profile)])];
    const decoded = await assertDecodedAlike(randomPng(9, 9, kind('RGB, 8 bits'), 6, [chunk]));
    assert.deepEqual(decoded.profile, profile);
    const broken: Chunk = ['iCCP', Buffer.concat([Buffer.from('x\0\0'), deflateSync(randomBytes(200, 1))])];
    assert.equal(
      (await assertDecodedAlike(randomPng(9, 9, kind('RGB, 8 bits'), 6, [broken]))).profile,
      undefined,
    );
  });

  it('with faulty notes, which do not matter', async () => {
    const bytes = randomPng(9, 9, kind('RGB, 8 bits'), 7, [['tEXt', Buffer.from('Comment\0none')]]);
    const note = Buffer.from(bytes).indexOf('tEXt');
    bytes[note + 8]! ^= 1;
    await assertDecodedAlike(bytes);
  });

  it('as other programs write it', async () => {
    const photo = samplePhoto('kodim23.png', 90, 60);
    for (const [name, bytes] of Object.entries({
      plain: await photo.clone().png().toBuffer(),
      interlaced: await photo.clone().png({ progressive: true }).toBuffer(),
      palette: await photo.clone().png({ palette: true, colours: 16, progressive: true }).toBuffer(),
      grey: await photo.clone().toColourspace('b-w').png().toBuffer(),
      wide: await photo.clone().toColourspace('rgb16').png().toBuffer(),
      profile: await photo.clone().withIccProfile('p3').png().toBuffer(),
    })) {
      await assertDecodedAlike(bytes, name);
    }
  });
});

describe('a damaged PNG is refused', () => {
  const sound = randomPng(40, 30, kind('RGB, 8 bits'), 8);

  it('wherever it is cut off', async () => {
    for (let length = 8; length < sound.length; length += 97) {
      await assert.rejects(codec.decodePng(sound.subarray(0, length)), `cut off after ${length} bytes`);
    }
  });

  it('with a flipped bit in its header or pixels', async () => {
    for (let at = 16; at < sound.length - 12; at += 89) {
      const flipped = sound.slice();
      flipped[at]! ^= 4;
      await assert.rejects(codec.decodePng(flipped), `a bit of byte ${at}`);
    }
  });

  it('with fewer pixels than it says, its checksums being right', async () => {
    const taller = randomPng(40, 31, kind('RGB, 8 bits'), 8);
    // The header of a taller picture before the pixels of this one.
    const short = Buffer.concat([taller.subarray(0, 33), sound.subarray(33)]);
    await assert.rejects(codec.decodePng(short));
  });

  it('before memory is asked for, where its header claims a size that no page can work on', async () => {
    const header = sound.slice(16, 29);
    header.fill(0x7f, 0, 8);
    const huge = Buffer.concat([sound.subarray(0, 8), pngChunk('IHDR', header), sound.subarray(33)]);
    await assert.rejects(codec.decodePng(huge), { name: 'TooManyPixelsError' });
  });
});

describe('a PNG that the page writes', () => {
  it('gives Node every sample and opacity, and the profile', async () => {
    const profile = await p3Profile();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        fc.boolean(),
        fc.boolean(),
        async (width, height, seed, opaque, plain) => {
          const image = randomImage(width, height, seed);
          const alpha = randomBytes(width * height, seed + 1);
          // Some pixel is transparent: full opacity is not kept.
          alpha[0] = 7;
          const extras = { ...(!opaque && { alpha }), ...(!plain && { profile }) };
          const bytes = await codec.encodePng(image, extras);
          assert.deepEqual(await expected(bytes), { image, ...extras });
          await assertDecodedAlike(bytes);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('in portions, of a photo, is no larger than libpng makes it by more than a tenth', async () => {
    const { image } = await decodePicture(await samplePhoto('kodim23.png', 768, 600).png().toBuffer(), 'x');
    const bytes = await codec.encodePng(image);
    assert.deepEqual(await expected(bytes), { image });
    const { width, height } = image;
    const usual = await sharp(image.data, { raw: { width, height, channels: 3 } })
      .png({ adaptiveFiltering: true })
      .toBuffer();
    assert.ok(bytes.length < 1.1 * usual.length, `${bytes.length} bytes, libpng ${usual.length}`);
  });
});
