/** `pentimento hide --method exact` and `pentimento reveal`. */
import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

const PASSPHRASE = 'staple anvil carpet moon';
const OTHER = 'quite another sentence';

/** Files that are read and never changed. */
let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 128, 96);
  await writeSample('astronaut.png', at('secret.png'), 40, 32);
  await writeFile(at('letter.pdf'), Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300, 0xe2)]));
  await writeFile(at('ann.txt'), `${PASSPHRASE}\n`);
  await writeFile(at('bob.txt'), OTHER);
  await sharp(at('cover.png')).resize(40, 40).toFile(at('small.png'));
});

const hide = (secrets: readonly string[], container: string, ...more: string[]) =>
  pentimento([
    'hide',
    ...secrets.map(at),
    '--in',
    at('cover.png'),
    '--out',
    container,
    '--method',
    'exact',
    ...more,
  ]);

describe('pentimento hide --method exact', () => {
  it('hides any file, and reveal brings it back into a folder, without the method’s name', async () => {
    const folder = await temporaryFolder();
    const container = join(folder, 'container.png');
    const hidden = await hide(['letter.pdf'], container, '--embedding', 'ternary');
    assert.equal(hidden.code, 0, hidden.err);
    assert.match(hidden.out, /^Wrote .*container\.png \(exact method, [\d.]+ s\)\n/);
    assert.match(hidden.out, /secret -> revealed +exact +1\.0000 +0\.00\n/);
    assert.match(
      hidden.out,
      /\nletter\.pdf: 309 bytes as they are; 3\d\d bytes encrypted, 0\.\d{3} bits a sample \(digits modulo 3\)\n/,
    );
    assert.match(hidden.out, /\n[\d.]+ % of the samples changed\n$/);
    assert.match(hidden.err, /^Note: No passphrase: anyone with Pentimento can reveal the secret\n$/);
    const out = await temporaryFolder();
    const shown = await pentimento(['reveal', container, '--out', out]);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /^Wrote .*letter\.pdf \(application\/pdf, exact method, [\d.]+ s\)\n$/);
    assert.deepEqual(await readFile(join(out, 'letter.pdf')), await readFile(at('letter.pdf')));

    const again = await pentimento(['reveal', container, '--out', out]);
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /^Wrote .*letter-2\.pdf /);
    const picture = await pentimento(['reveal', container, '--out', join(out, 'letter.png')]);
    assert.deepEqual([picture.code, picture.out], [1, '']);
    assert.match(picture.err, /^What is hidden is not a picture to write to .*\n$/);
    assert.deepEqual((await readdir(out)).sort(), ['letter-2.pdf', 'letter.pdf']);
  });

  it('hides for several receivers, prints JSON and nothing else, and never a passphrase', async () => {
    const folder = await temporaryFolder();
    const container = join(folder, 'container.png');
    const passphrases = ['--passphrase-file', at('ann.txt'), '--passphrase-file', at('bob.txt')];
    const said: string[] = [];
    const hidden = await hide(
      ['secret.png', 'letter.pdf'],
      container,
      ...passphrases,
      '--quality',
      '40',
      '--json',
    );
    said.push(hidden.out, hidden.err);
    assert.equal(hidden.code, 0, hidden.err);
    const report = JSON.parse(hidden.out);
    assert.deepEqual(Object.keys(report), [
      'container',
      'method',
      'cover',
      'secret',
      'payloads',
      'changeRate',
      'seconds',
      'warnings',
    ]);
    assert.deepEqual([report.container, report.method], [container, 'exact']);
    assert.deepEqual(
      report.payloads.map(({ name, kind }: Record<string, unknown>) => [name, kind]),
      [
        ['secret.png', 'picture'],
        ['letter.pdf', 'file'],
      ],
    );
    for (const payload of report.payloads) {
      assert.deepEqual(Object.keys(payload), [
        'name',
        'kind',
        'coding',
        'lost',
        'bytes',
        'bitsPerSample',
        'shape',
        'distortion',
        'secret',
      ]);
    }
    assert.ok(report.changeRate > 0 && report.changeRate < 0.5);
    assert.deepEqual(Object.keys(report.seconds), ['hide', 'verify', 'total']);
    assert.deepEqual(report.warnings, []);

    const revealed = join(folder, 'revealed.png');
    const ann = await pentimento([
      'reveal',
      container,
      '--out',
      revealed,
      '--passphrase-file',
      at('ann.txt'),
      '--json',
    ]);
    const { seconds, ...rest } = JSON.parse(ann.out);
    assert.ok(seconds.total > 0);
    assert.deepEqual(rest, {
      secret: revealed,
      method: 'exact',
      kind: 'picture',
      name: 'secret.png',
      width: 40,
      height: 32,
      authenticated: true,
      warnings: [],
    });
    const wrong = await pentimento(['reveal', container, '--out', join(folder, 'no.png')]);
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.match(wrong.err, /^Nothing is hidden in .*container\.png/);
    said.push(ann.out, ann.err, wrong.err, (await readFile(container)).toString('latin1'));
    assert.ok(said.every((text) => !text.includes(PASSPHRASE) && !text.includes(OTHER)));
    assert.deepEqual((await readdir(folder)).sort(), ['container.png', 'revealed.png']);
  });

  it('carries a photo’s own file where it fits, and reveals it as PNG as the README does, or as it was', async () => {
    const folder = await temporaryFolder();
    await sharp(at('secret.png')).jpeg({ quality: 60 }).toFile(join(folder, 'holiday.jpg'));
    const { length } = await readFile(join(folder, 'holiday.jpg'));
    const container = join(folder, 'cat.png');
    const passphrase = ['--passphrase-file', at('ann.txt')];
    const files = ['hide', join(folder, 'holiday.jpg'), '--in', at('cover.png'), '--out', container];
    const hidden = await pentimento([...files, '--method', 'exact', ...passphrase]);
    assert.deepEqual([hidden.code, hidden.err], [0, '']);
    assert.match(hidden.out, /\nsecret -> revealed +exact +1\.0000 +0\.00\n/);
    const coding = `\nholiday.jpg: the original file, ${length.toLocaleString('en')} bytes; `;
    assert.ok(hidden.out.includes(coding), hidden.out);
    for (const name of ['holiday.png', 'again.jpg']) {
      const out = join(folder, name);
      const shown = await pentimento(['reveal', container, '--out', out, ...passphrase]);
      assert.equal(shown.code, 0, shown.err);
      assert.equal((await sharp(out).metadata()).format, name.endsWith('png') ? 'png' : 'jpeg');
      if (name.endsWith('png'))
        assert.match(shown.err, /^Note: What is hidden is the original file, holiday\.jpg /);
      else assert.deepEqual(await readFile(out), await readFile(join(folder, 'holiday.jpg')));
    }
  });

  it('calls nothing exact that came without its transparency', async () => {
    const folder = await temporaryFolder();
    await sharp(at('cover.png'))
      .ensureAlpha(0.5)
      .png({ compressionLevel: 0 })
      .toFile(join(folder, 'logo.png'));
    const files = ['hide', join(folder, 'logo.png'), '--in', at('cover.png'), '--out', join(folder, 'a.png')];
    const lossless = await pentimento([...files, '--method', 'exact', '--lossless']);
    assert.deepEqual([lossless.code, lossless.out], [1, '']);
    assert.match(lossless.err, /^logo\.png, whose transparency only its original file keeps, takes .*\n$/);
    const { code, out, err } = await pentimento([...files, '--method', 'exact', '--embedding', 'ternary']);
    assert.equal(code, 0, err);
    assert.match(out, /\nsecret -> revealed, without transparency +[\d.]+ /);
    assert.match(err, /^Note: logo\.png: its transparency is not hidden; /m);
  });

  it('and capacity says where a picture’s own file fits', async () => {
    const folder = await temporaryFolder();
    const secret = join(folder, 'holiday.jpg');
    await sharp(at('secret.png')).resize(96, 72).jpeg({ quality: 40 }).toFile(secret);
    const { length } = await readFile(secret);
    const { code, out, err } = await pentimento(['capacity', at('cover.png'), '--secret', secret, '--json']);
    assert.equal(code, 0, err);
    for (const { options, bytes, secretPsnr } of JSON.parse(out).rows) {
      if (bytes >= length) assert.equal(secretPsnr, 'Infinity', options);
      else if (secretPsnr !== null) assert.notEqual(secretPsnr, 'Infinity', options);
    }
    const small = await pentimento(['capacity', at('cover.png'), '--secret', secret]);
    assert.match(small.out, new RegExp(`Its own file takes ${length.toLocaleString('en')} bytes, `));
  });

  it('and a container of the deep method reveals as before', async () => {
    const folder = await temporaryFolder();
    const container = join(folder, 'container.png');
    await cp(join(ROOT, 'test', 'hiding', 'stored', 'baluja-frame1.png'), container);
    const shown = await pentimento(['reveal', container, '--out', join(folder, 'revealed.png')]);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /, model baluja, /);
  });
});

