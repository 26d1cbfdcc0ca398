/** When the exact method carries a picture's own file, what it says of it, and what its receiver may ask for. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { revealedFidelity } from '../../src/hiding/compare.ts';
import type { HideOptions } from '../../src/hiding/file-options.node.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { decodePicture, readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { fileSecret, pictureSecret } from '../../src/media/original-file.ts';
import { hideExact } from '../../src/methods/exact/exact-method.ts';
import type { SecretCoder } from '../../src/methods/secret-coder.ts';
import { tiffFile } from '../image/tiff-file.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { CODER, noise, photo } from './exact-cases.ts';

/** Files that are read and never changed. */
let files: string;
const at = (name: string): string => join(files, name);

/** Where it was taken, by EXIF. */
const PLACE = {
  IFD0: { Make: 'Camera' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
};

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 128, 96);
  const photo = await writeSample('astronaut.png', at('photo.png'), 48, 64);
  const small = () => sharp(photo);
  await small().jpeg({ quality: 80 }).toFile(at('holiday.jpg'));
  await small().jpeg({ quality: 80 }).withExif(PLACE).toFile(at('place.jpg'));
  await small().rotate(90).jpeg({ quality: 80 }).withMetadata({ orientation: 8 }).toFile(at('turned.jpg'));
  await small().resize(64, 64).ensureAlpha(0.5).png().toFile(at('clear.png'));
  await sharp(at('cover.png')).ensureAlpha(0.5).png({ compressionLevel: 0 }).toFile(at('large-clear.png'));
  await small().toColourspace('rgb16').png().toFile(at('deep.png'));
  await small().withIccProfile('p3').png().toFile(at('p3.png'));
  await small().toColourspace('cmyk').jpeg().toFile(at('print.jpg'));
  await writeFile(at('damaged.jpg'), (await readFile(at('holiday.jpg'))).subarray(0, 900));
  const samples = new Float32Array(24 * 16).fill(0.5);
  const page = { width: 24, height: 16, samplesPerPixel: 1, photometric: 1, samples };
  await writeFile(at('float.tiff'), tiffFile({ ...page, bitsPerSample: 32, sampleFormat: 3 }));
});

/** Hides a file for everyone, in plain ways that are quick. */
async function hidden(secret: string, options: Partial<HideOptions> = {}) {
  const container = join(await temporaryFolder(), 'container.png');
  const all = { secret: at(secret), cover: at('cover.png'), container, method: 'exact', ...options } as const;
  const report = await hide({ ...(options.embedding === undefined && { distortion: 'uniform' }), ...all });
  return { container, report, payload: report.payloads![0]! };
}

const EXACT = { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 };

describe('a picture of quality auto', () => {
  it('goes as its own file where that fits, in no more room than it takes, and comes back byte for byte', async () => {
    for (const name of ['holiday.jpg', 'turned.jpg']) {
      const content = await readFile(at(name));
      const { container, report, payload } = await hidden(name);
      assert.deepEqual([payload.kind, payload.secret, payload.lost], ['file', EXACT, []]);
      assert.match(
        payload.coding,
        new RegExp(`^the original file, ${content.length.toLocaleString('en')} bytes$`),
      );
      assert.ok(payload.bytes < content.length + 100, `${payload.bytes} bytes for ${content.length}`);
      assert.deepEqual(report.warnings, ['No passphrase: anyone with Pentimento can reveal the secret']);
      const shown = await reveal({ container, secret: await temporaryFolder() });
      assert.deepEqual([shown.name, shown.mediaType, shown.warnings], [name, 'image/jpeg', []]);
      assert.deepEqual(await readFile(shown.secret), content);
    }
  });

  it('is coded where its file does not fit into what is favoured, or into the rate', async () => {
    const content = await readFile(at('holiday.jpg'));
    const rate = (8 * (content.length - 200)) / (3 * 128 * 96);
    const { payload } = await hidden('holiday.jpg', { rate });
    assert.equal(payload.kind, 'picture');
    assert.match(payload.coding, /^JPEG 2000, /);
    assert.ok(payload.bytes < content.length);
  });

  it('goes by whatever is smaller and exact: its file, or its pixels without loss', async () => {
    const { payload } = await hidden('photo.png', { favour: 'secret' });
    const content = await readFile(at('photo.png'));
    assert.deepEqual([payload.kind, payload.secret], ['picture', EXACT]);
    assert.match(payload.coding, /^lossless JPEG XL/);
    assert.ok(payload.bytes < content.length);
  });

  it('keeps in its file what its pixels do not say', async () => {
    for (const [name, words] of [
      ['clear.png', 'transparency'],
      ['deep.png', 'depth of more than 8 bits'],
      ['p3.png', 'colour profile'],
      ['print.jpg', 'CMYK or Lab encoding'],
    ] as const) {
      const { report, payload } = await hidden(name, { embedding: 'q16' });
      const content = await readFile(at(name));
      assert.equal(
        payload.coding,
        `the original file, ${content.length.toLocaleString('en')} bytes, which keeps its ${words}`,
      );
      assert.deepEqual([payload.lost, payload.secret], [[], EXACT]);
      assert.ok(!report.warnings.some((warning) => /rounded|converted|not hidden/.test(warning)), name);
    }
  });

  it('says that the place goes along with its file, and how it does not', async () => {
    const warning =
      /^place\.jpg: its original file is hidden with its metadata, and with it the place where it was taken; quality lossless, or 1 to 100, hides the pixels alone$/;
    const open = await hidden('place.jpg', { embedding: 'q4' });
    assert.ok(
      open.report.warnings.some((said) => warning.test(said)),
      open.report.warnings.join(),
    );
    for (const quality of ['lossless', 80] as const) {
      const { container, report, payload } = await hidden('place.jpg', { quality, embedding: 'q16' });
      assert.equal(payload.kind, 'picture');
      assert.ok(!report.warnings.some((said) => /metadata/.test(said)));
      const path = join(await temporaryFolder(), 'shown.png');
      await reveal({ container, secret: path });
      assert.equal((await sharp(path).metadata()).exif, undefined);
    }
  });

  it('is not decoded and coded where its file is carried', async () => {
    const content = await readFile(at('holiday.jpg'));
    const { image } = await readPicture(at('holiday.jpg'));
    const idle: SecretCoder = { encode: () => assert.fail('it was coded'), decode: CODER.decode };
    const secret = pictureSecret('holiday.jpg', content, { image });
    const { hidden } = await hideExact(await photo('coffee.png', 128, 96), [{ secret }], idle, {
      embedding: 'q4',
    });
    assert.equal(hidden[0]!.kind, 'file');
  });

  it('without a file, as of evaluations, is coded as ever', async () => {
    const { image } = await readPicture(at('holiday.jpg'));
    const secret = { kind: 'picture', name: 'holiday.jpg', image } as const;
    const { hidden } = await hideExact(await photo('coffee.png', 128, 96), [{ secret }], CODER, {
      embedding: 'matching',
    });
    assert.equal(hidden[0]!.kind, 'picture');
    assert.deepEqual([hidden[0]!.lost, hidden[0]!.notes], [[], []]);
  });
});

