import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp, type SharpInput } from 'sharp';
import { decodePicture, readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { withChunk } from './png-file.ts';
import { randomBytes, randomImage } from './random-image.ts';
import { tiffFile } from './tiff-file.ts';

/** From the compiled test, dist/test/image/, to the repository's folder. */
const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));

function pipeline(image: RgbImage) {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });
}

/** The ICC profile of the Display P3 space, as libvips ships it. */
async function p3Profile(): Promise<Uint8Array> {
  const file = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  return new Uint8Array((await sharp(file).metadata()).icc!);
}

describe('every format', () => {
  const image = randomImage(37, 23);
  test('PNG, lossless WebP and TIFF give back every sample', async () => {
    const files = {
      png: await pipeline(image).png().toBuffer(),
      webp: await pipeline(image).webp({ lossless: true }).toBuffer(),
      tiff: await pipeline(image).tiff({ compression: 'lzw' }).toBuffer(),
    };
    for (const [format, bytes] of Object.entries(files)) {
      assert.deepEqual(await decodePicture(bytes, 'x'), { image, format, warnings: [] });
    }
  });

  test('a GIF of few colours gives back every sample', async () => {
    const few = rgbImage(
      37,
      23,
      image.data.map((value) => (value < 128 ? 0 : 255)),
    );
    const decoded = await decodePicture(await pipeline(few).gif({ dither: 0 }).toBuffer(), 'x');
    assert.deepEqual(decoded, { image: few, format: 'gif', warnings: [] });
  });

  test('JPEG and AVIF come close', async () => {
    const { image: photo } = await readPicture(join(SAMPLES, 'coffee.png'));
    for (const [format, bytes] of [
      ['jpeg', await pipeline(photo).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()],
      ['avif', await pipeline(photo).avif({ quality: 90, effort: 0, chromaSubsampling: '4:4:4' }).toBuffer()],
    ] as const) {
      const decoded = await decodePicture(bytes, 'x');
      assert.equal(decoded.format, format);
      assert.deepEqual(decoded.warnings, []);
      assert.ok(psnr(decoded.image, photo) > 36);
    }
  });

  test('the samples are in memory that can be handed to a worker', async () => {
    const { image: decoded } = await decodePicture(await pipeline(image).png().toBuffer(), 'x');
    assert.equal(Object.getPrototypeOf(decoded.data), Uint8Array.prototype);
    assert.equal(structuredClone(decoded.data, { transfer: [decoded.data.buffer] }).length, 3 * 37 * 23);
  });

  test('the content decides, not the name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pentimento-'));
    try {
      const path = join(folder, 'picture.jpg');
      await writeFile(path, await pipeline(image).png().toBuffer());
      assert.deepEqual(await readPicture(path), { image, format: 'png', warnings: [] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('colour profiles', () => {
  const image = randomImage(16, 16);

  test('an RGB profile is returned and never applied', async () => {
    const profile = await p3Profile();
    const iccp = Buffer.concat([Buffer.from('p3\0\0'), deflateSync(profile)]);
    const bytes = withChunk(await pipeline(image).png().toBuffer(), 'iCCP', iccp);
    // The trap: left to itself sharp converts.
    assert.notDeepEqual(new Uint8Array(await sharp(bytes).raw().toBuffer()), image.data);
    assert.deepEqual(await decodePicture(bytes, 'x'), { image, format: 'png', profile, warnings: [] });
  });

  test('nor is it in JPEG, WebP, TIFF or AVIF', async () => {
    const profile = await p3Profile();
    const iccp = Buffer.concat([Buffer.from('p3\0\0'), deflateSync(profile)]);
    const tagged = withChunk(await pipeline(image).png().toBuffer(), 'iCCP', iccp);
    for (const format of ['jpeg', 'webp', 'tiff', 'avif'] as const) {
      // `keepIccProfile` carries the profile over without a conversion: with and without it are the same
      // pixels.
      const withProfile = await sharp(tagged).keepIccProfile().toFormat(format).toBuffer();
      const without = await pipeline(image).toFormat(format).toBuffer();
      const decoded = await decodePicture(withProfile, 'x');
      assert.deepEqual(decoded.profile, profile, format);
      assert.deepEqual(decoded.image, (await decodePicture(without, 'x')).image, format);
    }
  });

  test('a grey profile is dropped with a warning, the values kept', async () => {
    const profile = Buffer.alloc(132);
    profile.writeUInt32BE(132);
    profile.writeUInt32BE(0x02100000, 8);
    profile.write('mntrGRAYXYZ ', 12, 'latin1');
    profile.write('acsp', 36, 'latin1');
    // The illuminant, D50.
    profile.set([0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d], 68);
    const jpeg = await sharp(randomBytes(64, 3), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    assert.equal((await sharp(jpeg).metadata()).channels, 1);
    // ICC.1:2022, annex B.4: an APP2 segment, the name, number 1 of 1.
    const segment = Buffer.concat([Buffer.from('\xff\xe2\0\0ICC_PROFILE\0\x01\x01', 'latin1'), profile]);
    segment.writeUInt16BE(segment.length - 2, 2);
    const tagged = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
    assert.deepEqual(new Uint8Array((await sharp(tagged).metadata()).icc!), new Uint8Array(profile));
    const decoded = await decodePicture(tagged, 'scan.jpg');
    assert.deepEqual(decoded.image, (await decodePicture(jpeg, 'x')).image);
    assert.equal(decoded.profile, undefined);
    assert.deepEqual(decoded.warnings, [
      'scan.jpg has a colour profile that is not a sound one for RGB samples; it was dropped.',
    ]);
  });

  test('a PNG gamma does not change the values', async () => {
    const bytes = withChunk(await pipeline(image).png().toBuffer(), 'gAMA', Buffer.from([0, 1, 0x86, 0xa0]));
    assert.deepEqual((await decodePicture(bytes, 'x')).image, image);
  });
});

describe('EXIF orientation', () => {
  /** Where the stored pixel (x, y) of a `w` x `h` picture is seen: Exif 2.32, 4.6.4.A, Orientation. */
  const seen: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y, w) => [w - 1 - x, y],
    3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    4: (x, y, _, h) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _, h) => [h - 1 - y, x],
    7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
    8: (x, y, w) => [y, w - 1 - x],
  };
  const stored = randomImage(7, 4);
  const opacities = randomBytes(7 * 4, 9);

  for (const [orientation, place] of Object.entries(seen)) {
    test(`${orientation} is applied to pixels and opacities`, async () => {
      const turned = Number(orientation) >= 5;
      const upright = rgbImage(turned ? 4 : 7, turned ? 7 : 4);
      const alpha = new Uint8Array(28);
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 7; x++) {
          const [toX, toY] = place(x, y, 7, 4);
          const to = toY * upright.width + toX;
          const from = y * 7 + x;
          upright.data.set(stored.data.subarray(3 * from, 3 * from + 3), 3 * to);
          alpha[to] = opacities[from]!;
        }
      }
      for (const format of ['png', 'webp'] as const) {
        const bytes = await pipeline(stored)
          .joinChannel(Buffer.from(opacities), { raw: { width: 7, height: 4, channels: 1 } })
          .withExif({})
          .withMetadata({ orientation: Number(orientation) })
          .toFormat(format, { lossless: true, exact: true })
          .toBuffer();
        assert.equal((await sharp(bytes).metadata()).orientation, Number(orientation));
        const decoded = await decodePicture(bytes, 'x');
        assert.deepEqual(decoded.image, upright);
        assert.deepEqual(decoded.alpha, alpha);
      }
    });
  }

  test('a JPEG turned by its tag is the untagged one turned', async () => {
    const plain = await decodePicture(await pipeline(stored).jpeg().toBuffer(), 'x');
    const tagged = await pipeline(stored).withMetadata({ orientation: 3 }).jpeg().toBuffer();
    const { image } = await decodePicture(tagged, 'x');
    const pixels = Array.from({ length: 28 }, (_, i) => [...plain.image.data.subarray(3 * i, 3 * i + 3)]);
    assert.deepEqual([...image.data], pixels.reverse().flat());
  });
});

