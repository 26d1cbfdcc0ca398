/** The exact method with files: what is written, what is refused, and that nothing is left behind. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import type { HideOptions, RevealReport } from '../../src/hiding/file-options.node.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import type { Progress } from '../../src/jobs/work.ts';
import { hideExact } from '../../src/methods/exact/exact-method.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { CODER, file, noise } from './exact-cases.ts';

/** Files that are read and never changed. */
let files: string;
const at = (name: string): string => join(files, name);
/** Bytes of a file that starts like a PDF: any bytes, not text. */
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), randomBytes(700)]);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 128, 96);
  await writeSample('astronaut.png', at('secret.jpg'), 48, 64);
  await writeFile(at('plan.pdf'), PDF);
  await writeFile(at('note.txt'), 'Grüße\n');
  await writeFile(at('nothing'), '');
  await sharp(at('cover.png')).resize(40, 40).toFile(at('small.png'));
  await sharp(at('cover.png')).ensureAlpha(0.5).toFile(at('clear.png'));
});

/** Hides files for everyone, or each for its passphrase; uniform, which is quicker to plan. */
async function hidden(secret: string, options: Partial<HideOptions> = {}) {
  const container = join(await temporaryFolder(), 'container.png');
  const report = await hide({
    secret: at(secret),
    cover: at('cover.png'),
    container,
    method: 'exact',
    ...(options.embedding === undefined && { distortion: 'uniform' }),
    ...options,
  });
  return { container, report };
}

/** What is revealed into a folder. */
async function revealed(container: string, passphrase?: string): Promise<RevealReport> {
  return reveal({ container, secret: await temporaryFolder(), passphrase });
}

/** Work that was just begun fails with one sentence, and leaves a folder as it was. */
async function fails(folder: string, work: () => Promise<unknown>, message: RegExp, name = 'Error') {
  const before = await readdir(folder);
  await assert.rejects(work(), (error: Error) => {
    assert.match(error.message, message);
    assert.ok(!error.message.includes('\n'), error.message);
    assert.equal(error.name, name);
    return true;
  });
  assert.deepEqual(await readdir(folder), before);
}

describe('files by the exact method', () => {
  for (const [name, mediaType] of [
    ['plan.pdf', 'application/pdf'],
    ['note.txt', 'text/plain'],
    ['nothing', undefined],
  ] as const) {
    it(`${name} comes back byte for byte under its own name`, async () => {
      const { container, report } = await hidden(name);
      assert.deepEqual(report.secret, { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 });
      assert.equal(report.payloads![0]!.kind, 'file');
      const shown = await revealed(container);
      assert.ok(shown.secret.endsWith(`/${name}`) || shown.secret.endsWith(`\\${name}`), shown.secret);
      assert.deepEqual(await readFile(shown.secret), await readFile(at(name)));
      assert.equal(shown.kind, 'file');
      if (mediaType !== undefined) assert.equal(shown.mediaType, mediaType);
    });
  }

  it('a picture comes back as the report says, into a folder as a PNG of its name', async () => {
    const { container, report } = await hidden('secret.jpg', { passphrase: 'mine', quality: 50 });
    const shown = await revealed(container, 'mine');
    assert.match(shown.secret, /secret\.png$/);
    const { image } = await readPicture(shown.secret);
    assert.deepEqual([shown.kind, image.width, image.height], ['picture', 48, 64]);
    const original = await readPicture(at('secret.jpg'));
    assert.equal(psnr(original.image, image), report.secret.psnr);
    const [cover, written] = await Promise.all([at('cover.png'), container].map((path) => readPicture(path)));
    assert.equal(psnr(cover!.image, written!.image), report.cover.psnr);
    const changed = cover!.image.data.filter((sample, i) => sample !== written!.image.data[i]).length;
    assert.equal(report.changeRate, changed / cover!.image.data.length);
  });

  it('a picture comes back as it was: without loss, or as its very file', async () => {
    const lossless = await hidden('secret.jpg', { quality: 'lossless' });
    assert.equal(lossless.report.secret.psnr, Number.POSITIVE_INFINITY);
    const original = await hidden('secret.jpg', { quality: 'original' });
    const shown = await revealed(original.container);
    assert.deepEqual(await readFile(shown.secret), await readFile(at('secret.jpg')));
    assert.deepEqual([shown.kind, shown.name, shown.mediaType], ['file', 'secret.jpg', 'image/jpeg']);
  });

  it('several receivers get each their own', async () => {
    const furtherSecrets = [{ secret: at('note.txt'), passphrase: 'second' }];
    const { container, report } = await hidden('plan.pdf', { passphrase: 'first', furtherSecrets });
    assert.deepEqual(
      report.payloads!.map(({ name }) => name),
      ['plan.pdf', 'note.txt'],
    );
    for (const [passphrase, name] of [
      ['first', 'plan.pdf'],
      ['second', 'note.txt'],
    ] as const) {
      const shown = await revealed(container, passphrase);
      assert.deepEqual(await readFile(shown.secret), await readFile(at(name)));
    }
    const folder = await temporaryFolder();
    await assert.rejects(reveal({ container, secret: folder }), NothingHiddenError);
    assert.deepEqual(await readdir(folder), []);
  });

  it('is written as WebP, too, and keeps the transparency of the cover', async () => {
    const container = join(await temporaryFolder(), 'container.webp');
    const cover = at('clear.png');
    await hide({ secret: at('note.txt'), cover, container, method: 'exact', embedding: 'ternary' });
    assert.equal((await sharp(container).metadata()).hasAlpha, true);
    assert.equal((await revealed(container)).name, 'note.txt');
  });

  it('says what is not hidden of a picture', async () => {
    const { report } = await hidden('clear.png', { quality: 20 });
    assert.ok(report.warnings.some((warning) => /transparency is not hidden/.test(warning)));
  });

  it('progress goes up to 1 and never back', async () => {
    const hiding: number[] = [];
    const { container } = await hidden('note.txt', { onProgress: ({ done }) => hiding.push(done) });
    const revealing: number[] = [];
    const onProgress = ({ done }: Progress): void => void revealing.push(done);
    await reveal({ container, secret: await temporaryFolder(), onProgress });
    for (const told of [hiding, revealing]) {
      assert.deepEqual(
        told,
        [...told].sort((a, b) => a - b),
      );
      assert.equal(told.at(-1), 1);
    }
  });
});