describe('a picture without loss', () => {
  it('is its pixels where they say all, and says where its file would take less', async () => {
    const { report, payload } = await hidden('holiday.jpg', { quality: 'lossless', embedding: 'q16' });
    assert.deepEqual([payload.kind, payload.lost], ['picture', []]);
    assert.ok(report.warnings.some((said) => /quality original carries the file$/.test(said)));
  });

  it('goes as its file where the pixels do not say all', async () => {
    for (const name of ['clear.png', 'deep.png', 'print.jpg', 'p3.png']) {
      const { container, payload } = await hidden(name, { quality: 'lossless', embedding: 'q16' });
      assert.deepEqual([payload.kind, payload.lost], ['file', []], name);
      const shown = await reveal({ container, secret: await temporaryFolder() });
      assert.deepEqual(await readFile(shown.secret), await readFile(at(name)));
    }
  });

  it('is refused where that file does not fit, with the reason and what would do', async () => {
    const folder = await temporaryFolder();
    const all = { secret: at('large-clear.png'), cover: at('cover.png'), method: 'exact' } as const;
    await assert.rejects(
      hide({ ...all, container: join(folder, 'container.png'), quality: 'lossless' }),
      (error: Error & { code?: string; details?: { room: number } }) => {
        assert.match(
          error.message,
          /^large-clear\.png, whose transparency only its original file keeps, takes [\d,]+ bytes and there is room for [\d,]+ with these settings\. What would do: quality auto, which codes the picture so that it fits, without its transparency; a cover of at least [\d,]+ pixels with these settings\.$/,
        );
        assert.equal(error.code, 'payload-too-large');
        assert.ok(error.details!.room > 0);
        return true;
      },
    );
    assert.deepEqual(await readdir(folder), []);
    const { report, payload } = await hidden('large-clear.png', { embedding: 'matching' });
    assert.deepEqual(payload.lost, ['transparency']);
    assert.ok(
      report.warnings.some((said) => /: its transparency is not hidden; quality original/.test(said)),
    );
  });
});