describe('options that do not go together end with one sentence, exit code 1 and no file', {
  concurrency: 2,
}, () => {
  const exact = (...more: string[]) => ['--method', 'exact', ...more];
  const ann = () => ['--passphrase-file', at('ann.txt')];
  const cases: readonly [string, secrets: readonly string[], options: () => readonly string[], RegExp][] = [
    [
      'a model with the exact method',
      ['secret.png'],
      () => exact('--model', 'baluja'),
      /^--model does nothing with --method exact; it belongs to --method deep/,
    ],
    [
      'a quality with the deep one',
      ['secret.png'],
      () => ['--quality', '50'],
      /^--quality does nothing with --method deep; it belongs to --method exact/,
    ],
    [
      'lossless and a quality',
      ['secret.png'],
      () => exact('--lossless', '--quality', '50'),
      /^Expected --lossless or --quality 50 but received both/,
    ],
    [
      'fewer passphrases than secrets',
      ['secret.png', 'letter.pdf'],
      () => exact(...ann()),
      /^Expected a --passphrase-file for each of 2 secrets but received 1/,
    ],
    [
      'one passphrase for two',
      ['secret.png', 'letter.pdf'],
      () => exact(...ann(), ...ann()),
      /^Expected a passphrase of its own for every secret/,
    ],
    [
      'a small cover',
      ['letter.pdf'],
      () => exact('--in', at('small.png')),
      /^Expected a cover of at least 4,096 pixels/,
    ],
    [
      'an unknown embedding',
      ['letter.pdf'],
      () => exact('--embedding', 'q17'),
      /Expected trellis, matching, ternary, or q4 to q16/,
    ],
    [
      'an unknown quality',
      ['letter.pdf'],
      () => exact('--quality', '101'),
      /Expected auto, lossless, original or a whole number/,
    ],
    ['three parts', ['letter.pdf'], () => exact('--parts', '3'), /Expected 1, 2, 4 or 8 for --parts/],
  ];
  for (const [what, secrets, options, message] of cases) {
    it(what, async () => {
      const folder = await temporaryFolder();
      const container = join(folder, 'container.png');
      const args = ['hide', ...secrets.map(at), '--in', at('cover.png'), '--out', container, ...options()];
      const { code, out, err } = await pentimento(args);
      assert.deepEqual([code, out], [1, ''], err);
      assert.match(err.replace(/^error: option .* is invalid\. /, ''), message);
      assert.doesNotMatch(err, /^\s+at |Error:/m);
      assert.deepEqual(await readdir(folder), []);
    });
  }
});