describe('where a revealed file goes', () => {
  let container: string;
  before(async () => {
    ({ container } = await hidden('plan.pdf', { embedding: 'q4' }));
  });

  it('to the file that was asked for, with the same ending or none', async () => {
    const folder = await temporaryFolder();
    for (const name of ['other.pdf', 'OTHER.PDF', 'plain']) {
      const { secret } = await reveal({ container, secret: join(folder, name) });
      assert.deepEqual(await readFile(secret), PDF);
    }
    assert.deepEqual((await readdir(folder)).sort(), ['OTHER.PDF', 'other.pdf', 'plain']);
  });

  it('over the file that was asked for, where it may be replaced, and over none in a folder', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'plan.pdf'), 'mine');
    for (const name of ['plan-2.pdf', 'plan-3.pdf']) {
      const { secret } = await reveal({ container, secret: folder, overwrite: true });
      assert.equal(secret, join(folder, name));
      assert.deepEqual(await readFile(secret), PDF);
    }
    const plan = join(folder, 'plan.pdf');
    await fails(folder, () => reveal({ container, secret: plan }), /^Expected a new file .*plan\.pdf exists/);
    assert.equal(await readFile(plan, 'utf8'), 'mine');
    await reveal({ container, secret: plan, overwrite: true });
    assert.deepEqual(await readFile(plan), PDF);
  });

  it('not to a file with another ending, of a picture or of anything', async () => {
    const folder = await temporaryFolder();
    for (const name of ['plan.png', 'plan.txt']) {
      const message =
        /^What is hidden is not a picture to write to .* but a file, plan\.pdf \(application\/pdf\)/;
      await fails(folder, () => reveal({ container, secret: join(folder, name) }), message);
    }
  });

  it('not to a folder that does not exist', async () => {
    const folder = await temporaryFolder();
    await fails(folder, () => reveal({ container, secret: join(folder, 'none', 'a.pdf') }), /does not exist/);
  });

  it('not of a picture to a file that would lose it', async () => {
    const folder = await temporaryFolder();
    const { container } = await hidden('secret.jpg', { quality: 40 });
    await fails(folder, () => reveal({ container, secret: join(folder, 'a.jpg') }), /\.png or \.webp/);
    await fails(folder, () => reveal({ container, secret: join(folder, 'a.pdf') }), /\.png or \.webp/);
  });

  it('under a harmless name, whatever the sender called it', async () => {
    for (const [name, own] of [
      ['../../outside.txt', 'outside.txt'],
      ['..', 'secret'],
      ['CON.txt', '_CON.txt'],
      ['.hidden', 'hidden'],
      ['😀'.repeat(63), '😀'.repeat(60)],
    ] as const) {
      const path = join(await temporaryFolder(), 'container.png');
      const secret = file(5, name);
      const options = { embedding: 'matching' } as const;
      await writePicture(
        path,
        (await hideExact(noise(64, 64, name), [{ secret }], CODER, options)).container,
      );
      const parent = await temporaryFolder();
      const folder = join(parent, 'in', 'here');
      await mkdir(folder, { recursive: true });
      const shown = await reveal({ container: path, secret: folder });
      assert.equal(shown.secret, join(folder, own));
      assert.deepEqual(await readdir(folder), [own]);
      assert.deepEqual(await readdir(parent, { recursive: true }), [
        'in',
        join('in', 'here'),
        join('in', 'here', own),
      ]);
    }
  });
});