describe('a file that looks like a picture and cannot be opened', () => {
  for (const name of ['damaged.jpg', 'float.tiff']) {
    for (const quality of ['auto', 'lossless', 50] as const) {
      it(`${name} of quality ${quality} goes as a file, which is said`, async () => {
        const { container, report, payload } = await hidden(name, { quality, embedding: 'q16' });
        assert.deepEqual([payload.kind, payload.secret], ['file', EXACT]);
        const [said] = report.warnings;
        assert.ok(
          said!.startsWith(`${name} cannot be opened as a picture and is hidden as a file, byte for byte (`),
        );
        const shown = await reveal({ container, secret: await temporaryFolder() });
        assert.deepEqual(await readFile(shown.secret), await readFile(at(name)));
        const folder = await temporaryFolder();
        const wanted = reveal({ container, secret: join(folder, 'a.png') });
        await assert.rejects(
          wanted,
          /^Error: What is hidden is not a picture to write to .*a\.png but a file, /,
        );
        assert.deepEqual(await readdir(folder), []);
      });
    }
  }

  it('says why it is so large where it does not fit', async () => {
    await assert.rejects(hidden('damaged.jpg', { rate: 0.02 }), {
      name: 'PayloadTooLargeError',
      message: /^damaged\.jpg takes .* damaged\.jpg cannot be opened as a picture and is hidden as a file/,
    });
  });
});

describe('a file that was carried for a picture', () => {
  let container: string;
  before(async () => {
    ({ container } = await hidden('holiday.jpg', { embedding: 'q4' }));
  });

  it('is written as it is under any ending of its format, and without one', async () => {
    const folder = await temporaryFolder();
    for (const name of ['a.jpg', 'b.JPEG', 'c.jfif', 'd']) {
      const shown = await reveal({ container, secret: join(folder, name) });
      assert.deepEqual([shown.kind, shown.warnings], ['file', []]);
      assert.deepEqual(await readFile(shown.secret), await readFile(at('holiday.jpg')));
    }
  });

  it('is written as its pixels where PNG or WebP is asked for, as the README does, and that is said', async () => {
    const folder = await temporaryFolder();
    const expected = (await readPicture(at('holiday.jpg'))).image;
    for (const name of ['holiday.png', 'holiday.WEBP']) {
      const shown = await reveal({ container, secret: join(folder, name) });
      assert.deepEqual(
        [shown.kind, shown.name, shown.width, shown.height],
        ['picture', 'holiday.jpg', 48, 64],
      );
      assert.equal(shown.warnings.length, 1);
      assert.match(
        shown.warnings[0]!,
        /^What is hidden is the original file, holiday\.jpg \(image\/jpeg\), and its picture was written as /,
      );
      assert.deepEqual((await readPicture(shown.secret)).image, expected);
    }
  });

  it('keeps profile and opacities in another format, stands upright, and says what it cannot keep', async () => {
    const tiff = at('layers.tiff');
    await sharp(at('photo.png')).ensureAlpha(0.5).withIccProfile('p3').tiff().toFile(tiff);
    for (const [name, lost] of [
      ['layers.tiff', undefined],
      ['turned.jpg', undefined],
      ['print.jpg', /written as PNG, without its CMYK or Lab encoding; /],
    ] as const) {
      const { container } = await hidden(name, { quality: 'original', embedding: 'q16' });
      const path = join(await temporaryFolder(), 'shown.png');
      const { warnings } = await reveal({ container, secret: path });
      if (lost === undefined) assert.doesNotMatch(warnings.join(), /without/);
      else assert.match(warnings.join(), lost);
      const [before, after] = [await readPicture(at(name)), await readPicture(path)];
      assert.deepEqual(after.image, before.image);
      assert.deepEqual([after.alpha, after.profile], [before.alpha, before.profile]);
    }
  });

  it('is refused under any other ending', async () => {
    const folder = await temporaryFolder();
    await assert.rejects(reveal({ container, secret: join(folder, 'a.pdf') }), { code: 'output-format' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('shows no terminal what its sender put into its name', async () => {
    const secret = fileSecret('a\u001b[31m.jpg', await readFile(at('holiday.jpg')));
    const path = join(await temporaryFolder(), 'container.png');
    const { container } = await hideExact(noise(96, 96, 'name'), [{ secret }], CODER, { embedding: 'q4' });
    await writePicture(path, container);
    const { warnings } = await reveal({ container: path, secret: join(await temporaryFolder(), 'a.png') });
    assert.equal(warnings.length, 1);
    assert.ok(!warnings[0]!.includes('\u001b'));
  });
});

describe('what was revealed', () => {
  it('is measured against all that was given, and other bytes are not taken for it', async () => {
    const content = new Uint8Array(await readFile(at('holiday.jpg')));
    const picture = pictureSecret('holiday.jpg', content, await decodePicture(content, 'holiday.jpg'));
    const file = fileSecret('holiday.jpg', content);
    const changed = fileSecret('holiday.jpg', content.with(700, content[700]! ^ 1));
    const shorter = fileSecret('holiday.jpg', content.subarray(1));
    const other = { kind: 'picture', name: '', image: noise(2, 2, 'other') } as const;
    for (const secret of [picture, file]) {
      assert.deepEqual(revealedFidelity(secret, file), EXACT);
      for (const wrong of [changed, shorter, other]) assert.equal(revealedFidelity(secret, wrong), undefined);
    }
    assert.deepEqual(revealedFidelity(picture, picture), EXACT);
    assert.equal(revealedFidelity({ ...picture, original: undefined }, file), undefined);
  });
});
