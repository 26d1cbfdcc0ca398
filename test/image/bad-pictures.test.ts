import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { decodePicture, readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { pngChunk, withChunk } from './png-file.ts';
import { randomImage } from './random-image.ts';

/** From the compiled test, dist/test/image/, to the repository's folder. */
const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));

const EXPECTED = 'Expected a PNG, JPEG, WebP, AVIF, TIFF or GIF picture but received';

function pipeline(image: RgbImage) {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });
}

describe('what is no sound picture is refused', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pentimento-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('what is no picture file is named in one sentence', async () => {
    const text = join(folder, 'notes.png');
    await writeFile(text, 'Not a picture, but a name that says so.\n');
    const empty = join(folder, 'empty.png');
    await writeFile(empty, '');
    const directory = join(folder, 'folder.png');
    await mkdir(directory);
    for (const [path, what] of [
      [join(folder, 'absent.png'), 'which does not exist'],
      [join(text, 'inside.png'), 'which does not exist'],
      [directory, 'a folder'],
      ['/dev/null', 'not a file'],
      [empty, 'an empty file'],
      [text, 'text/plain'],
    ] as const) {
      await assert.rejects(readPicture(path), { message: `${EXPECTED} ${path} (${what})` });
    }
  });

  test('other content is recognised and refused', async () => {
    for (const [content, type] of [
      ['%PDF-1.7\n', 'application/pdf'],
      ['\0\0\0\x18ftypisom\0\0\0\0isommp42', 'video/mp4'],
      ['BMW has a new car, and it is long', 'text/plain'],
      ['PK\x03\x04\x14\0', 'application/zip'],
      ['<!doctype html><p>', 'text/html'],
      ['\x01\x02\x03\x04', 'application/octet-stream'],
    ] as const) {
      await assert.rejects(decodePicture(Buffer.from(content, 'latin1'), 'x.png'), {
        message: `${EXPECTED} x.png (${type})`,
        code: 'not-a-picture',
      });
    }
  });

  test('pictures of other formats are refused by name, with what to do', async () => {
    const bmp = Buffer.alloc(58);
    bmp.write('BM');
    bmp.writeUInt32LE(58, 2);
    bmp.writeUInt32LE(54, 10);
    bmp.writeUInt32LE(40, 14);
    for (const [content, format, title, exportAs] of [
      [bmp.toString('latin1'), 'bmp', 'BMP', 'PNG'],
      ['P6\n1 1\n255\nabc', 'ppm', 'PPM', 'PNG'],
      ['P5 # grey\n1 1 255 a', 'ppm', 'PPM', 'PNG'],
      ['P3\n1 1\n255\n1 2 3\n', 'ppm', 'PPM', 'PNG'],
      ['P7\nWIDTH 1\nHEIGHT 1\n', 'ppm', 'PPM', 'PNG'],
      ['qoif\0\0\0\x01\0\0\0\x01\x03\0', 'qoi', 'QOI', 'PNG'],
      ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic', 'HEIC', 'JPEG'],
      ['\xff\x0a\x07', 'jxl', 'JPEG XL', 'PNG'],
      ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', 'svg', 'SVG', 'PNG'],
      ['8BPS\0\x01', 'psd', 'Photoshop', 'PNG'],
    ] as const) {
      await assert.rejects(decodePicture(Buffer.from(content, 'latin1'), 'x.png'), {
        message: `${EXPECTED} x.png (${title}); export it as ${exportAs}`,
        code: 'unsupported-picture',
        details: { file: 'x.png', format },
      });
    }
  });

  test('text is no picture for the letters that it begins with', async () => {
    for (const text of ['BMW has a new car, and it is long', 'P6 is a tyre', 'P7\n', 'qoi']) {
      await assert.rejects(decodePicture(Buffer.from(text), 'x.txt'), { code: 'not-a-picture' });
    }
  });

  test('a picture cut short anywhere is refused', async () => {
    const { image } = await readPicture(join(SAMPLES, 'coffee.png'));
    const small = await pipeline(image).resize(150, 100).png().toBuffer();
    const files: Record<string, Buffer> = {
      'a.png': small,
      'interlaced.png': await sharp(small).png({ progressive: true }).toBuffer(),
      'a.jpg': await sharp(small).jpeg().toBuffer(),
      'progressive.jpg': await sharp(small).jpeg({ progressive: true }).toBuffer(),
      'a.webp': await sharp(small).webp().toBuffer(),
      'lossless.webp': await sharp(small).webp({ lossless: true }).toBuffer(),
      'a.avif': await sharp(small).avif({ effort: 0 }).toBuffer(),
      'a.tif': await sharp(small).tiff({ compression: 'lzw' }).toBuffer(),
      'a.gif': await sharp(small).gif({ effort: 1 }).toBuffer(),
    };
    for (const [name, bytes] of Object.entries(files)) {
      await decodePicture(bytes, name);
      const lengths = [0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99].map((share) => Math.floor(share * bytes.length));
      // A GIF whose closing byte alone is missing is whole.
      for (const length of [...lengths, bytes.length - 20, bytes.length - 12, bytes.length - 2]) {
        await assert.rejects(
          decodePicture(bytes.subarray(0, length), name),
          (error: Error) => {
            assert.ok(error.message.startsWith(`${name} is damaged or cut short: `), error.message);
            assert.ok(!error.message.includes('\n'));
            return true;
          },
          `${name} at ${length} of ${bytes.length}`,
        );
      }
      for (const length of [1, 2, 3]) {
        await assert.rejects(
          decodePicture(bytes.subarray(0, length), name),
          /^Error: Expected a PNG|damaged/,
        );
      }
    }
    await assert.rejects(decodePicture(files['a.png']!.subarray(0, -1), 'a.png'), /damaged or cut short/);
    await assert.rejects(decodePicture(files['a.jpg']!.subarray(0, -1), 'a.jpg'), /damaged or cut short/);
  });

  test('flipped bits, and an end before the end, are refused where the format can tell', async () => {
    const bytes = await readFile(join(SAMPLES, 'kodim23.png'));
    bytes[300_000]! ^= 0x10;
    await assert.rejects(
      decodePicture(bytes, 'kodim23.png'),
      /^Error: kodim23.png is damaged or cut short: /,
    );
    const photo = await readFile(join(SAMPLES, 'canyon.jpg'));
    photo.set([0xff, 0xd9], 60_000);
    await assert.rejects(decodePicture(photo, 'canyon.jpg'), /^Error: canyon.jpg is damaged or cut short: /);
  });

  test('sides of zero are refused', async () => {
    const bytes = await pipeline(randomImage(4, 4)).png().toBuffer();
    const header = Buffer.from(bytes.subarray(16, 29));
    header.writeUInt32BE(0, 0);
    const flat = Buffer.concat([bytes.subarray(0, 8), pngChunk('IHDR', header), bytes.subarray(33)]);
    await assert.rejects(decodePicture(flat, 'flat.png'), /^Error: flat.png is damaged or cut short: /);
  });

  test('a huge picture is refused with its numbers, before it is decoded', async () => {
    const bytes = await pipeline(randomImage(4, 4)).png().toBuffer();
    const header = Buffer.from(bytes.subarray(16, 29));
    header.writeUInt32BE(40_000, 0);
    header.writeUInt32BE(30_000, 4);
    const huge = Buffer.concat([bytes.subarray(0, 8), pngChunk('IHDR', header), bytes.subarray(33)]);
    await assert.rejects(decodePicture(huge, 'huge.png'), {
      message:
        'Expected a picture of at most 268,402,689 pixels but received huge.png with 40000x30000 = 1,200,000,000',
    });
  });

  test('harmless faults are no damage', async () => {
    const image = randomImage(32, 32);
    const png = await pipeline(image).png().toBuffer();
    const fault = withChunk(png, 'iCCP', Buffer.from('broken\0\0broken'));
    assert.deepEqual((await decodePicture(fault, 'x')).image, image);
    assert.deepEqual((await decodePicture(Buffer.concat([png, Buffer.alloc(99)]), 'x')).image, image);

    const jpeg = await pipeline(image).jpeg().toBuffer();
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const phone = Buffer.from(jpeg);
    phone[scan + 12] = 0;
    await assert.rejects(sharp(phone, { failOn: 'warning' }).raw().toBuffer(), /Invalid SOS parameters/);
    assert.deepEqual(await decodePicture(phone, 'x'), await decodePicture(jpeg, 'x'));
    await assert.rejects(decodePicture(phone.subarray(0, -200), 'x'), /damaged or cut short/);
  });
});