describe('hiding files is refused with a sentence, and nothing is left behind', () => {
  type Paths = Readonly<Partial<Record<'secret' | 'cover' | 'container', string>>>;
  const cases: readonly [string, Partial<HideOptions> & Paths, RegExp, name?: string][] = [
    [
      'a file that does not exist',
      { secret: 'none.pdf' },
      /^Expected a file to hide but received none\.pdf \(which does not exist\)$/,
    ],
    ['a folder', { secret: '.' }, /^Expected a file to hide but received \. \(a folder\)$/],
    ['a model', { model: 'baluja' }, /^The method exact has no option model$/, 'TypeError'],
    ['a device', { device: 'cpu' }, /^The method exact has no option device$/, 'TypeError'],
    [
      'a quality for the deep method',
      { method: 'deep', quality: 50 },
      /^The method deep has no option quality$/,
      'TypeError',
    ],
    [
      'parts for the deep method',
      { method: 'deep', parts: 2 },
      /^The method deep has no option parts$/,
      'TypeError',
    ],
    [
      'two receivers with one passphrase',
      { passphrase: 'a', furtherSecrets: [{ secret: '', passphrase: 'a' }] },
      /^Expected a passphrase of its own/,
      'RangeError',
    ],
    [
      'more receivers than parts',
      { passphrase: 'a', parts: 1, furtherSecrets: [{ secret: '', passphrase: 'b' }] },
      /^Expected one secret/,
      'RangeError',
    ],
    [
      'too small a cover',
      { cover: 'small.png' },
      /at least 4,096 pixels for the exact method but received 40x40/,
      'RangeError',
    ],
    [
      'too large a file',
      { secret: 'cover.png', quality: 'original', favour: 'cover' },
      /^cover\.png takes [\d,]+ bytes and there is room for [\d,]+ with these settings\. What would do: /,
      'PayloadTooLargeError',
    ],
    ['a container that is a JPEG', { container: 'a.jpg' }, /a lossy file destroys what was hidden/],
    [
      'an empty passphrase',
      { passphrase: '' },
      /^Expected at least one character for the passphrase/,
      'RangeError',
    ],
  ];
  for (const [what, options, message, name] of cases) {
    it(what, async () => {
      const folder = await temporaryFolder();
      const inFiles = (path: string) =>
        path.includes('.') && !path.startsWith('none') && path !== '.' ? at(path) : path;
      const container = join(folder, options.container ?? 'container.png');
      const further = options.furtherSecrets?.map(({ passphrase }) => ({
        secret: at('note.txt'),
        passphrase,
      }));
      const all: HideOptions = {
        method: 'exact',
        ...options,
        secret: inFiles(options.secret ?? 'note.txt'),
        cover: at(options.cover ?? 'cover.png'),
        container,
        ...(further && { furtherSecrets: further }),
      };
      await fails(folder, () => hide(all), message, name);
    });
  }

  it('over the secret or the cover itself', async () => {
    for (const container of ['cover.png', 'clear.png']) {
      const before = (await stat(at(container))).mtimeMs;
      const options = { secret: at('clear.png'), cover: at('cover.png'), method: 'exact' } as const;
      await fails(
        files,
        () => hide({ ...options, container: at(container) }),
        /^Expected another file to write to/,
      );
      assert.equal((await stat(at(container))).mtimeMs, before);
    }
  });

  it('when it is aborted', async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    const options: HideOptions = {
      secret: at('note.txt'),
      cover: at('cover.png'),
      container: join(folder, 'container.png'),
      method: 'exact',
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    };
    await fails(folder, () => hide(options), /^enough$/);
  });
});