describe('alpha', () => {
  const image = randomImage(12, 10);
  const opacities = randomBytes(120, 4);
  opacities.fill(0, 0, 60);

  async function withAlpha(alpha: Uint8Array, format: 'png' | 'webp') {
    return pipeline(image)
      .joinChannel(Buffer.from(alpha), { raw: { width: 12, height: 10, channels: 1 } })
      .toFormat(format, { lossless: true, exact: true })
      .toBuffer();
  }

  test('the colours under it are kept, and it is returned', async () => {
    for (const format of ['png', 'webp'] as const) {
      const decoded = await decodePicture(await withAlpha(opacities, format), 'x');
      assert.deepEqual(decoded, { image, format, alpha: opacities, warnings: [] });
    }
  });

  test('a fully opaque one is as none', async () => {
    const decoded = await decodePicture(await withAlpha(new Uint8Array(120).fill(255), 'png'), 'x');
    assert.deepEqual(decoded, { image, format: 'png', warnings: [] });
  });

  test('one pixel that is not opaque is enough', async () => {
    const alpha = new Uint8Array(120).fill(255);
    alpha[119] = 254;
    assert.deepEqual((await decodePicture(await withAlpha(alpha, 'png'), 'x')).alpha, alpha);
  });

  test('premultiplied colours of a TIFF are divided out', async () => {
    const bytes = tiffFile({
      width: 1,
      height: 1,
      samplesPerPixel: 4,
      bitsPerSample: 8,
      photometric: 2,
      extraSamples: [1],
      samples: Uint8Array.from([51, 102, 0, 102]),
    });
    const decoded = await decodePicture(bytes, 'x');
    assert.deepEqual([...decoded.image.data], [127, 255, 0]);
    assert.deepEqual(decoded.alpha, Uint8Array.from([102]));
  });
});

