import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import sharp from 'sharp';
import {
  assertWritable,
  containerFormat,
  decodePicture,
  encodePicture,
  readPicture,
  writeFileAtomically,
  writePicture,
} from '../../src/image/picture-files.node.ts';
import { randomBytes, randomImage } from './random-image.ts';

const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));
const FORMATS = ['png', 'webp'] as const;

/** astronaut.png carries an sRGB profile of 3144 bytes. */
async function sampleProfile(): Promise<Uint8Array> {
  return (await readPicture(join(SAMPLES, 'astronaut.png'))).profile!;
}

/** The profile with one byte more: RIFF pads chunks of odd length. */
function oddProfile(profile: Uint8Array): Uint8Array {
  const longer = new Uint8Array(profile.length + 1);
  longer.set(profile);
  new DataView(longer.buffer).setUint32(0, longer.length);
  return longer;
}

describe('encodePicture', () => {
  test('pixels, opacities and profile come back exactly', async () => {
    const profiles = [undefined, await sampleProfile(), oddProfile(await sampleProfile())];
    const side = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FORMATS),
        side,
        side,
        fc.nat(),
        fc.boolean(),
        fc.constantFrom(...profiles),
        async (format, width, height, seed, withAlpha, profile) => {
          const image = randomImage(width, height, seed);
          // The first half is fully transparent: there an encoder is most tempted to change colours.
          const alpha = randomBytes(width * height, seed + 1).fill(0, 0, Math.ceil((width * height) / 2));
          const extras = { ...(withAlpha ? { alpha } : {}), ...(profile ? { profile } : {}) };
          const bytes = await encodePicture(image, { format, ...extras });
          assert.deepEqual(await decodePicture(bytes, 'x'), { image, format, ...extras, warnings: [] });
        },
      ),
      { numRuns: 80 },
    );
  });

  test('photographs come back exactly', async () => {
    const { image, profile } = await readPicture(join(SAMPLES, 'astronaut.png'));
    for (const format of FORMATS) {
      const bytes = await encodePicture(image, { format, profile: profile! });
      assert.deepEqual(await decodePicture(bytes, 'x'), { image, format, profile, warnings: [] });
    }
  });

  test('another reader finds the profile and a well-formed file', async () => {
    const profile = await sampleProfile();
    for (const format of FORMATS) {
      for (const alpha of [undefined, randomBytes(35, 1)]) {
        const bytes = await encodePicture(randomImage(7, 5), {
          format,
          profile,
          ...(alpha ? { alpha } : {}),
        });
        const metadata = await sharp(bytes).metadata();
        assert.deepEqual(new Uint8Array(metadata.icc!), profile);
        assert.deepEqual([metadata.width, metadata.height, metadata.hasAlpha], [7, 5, alpha !== undefined]);
        if (format === 'webp') {
          const file = Buffer.from(bytes);
          assert.equal(file.readUInt32LE(4), bytes.length - 8);
          assert.equal(file.toString('latin1', 12, 16), 'VP8X');
        }
      }
    }
  });

  test('equal opacities of 255 come back as none', async () => {
    const alpha = new Uint8Array(12).fill(255);
    for (const format of FORMATS) {
      const bytes = await encodePicture(randomImage(4, 3), { format, alpha });
      assert.equal((await decodePicture(bytes, 'x')).alpha, undefined);
    }
  });

  test('what cannot be written is refused', async () => {
    const image = randomImage(4, 3);
    await assert.rejects(encodePicture(image, { format: 'png', alpha: new Uint8Array(11) }), {
      name: 'RangeError',
      message: 'Expected 12 opacities for a 4x3 picture but received 11',
    });
    await assert.rejects(encodePicture(image, { format: 'png', profile: new Uint8Array(200) }), RangeError);
    await assert.rejects(encodePicture(randomImage(16384, 1), { format: 'webp' }), {
      name: 'RangeError',
      message: 'Expected sides of at most 16383 pixels for a WebP but received 16384x1; use .png',
    });
    const wide = randomImage(16384, 1);
    assert.deepEqual((await decodePicture(await encodePicture(wide, { format: 'png' }), 'x')).image, wide);
  });
});

