/** Files made of pixels, against what sharp and cjpeg make of the same pixels. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { EncodeJpegPixelsOptions } from '../../../src/image/jpeg/encode-pixels.ts';
import { encodeJpegPixels } from '../../../src/image/jpeg/encode-pixels.ts';
import { forwardDct } from '../../../src/image/jpeg/forward-dct.ts';
import type { JpegSegment } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import type { RgbImage } from '../../../src/image/rgb-image.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { psnr } from '../../../src/metrics/psnr.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { ROOT } from '../../architecture/source.ts';
import {
  coefficientsOf,
  missingProgram,
  photoLike,
  photoLikePpm,
  runProgram,
  sharpJpeg,
} from './jpeg-files.ts';

const SAMPLINGS = ['4:4:4', '4:2:0', 'grey'] as const;
const QUALITIES = [1, 20, 50, 75, 92, 100];

/** Coefficients so close to the middle between two are rounded by the last bit of whoever computes them. */
const NEARLY_HALF = 0.4999;

const photo = (width: number, height: number): RgbImage => rgbImage(width, height, photoLike(width, height));

async function decoded(bytes: Uint8Array): Promise<RgbImage> {
  const { data, info } = await sharp(bytes).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  assert.equal(info.channels, 3);
  return rgbImage(info.width, info.height, new Uint8Array(data));
}

describe('the forward DCT', () => {
  it('is that of its definition', () => {
    const random = seededRandom(5);
    const samples = Uint8Array.from({ length: 64 }, () => random.integer(256));
    const coefficients = new Float64Array(64);
    forwardDct(
      samples,
      Int32Array.from({ length: 8 }, (_, y) => 8 * y),
      coefficients,
    );
    const scale = (frequency: number) => (frequency === 0 ? Math.SQRT1_2 : 1);
    for (const [index, coefficient] of coefficients.entries()) {
      const [v, u] = [index >> 3, index & 7];
      const exact = samples.reduce((sum, sample, at) => {
        const across = Math.cos(((2 * (at & 7) + 1) * u * Math.PI) / 16);
        return sum + (sample - 128) * across * Math.cos(((2 * (at >> 3) + 1) * v * Math.PI) / 16);
      }, 0);
      assert.ok(Math.abs(coefficient - (scale(u) * scale(v) * exact) / 4) < 1e-9);
    }
  });
});