describe('samples of other widths and colours', () => {
  const wide = Uint16Array.from({ length: 3 * 256 * 86 }, (_, i) => Math.min(i, 65535));
  const warning = 'deep has more than 8 bits a sample; they were rounded to 8.';

  test('16 bits are rounded to 8, every one of the 65536 values', async () => {
    const expected = Uint8Array.from(wide, (value) => Math.round((value * 255) / 65535));
    const png = await sharp(wide, { raw: { width: 256, height: 86, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const tiff = tiffFile({
      width: 256,
      height: 86,
      samplesPerPixel: 3,
      bitsPerSample: 16,
      photometric: 2,
      samples: wide,
    });
    for (const [format, bytes] of [
      ['png', png],
      ['tiff', tiff],
    ] as const) {
      const decoded = await decodePicture(bytes, 'deep');
      assert.deepEqual(decoded, { image: rgbImage(256, 86, expected), format, warnings: [warning] });
    }
  });

  test('16-bit grey with 16-bit alpha', async () => {
    const bytes = tiffFile({
      width: 2,
      height: 1,
      samplesPerPixel: 2,
      bitsPerSample: 16,
      photometric: 1,
      extraSamples: [2],
      samples: Uint16Array.from([257 * 9, 65535, 257 * 200, 257 * 7]),
    });
    const decoded = await decodePicture(bytes, 'deep');
    assert.deepEqual([...decoded.image.data], [9, 9, 9, 200, 200, 200]);
    assert.deepEqual(decoded.alpha, Uint8Array.from([255, 7]));
    assert.deepEqual(decoded.warnings, [warning]);
  });

  test('10-bit AVIF', async () => {
    const { image } = await readPicture(join(SAMPLES, 'coffee.png'));
    const bytes = await pipeline(image)
      .avif({ bitdepth: 10, quality: 90, effort: 0, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const decoded = await decodePicture(bytes, 'deep');
    assert.ok(psnr(decoded.image, image) > 38);
    assert.deepEqual(decoded.warnings, [warning]);
  });

  test('grey becomes three equal samples, without a warning', async () => {
    const grey = randomBytes(9 * 7, 2);
    const image = rgbImage(9, 7, Uint8Array.from([...grey].flatMap((value) => [value, value, value])));
    for (const format of ['png', 'tiff'] as const) {
      const bytes = await sharp(grey, { raw: { width: 9, height: 7, channels: 1 } })
        .toColourspace('b-w')
        .toFormat(format, { compression: 'none' })
        .toBuffer();
      assert.equal((await sharp(bytes).metadata()).channels, 1);
      assert.deepEqual(await decodePicture(bytes, 'x'), { image, format, warnings: [] });
    }
  });

  test('a palette is expanded', async () => {
    const few = rgbImage(
      8,
      8,
      randomImage(8, 8).data.map((value) => (value < 128 ? 10 : 240)),
    );
    const bytes = await pipeline(few).png({ palette: true, colours: 8, dither: 0 }).toBuffer();
    assert.equal((await sharp(bytes).metadata()).isPalette, true);
    assert.deepEqual(await decodePicture(bytes, 'x'), { image: few, format: 'png', warnings: [] });
  });

  test('CMYK is converted to sRGB with a warning, and its profile is not kept', async () => {
    const red = {
      create: { width: 16, height: 16, channels: 3, background: { r: 200, g: 40, b: 60 } },
    } as const;
    for (const tag of [false, true]) {
      const cmyk = sharp(red).toColourspace('cmyk');
      const bytes = await (tag ? cmyk.withIccProfile('cmyk') : cmyk).jpeg({ quality: 100 }).toBuffer();
      assert.equal((await sharp(bytes).metadata()).space, 'cmyk');
      const decoded = await decodePicture(bytes, 'print.jpg');
      for (const [channel, value] of [200, 40, 60].entries()) {
        assert.ok(
          Math.abs(decoded.image.data[channel]! - value) < 30,
          `${decoded.image.data.subarray(0, 3)}`,
        );
      }
      assert.equal(decoded.profile, undefined);
      assert.deepEqual(decoded.warnings, ['print.jpg is in CMYK; its colours were converted to sRGB.']);
    }
  });

  test('Lab is converted to sRGB with a warning', async () => {
    const bytes = tiffFile({
      width: 1,
      height: 2,
      samplesPerPixel: 3,
      bitsPerSample: 16,
      photometric: 8,
      samples: Int16Array.from([-1, 0, 0, 0, 0, 0]),
    });
    const decoded = await decodePicture(bytes, 'x');
    assert.deepEqual([...decoded.image.data], [255, 255, 255, 0, 0, 0]);
    assert.deepEqual(decoded.warnings, ['x is in CIE L*a*b*; its colours were converted to sRGB.']);
  });

  test('other samples are refused', async () => {
    const page = { width: 1, height: 2, samplesPerPixel: 3, photometric: 2 };
    for (const [bytes, kind] of [
      [tiffFile({ ...page, bitsPerSample: 32, samples: new Uint32Array(6) }), 'srgb, samples of type uint'],
      [
        tiffFile({ ...page, bitsPerSample: 32, sampleFormat: 3, samples: new Float32Array(6) }),
        'scrgb, samples of type float',
      ],
      [
        tiffFile({ ...page, bitsPerSample: 8, sampleFormat: 2, samples: new Int8Array(6) }),
        'srgb, samples of type char',
      ],
    ] as const) {
      await assert.rejects(decodePicture(bytes, 'odd.tif'), {
        message: `Expected a grey, RGB, CMYK or Lab picture with 8 or 16 bits a sample but received odd.tif (${kind})`,
      });
    }
  });

  test('channels besides RGB and alpha are dropped with a warning', async () => {
    const bytes = tiffFile({
      width: 1,
      height: 1,
      samplesPerPixel: 5,
      bitsPerSample: 8,
      photometric: 2,
      extraSamples: [2, 0],
      samples: Uint8Array.from([1, 2, 3, 4, 5]),
    });
    const decoded = await decodePicture(bytes, 'x');
    assert.deepEqual([...decoded.image.data], [1, 2, 3]);
    assert.deepEqual(decoded.alpha, Uint8Array.from([4]));
    assert.deepEqual(decoded.warnings, [
      'x has more channels than red, green, blue and alpha; the others were dropped.',
    ]);
  });
});

describe('several pictures in a file', () => {
  const frames = ['#ff0000', '#00ff00'].map((background) => ({
    create: { width: 8, height: 6, channels: 3 as const, background },
  }));

  test('the first is taken, with a warning', async () => {
    for (const format of ['gif', 'webp', 'tiff'] as const) {
      const bytes = await sharp(frames as unknown as SharpInput[], { join: { animated: true } })
        .toFormat(format, { lossless: true, compression: 'none' })
        .toBuffer();
      const decoded = await decodePicture(bytes, 'two');
      assert.deepEqual([decoded.image.width, decoded.image.height], [8, 6], format);
      assert.deepEqual([...decoded.image.data.subarray(0, 3)], [255, 0, 0], format);
      assert.deepEqual(
        decoded.warnings,
        ['two holds 2 pictures (frames or pages); only the first was used.'],
        format,
      );
    }
  });

  test('of an animated PNG the still picture is taken, with a warning', async () => {
    const image = randomImage(8, 6);
    const control = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);
    const bytes = withChunk(await pipeline(image).png().toBuffer(), 'acTL', control);
    const warnings = ['two is animated; only its still picture was used.'];
    assert.deepEqual(await decodePicture(bytes, 'two'), { image, format: 'png', warnings });
  });

  test('a gain map is dropped with a warning', async () => {
    const image = randomImage(64, 64);
    // In sharp, but not in its types.
    const gainMapped = sharp(await pipeline(image).jpeg().toBuffer()) as Sharp & { withGainMap(): Sharp };
    const bytes = await gainMapped.withGainMap().jpeg().toBuffer();
    const decoded = await decodePicture(bytes, 'hdr.jpg');
    assert.deepEqual(decoded.warnings, ['hdr.jpg has a gain map for bright screens; it was dropped.']);
  });
});