test('the name of a container has to end in .png or .webp', () => {
  assert.equal(containerFormat('a/b.c/holiday.png'), 'png');
  assert.equal(containerFormat('HOLIDAY.WEBP'), 'webp');
  for (const name of ['a.jpg', 'a.JPEG', 'a.avif', 'a.heic', 'a.png.jpg']) {
    assert.throws(() => containerFormat(name), {
      message:
        `Expected a name ending in .png or .webp for the container but received ${name}: a lossy file destroys ` +
        'what was hidden; PNG and WebP are written without loss',
    });
  }
  for (const name of ['a.gif', 'a.tif', 'a.tiff', 'a.bmp', 'a', 'png', '.png', 'a.txt', '']) {
    assert.throws(() => containerFormat(name), /^Error: Expected a name ending in .png or .webp/, name);
  }
});

describe('writing', () => {
  let folder: string;
  const image = randomImage(6, 5);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pentimento-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('a written picture is read back, and nothing else is left', async () => {
    const clean = join(folder, 'clean');
    await mkdir(clean);
    const alpha = randomBytes(30, 8);
    const profile = await sampleProfile();
    for (const format of FORMATS) {
      const path = join(clean, `picture.${format}`);
      await writePicture(path, image);
      assert.deepEqual(await readPicture(path), { image, format, warnings: [] });
      await writePicture(path, image, { alpha, profile });
      assert.deepEqual(await readPicture(path), { image, format, alpha, profile, warnings: [] });
    }
    assert.deepEqual((await readdir(clean)).sort(), ['picture.png', 'picture.webp']);
  });

  test('a name that cannot be written is refused in one sentence', async () => {
    const file = join(folder, 'file.png');
    await writeFile(file, 'x');
    const directory = join(folder, 'directory.png');
    await mkdir(directory);
    for (const [path, why] of [
      [directory, ' (a folder)'],
      [
        join(folder, 'missing', 'a.png'),
        `: its folder ${join(folder, 'missing')} does not exist or takes no files`,
      ],
      [join(file, 'a.png'), `: ${file} is not a folder`],
      [join(folder, `${'n'.repeat(300)}.png`), ': its name is too long'],
    ] as const) {
      const expected = { message: `Expected a file that can be written but received ${path}${why}` };
      await assert.rejects(assertWritable(path), expected);
      await assert.rejects(writePicture(path, image), expected);
    }
    // A folder that takes no files, whoever asks.
    await assert.rejects(
      assertWritable('/proc/a.png'),
      /^Error: Expected a file that can be written but received .proc/,
    );
  });

  test('the check leaves nothing behind and an existing file as it was', async () => {
    const place = join(folder, 'place');
    await mkdir(place);
    await assertWritable(join(place, 'new.png'));
    assert.deepEqual(await readdir(place), []);
    await writeFile(join(place, 'old.png'), 'old');
    await assertWritable(join(place, 'old.png'));
    assert.equal(await readFile(join(place, 'old.png'), 'utf8'), 'old');
  });

  test('a write that fails at the end leaves the old state and no temporary file', async () => {
    const place = join(folder, 'failing');
    await mkdir(place);
    // The folder takes files, but the rename to a name with a slash at its end fails.
    await assert.rejects(
      writeFileAtomically(`${join(place, 'a.png')}/`, new Uint8Array(9)),
      /^Error: Expected a file/,
    );
    assert.deepEqual(await readdir(place), []);
  });

  test('a file that is to be kept is kept, even one that appears while another is written', async () => {
    const place = join(folder, 'kept');
    await mkdir(place);
    const path = join(place, 'a.bin');
    const appears = async (): Promise<void> => writeFile(path, 'precious');
    const keep = { overwrite: false };
    const expected = { code: 'output-exists' };
    await assert.rejects(writeFileAtomically(path, new Uint8Array(9), appears, keep), expected);
    await assert.rejects(assertWritable(path, keep), expected);
    await assert.rejects(writeFileAtomically(path, new Uint8Array(9), undefined, keep), expected);
    assert.equal(await readFile(path, 'utf8'), 'precious');
    await writeFileAtomically(path, new Uint8Array(9));
    assert.equal((await readFile(path)).length, 9);
    await writeFileAtomically(join(place, 'b.bin'), new Uint8Array(8), undefined, keep);
    assert.deepEqual((await readdir(place)).sort(), ['a.bin', 'b.bin']);
  });

  test('a JPEG name is refused before anything is written', async () => {
    const path = join(folder, 'holiday.jpg');
    await assert.rejects(writePicture(path, image), /a lossy file destroys what was hidden/);
    assert.ok(!(await readdir(folder)).includes('holiday.jpg'));
  });
});
