/** The past of a picture, against files whose tables are known, and arithmetic of its own. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import sharp, { type JpegOptions } from 'sharp';
import { blockDistance } from '../../src/image/jpeg-history/block-distance.ts';
import { colorPlace, decodedColors, wholeLuma } from '../../src/image/jpeg-history/color-lattice.ts';
import { jpegHistory } from '../../src/image/jpeg-history/jpeg-history.ts';
import { restoreBlock, transformBlock } from '../../src/image/jpeg-history/luma-blocks.ts';
import { rotateClockwise } from '../../src/image/orientation.ts';
import { decodePicture, readPicture } from '../../src/image/picture-files.node.ts';
import { resize } from '../../src/image/resize.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { anyPicture } from '../steganalysis/any-picture.ts';
import { gradientPicture } from '../steganalysis/synthetic-picture.ts';
import { SAMPLES } from '../training/sample-photos.ts';

/** A photo that never was a JPEG. */
let photo: RgbImage;
before(async () => {
  photo = (await readPicture(`${SAMPLES}/kodim23.png`)).image;
});

async function jpegOf({ width, height, data }: RgbImage, options: JpegOptions): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

async function decoded(image: RgbImage, options: JpegOptions): Promise<RgbImage> {
  return (await decodePicture(await jpegOf(image, options), 'a JPEG')).image;
}

/** Zigzag order (ISO/IEC 10918-1, figure A.6), by walking the diagonals. */
const ZIGZAG = Array.from({ length: 15 }, (_, sum) => {
  const diagonal = Array.from({ length: 8 }, (_, row) => [row, sum - row] as const)
    .filter(([, column]) => column >= 0 && column < 8)
    .map(([row, column]) => 8 * row + column);
  return sum % 2 === 0 ? diagonal.reverse() : diagonal;
}).flat();

/** The brightness table as the file has it. */
function tableOf(file: Buffer): number[] {
  for (let at = 2; at < file.length; at += 2 + file.readUInt16BE(at + 2)) {
    if (file[at + 1] !== 0xdb || file[at + 4] !== 0) continue;
    const table = new Array<number>(64);
    for (const [index, place] of ZIGZAG.entries()) table[place] = file[at + 5 + index]!;
    return table;
  }
  throw new Error('no table');
}

/** A block of coefficients by the sum of ISO/IEC 10918-1, A.3.3, unrounded. */
function inverseCosine(coefficients: readonly number[]): number[] {
  const scale = (k: number): number => (k === 0 ? Math.SQRT1_2 : 1);
  return Array.from({ length: 64 }, (_, at) => {
    const [y, x] = [at >> 3, at & 7];
    let sum = 0;
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        const wave = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
        sum += (scale(u) * scale(v) * coefficients[8 * v + u]! * wave) / 4;
      }
    }
    return sum;
  });
}