describe('a JPEG file made of pixels', () => {
  it('is read again as it was made, byte for byte', () => {
    for (const [width, height] of [
      [67, 45],
      [16, 16],
      [1, 1],
      [17, 33],
    ] as const) {
      for (const sampling of SAMPLINGS) {
        const { file } = encodeJpegPixels(photo(width, height), { quality: 90, sampling });
        for (const huffmanTables of ['keep', 'rebuild'] as const) {
          const bytes = writeJpeg(file, { huffmanTables });
          const again = readJpeg(bytes);
          assert.equal(again.irregular, undefined);
          assert.deepEqual(again.frame, file.frame);
          assert.deepEqual(writeJpeg(again), bytes);
        }
      }
    }
  });

  it('decodes to nearly the pixels that sharp keeps at the same quality', async (test) => {
    const image = await decoded(readFileSync(join(ROOT, 'samples', 'kodim23.png')));
    const { width, height, data } = image;
    for (const sampling of ['4:4:4', '4:2:0'] as const) {
      for (const quality of QUALITIES) {
        const input = sharp(data, { raw: { width, height, channels: 3 } });
        const theirs = await input.jpeg({ quality, chromaSubsampling: sampling }).toBuffer();
        const own = writeJpeg(encodeJpegPixels(image, { quality, sampling }).file);
        const fidelity = psnr(await decoded(own), await decoded(theirs));
        test.diagnostic(`${sampling}, quality ${quality}: ${fidelity.toFixed(1)} dB`);
        assert.ok(fidelity > 45);
      }
    }
  });

  it('has the chroma of a box filter, as that of sharp has', async () => {
    for (const [width, height] of [
      [67, 45],
      [64, 48],
      [33, 17],
    ] as const) {
      const theirs = readJpeg(await sharpJpeg({ quality: 98, chromaSubsampling: '4:2:0' }, width, height));
      const own = encodeJpegPixels(photo(width, height), { quality: 98, sampling: '4:2:0' });
      for (const index of [1, 2]) {
        const [a, b] = [theirs, own.file].map((file) => coefficientsOf(file)[index]!);
        const differences = a!.map((coefficient, at) => Math.abs(coefficient - b![at]!));
        assert.ok(differences.every((difference) => difference <= 1));
        assert.ok(differences.filter((difference) => difference > 0).length < 0.06 * differences.length);
      }
    }
  });

  it('is that of cjpeg -dct float, but for halves', (test) => {
    const missing = missingProgram('cjpeg');
    if (missing) return test.skip(missing);
    let identical = 0;
    for (const [width, height] of [
      [67, 45],
      [64, 48],
      [17, 33],
      [1, 1],
    ] as const) {
      for (const sampling of SAMPLINGS) {
        for (const quality of QUALITIES) {
          const { file, roundingErrors } = encodeJpegPixels(photo(width, height), { quality, sampling });
          const way =
            sampling === 'grey' ? ['-grayscale'] : ['-sample', sampling === '4:2:0' ? '2x2' : '1x1'];
          const theirs = runProgram(
            'cjpeg',
            ['-dct', 'float', '-baseline', '-quality', String(quality), ...way],
            photoLikePpm(width, height),
          );
          const read = readJpeg(theirs);
          let halves = 0;
          for (const [index, component] of file.frame.components.entries()) {
            const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, coefficients } = component;
            for (let at = 0; at < coefficients.length; at++) {
              const block = at >> 6;
              const isBeyond =
                block % storedBlocksPerRow >= blocksPerRow || block >= storedBlocksPerRow * blocksPerColumn;
              if (isBeyond || coefficients[at] === coefficientsOf(read)[index]![at]) continue;
              assert.ok(Math.abs(roundingErrors[index]![at]!) > NEARLY_HALF);
              halves++;
            }
          }
          if (halves > 0) continue;
          assert.deepEqual(writeJpeg(file), theirs);
          identical++;
        }
      }
    }
    test.diagnostic(`identical files: ${identical} of 72`);
    assert.ok(identical >= 24);
  });

  it('comes with the rounding errors of its coefficients', () => {
    const image = photo(45, 30);
    const coarse = encodeJpegPixels(image, { quality: 30 });
    const fine = encodeJpegPixels(image, { quality: 100 });
    for (const [index, errors] of coarse.roundingErrors.entries()) {
      const component = coarse.file.frame.components[index]!;
      assert.equal(errors.length, component.coefficients.length);
      assert.ok(errors.every((error) => Math.abs(error) <= 0.5));
      // At quality 100 steps are 1, so that coefficient and error together are the value before rounding.
      const { coefficients, blocksPerRow, storedBlocksPerRow } = fine.file.frame.components[index]!;
      for (let at = 0; at < errors.length; at++) {
        const block = at >> 6;
        const row = Math.floor(block / storedBlocksPerRow);
        if (block % storedBlocksPerRow >= blocksPerRow || row >= component.blocksPerColumn) {
          assert.equal(errors[at], 0);
          continue;
        }
        const exact = coefficients[at]! + fine.roundingErrors[index]![at]!;
        const own = (component.coefficients[at]! + errors[at]!) * component.quantisation[at & 63]!;
        assert.ok(Math.abs(own - exact) < 1e-4);
      }
    }
  });

  it('carries further segments behind APP0', async () => {
    const input = sharp(photoLike(40, 30), { raw: { width: 40, height: 30, channels: 3 } });
    const source = await input
      .withIccProfile('p3')
      .withExif({ IFD0: { Copyright: 'nobody' } })
      .jpeg()
      .toBuffer();
    const segments = readJpeg(source).parts.filter(
      (part): part is JpegSegment => part.kind === 'segment' && [0xe1, 0xe2].includes(part.marker),
    );
    assert.ok(segments.length >= 2);
    const bytes = writeJpeg(encodeJpegPixels(photo(40, 30), { quality: 80, segments }).file);
    const markers = readJpeg(bytes).parts.map((part) => (part.kind === 'segment' ? part.marker : part.kind));
    assert.deepEqual(markers.slice(0, segments.length + 1), [0xe0, ...segments.map(({ marker }) => marker)]);
    const [own, theirs] = [await sharp(bytes).metadata(), await sharp(source).metadata()];
    assert.deepEqual(own.icc, theirs.icc);
    assert.deepEqual(own.exif, theirs.exif);
  });

  it('is refused where it cannot be', () => {
    const small = photo(8, 8);
    const segments = [{ kind: 'segment', marker: 0xdb, bytes: Uint8Array.of(0xff, 0xdb, 0, 2) }] as const;
    const cases: readonly (readonly [RgbImage, EncodeJpegPixelsOptions, RegExp])[] = [
      [small, { quality: 0 }, /quality but received 0/],
      [small, { quality: 101 }, /quality but received 101/],
      [small, { quality: 7.5 }, /quality but received 7.5/],
      [small, { quality: Number.NaN }, /quality but received NaN/],
      [small, { quality: 75, sampling: '4:1:1' as '4:2:0' }, /sampling but received 4:1:1/],
      [small, { quality: 75, segments }, /marker db/],
      [rgbImage(65_536, 1), { quality: 75 }, /65535 pixels a side/],
    ];
    for (const [image, options, message] of cases) {
      assert.throws(() => encodeJpegPixels(image, options), { name: 'RangeError', message });
    }
  });
});