describe('the history of a picture', () => {
  for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
    for (const quality of [50, 75, 90, 95]) {
      it(`gives the table of a JPEG of quality ${quality}, ${chromaSubsampling}`, async () => {
        const file = await jpegOf(photo, { quality, chromaSubsampling });
        const history = jpegHistory((await decodePicture(file, 'a JPEG')).image);
        assert.equal(history.decoded, true);
        assert.deepEqual(history.grid?.offset, { x: 0, y: 0 });
        const known = tableOf(file).map((step, place) => (history.grid!.steps[place] === 0 ? 0 : step));
        assert.deepEqual([...history.grid!.steps], known);
        // The frequencies that photos use.
        assert.ok(known.filter((step) => step > 0).length >= 25);
        assert.equal(history.colorShare, 1);
      });
    }
  }

  it('finds the grid of a crop, of a turned picture with an odd side, and of a grey one', async () => {
    const jpeg = await decoded(photo, { quality: 85 });
    const crop = cropImage(jpeg, { x: 3, y: 5, width: 300, height: 200 });
    assert.deepEqual(jpegHistory(crop).grid?.offset, { x: 5, y: 3 });
    const odd = await decoded(cropImage(photo, { x: 0, y: 0, width: 301, height: 203 }), { quality: 85 });
    // The top row, 203 pixels high, is now on the right.
    assert.deepEqual(jpegHistory(rotateClockwise(odd)).grid?.offset, { x: 3, y: 0 });
    const grey = photo.data.map((_, at) => photo.data[at - (at % 3)]!);
    const history = jpegHistory(await decoded({ ...photo, data: grey }, { quality: 80 }));
    assert.deepEqual([history.decoded, history.decodedColors], [true, false]);
  });

  it('finds it in 64x64 pixels, and by colours alone at quality 100', async () => {
    const small = cropImage(await decoded(photo, { quality: 75 }), { x: 320, y: 160, width: 64, height: 64 });
    assert.equal(jpegHistory(small).decoded, true);
    assert.equal(jpegHistory(await decoded(photo, { quality: 100 })).decodedColors, true);
  });

  it('finds nothing in photos that never were JPEGs, nor in those that were resized since', async () => {
    assert.equal(jpegHistory(photo).decoded, false);
    for (const quality of [50, 75, 95]) {
      const jpeg = await decoded(photo, { quality });
      for (const scale of [0.9, 0.75, 0.5]) {
        const [width, height] = [Math.round(scale * photo.width), Math.round(scale * photo.height)];
        assert.equal(jpegHistory(resize(jpeg, width, height)).decoded, false, `${quality}, ${scale}`);
      }
    }
  });

  it('finds nothing in drawings, gradients and pictures of a few pixels', async () => {
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#f4f1e8"/>
      <g fill="none" stroke="#24476b" stroke-width="3"><circle cx="90" cy="80" r="55"/><path d="M10 200 C 90 20, 200 280, 310 60"/></g>
      <g fill="#8a2f2f">${Array.from({ length: 60 }, (_, i) => `<rect x="${(i % 10) * 31 + 7}" y="${Math.floor(i / 10) * 39 + 5}" width="${5 + (i % 7)}" height="${9 + (i % 4)}"/>`).join('')}</g></svg>`;
    const pictures = [
      (await decodePicture(await sharp(Buffer.from(drawing)).removeAlpha().png().toBuffer(), 'drawing'))
        .image,
      gradientPicture(200, 150, 1),
      rgbImage(64, 64),
      rgbImage(
        64,
        64,
        Uint8Array.from({ length: 3 * 64 * 64 }, (_, at) => Math.floor(at / 192) * 3 + 20),
      ),
      rgbImage(1, 1),
      rgbImage(8, 8),
    ];
    for (const [index, picture] of pictures.entries())
      assert.equal(jpegHistory(picture).decoded, false, String(index));
    fc.assert(
      fc.property(anyPicture(40), (picture) => !jpegHistory(picture).decoded),
      { numRuns: 60 },
    );
  });
});

describe('the lattices of a decoder', () => {
  it('hold every colour of the standard’s formulas, a quarter of all, and give the brightness back', () => {
    const known = decodedColors();
    const value = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(value, value, value, (y, cb, cr) => {
        // ITU-T T.871, section 7.
        const red = Math.round(y + 1.402 * (cr - 128));
        const green = Math.round(
          y - (0.114 * 1.772 * (cb - 128)) / 0.587 - (0.299 * 1.402 * (cr - 128)) / 0.587,
        );
        const blue = Math.round(y + 1.772 * (cb - 128));
        if (Math.min(red, green, blue) < 0 || Math.max(red, green, blue) > 255) return;
        assert.equal(known[colorPlace(red, green, blue)], 1);
        assert.equal(wholeLuma(red, green, blue), y);
      }),
      { numRuns: 2000 },
    );
    let [inside, all] = [0, 0];
    for (let red = 0; red < 256; red += 3)
      for (let green = 1; green < 256; green += 3)
        for (let blue = 2; blue < 256; blue += 3, all++) inside += known[colorPlace(red, green, blue)]!;
    assert.ok(inside / all > 0.2 && inside / all < 0.35, String(inside / all));
  });

  it('transform blocks as the standard says, and back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 64, maxLength: 64 }),
        (values) => {
          const [block, back] = [new Float64Array(64), new Float64Array(64)];
          restoreBlock(Float64Array.from(values), block);
          for (const [at, expected] of inverseCosine(values).entries())
            assert.ok(Math.abs(block[at]! - expected) < 1e-9);
          transformBlock(block, back);
          for (const [at, expected] of values.entries()) assert.ok(Math.abs(back[at]! - expected) < 1e-9);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('hold every block that is decoded, and not those with a changed sample', () => {
    const levels = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 64, maxLength: 64 });
    const steps = Uint8Array.from({ length: 64 }, (_, place) => 4 + (place >> 2));
    const distance = (samples: readonly number[]): number => {
      const coefficients = new Float64Array(64);
      transformBlock(Float64Array.from(samples), coefficients);
      return blockDistance(coefficients, steps);
    };
    let [changes, seen] = [0, 0];
    fc.assert(
      fc.property(levels, fc.nat(63), fc.constantFrom(-1, 1), (own, place, change) => {
        const samples = inverseCosine(own.map((level, at) => level * steps[at]!)).map(Math.round);
        assert.equal(distance(samples), 0);
        samples[place] = samples[place]! + change;
        const changed = distance(samples);
        assert.ok(changed <= 1);
        changes += 1;
        seen += changed;
      }),
      { numRuns: 200 },
    );
    // Where a change makes up for rounding it cannot be seen: one in ten.
    assert.ok(seen > 0.8 * changes, `${seen} of ${changes}`);
  });
});
