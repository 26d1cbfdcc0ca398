import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

const PASSPHRASE = 'correct horse battery staple';

/** A folder with pictures, sound and broken ones; nothing is ever written into it. */
let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 96, 72);
  await writeSample('astronaut.png', at('secret.png'), 64, 80);
  const whole = await readFile(at('cover.png'));
  await writeFile(at('short.png'), whole.subarray(0, whole.length / 2));
  await writeFile(at('empty.png'), '');
  await writeFile(at('notes.txt'), 'hello\n');
  await writeFile(at('passphrase.txt'), `${PASSPHRASE}\n`);
  await writeFile(at('empty.txt'), '\n');
  await writeFile(at('binary.txt'), Buffer.from([0xff, 0xfe, 0x80]));
  await sharp(at('cover.png')).resize(20, 20).toFile(at('small.png'));
  await mkdir(at('folder.png'));
  await cp(join(ROOT, 'models', 'baluja'), at('damaged'), { recursive: true });
  const network = await readFile(at('damaged/hide.onnx'));
  network[1000]! ^= 1;
  await writeFile(at('damaged/hide.onnx'), network);
  await mkdir(at('no-json'));
  await writeFile(at('no-json/model.json'), '<html>');
});

const FIDELITY = ['psnr', 'ssim', 'mae'];

describe('pentimento hide and reveal', () => {
  it('hide a picture in another and get it back', async () => {
    const folder = await temporaryFolder();
    const [container, revealed] = [join(folder, 'container.png'), join(folder, 'revealed.png')];
    const hidden = await pentimento(['hide', at('secret.png'), '--in', at('cover.png'), '--out', container]);
    assert.equal(hidden.code, 0, hidden.err);
    assert.match(hidden.out, /^Wrote .*container\.png \(model invertible, [\d.]+ s\)\n/);
    assert.match(hidden.out, /cover -> container +\d+\.\d\d +0\.\d{4} +\d+\.\d\d\n/);
    assert.match(hidden.out, /secret -> revealed +\d+\.\d\d +0\.\d{4} +\d+\.\d\d\n$/);
    assert.match(hidden.err, /^Note: No passphrase: anyone with Pentimento can reveal the secret\n/);
    const shown = await pentimento(['reveal', container, '--out', revealed]);
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /^Wrote .*revealed\.png \(64x80, model invertible, [\d.]+ s\)\n$/);
    assert.deepEqual((await readdir(folder)).sort(), ['container.png', 'revealed.png']);
  });

  it('print JSON of the shape that the issue gives, and nothing else', async () => {
    const folder = await temporaryFolder();
    const [container, revealed] = [join(folder, 'container.webp'), join(folder, 'revealed.png')];
    const hidden = await pentimento([
      'hide',
      at('secret.png'),
      '--in',
      at('cover.png'),
      '--out',
      container,
      '--json',
    ]);
    assert.equal(hidden.err, '');
    const report = JSON.parse(hidden.out);
    assert.deepEqual(Object.keys(report), [
      'container',
      'method',
      'model',
      'cover',
      'secret',
      'seconds',
      'warnings',
    ]);
    assert.deepEqual([report.container, report.method, report.model], [container, 'deep', 'invertible']);
    for (const side of ['cover', 'secret']) {
      assert.deepEqual(Object.keys(report[side]), FIDELITY);
      for (const figure of FIDELITY) assert.equal(typeof report[side][figure], 'number');
    }
    for (const seconds of Object.values(report.seconds)) assert.equal(typeof seconds, 'number');
    assert.ok(report.warnings.every((warning: unknown) => typeof warning === 'string'));

    const shown = await pentimento(['reveal', container, '--out', revealed, '--json']);
    assert.equal(shown.err, '');
    const { seconds, ...rest } = JSON.parse(shown.out);
    assert.ok(seconds.total > 0);
    assert.deepEqual(rest, {
      secret: revealed,
      method: 'deep',
      model: 'invertible',
      kind: 'picture',
      width: 64,
      height: 80,
      authenticated: true,
      warnings: [],
    });
  });

  it('keep a passphrase to themselves, and need the same one', async () => {
    const folder = await temporaryFolder();
    const [container, revealed] = [join(folder, 'container.png'), join(folder, 'revealed.png')];
    const said: string[] = [];
    const run = async (args: readonly string[]): Promise<number | null> => {
      const work = pentimento(args, {
        node: ['--import', `data:text/javascript,process.on("exit",()=>console.error(process.title))`],
        onError: (_, pid) => {
          if (process.platform === 'linux') said.push(commandLine(pid));
        },
      });
      const { code, out, err } = await work;
      said.push(out, err);
      return code;
    };
    const passphrase = ['--passphrase-file', at('passphrase.txt')];
    const hide = ['hide', at('secret.png'), '--in', at('cover.png'), '--out', container];
    assert.equal(await run([...hide, ...passphrase, '--json']), 0);
    assert.equal(await run(['reveal', container, '--out', revealed]), 2);
    assert.equal(
      await run(['reveal', container, '--out', revealed, '--passphrase-file', at('notes.txt')]),
      2,
    );
    assert.deepEqual(await readdir(folder), ['container.png']);
    assert.equal(await run(['reveal', container, '--out', revealed, ...passphrase]), 0);
    assert.ok(said.every((text) => !text.includes('correct horse') && !text.includes('hello')));
    assert.ok(!(await readFile(container)).includes('correct horse'));
  });

  it('say that nothing is hidden, with exit code 2 and no file', async () => {
    const folder = await temporaryFolder();
    const { code, out, err } = await pentimento([
      'reveal',
      at('cover.png'),
      '--out',
      join(folder, 'a.png'),
      '--json',
    ]);
    assert.deepEqual([code, err], [2, '']);
    const { error } = JSON.parse(out);
    assert.equal(error.code, 'nothing-hidden');
    assert.match(
      error.message,
      /^Nothing is hidden in .*cover\.png .*\(chance of a false "yes": 1 in 10\^18\)\.$/,
    );
    assert.deepEqual(await readdir(folder), []);
  });

  it('reveal by force, and say that it may be noise', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'a.png');
    const forced = await pentimento([
      'reveal',
      at('cover.png'),
      '--out',
      out,
      '--force',
      '--model',
      'baluja',
    ]);
    assert.equal(forced.code, 0, forced.err);
    assert.match(forced.err, /^Note: Unauthenticated: .* may be noise and not a secret\n$/);
    assert.equal((await sharp(out).metadata()).width, 96);
  });
});

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has just ended.
    return '';
  }
}

describe('bad input ends with one clear sentence, exit code 1 and no file', { concurrency: 2 }, () => {
  const hide = (change: Readonly<Record<string, string>>) => (out: string) => {
    const { secret = at('secret.png'), '--out': to = join(out, 'out.png'), ...options } = change;
    const flags = { '--in': at('cover.png'), ...options };
    return ['hide', secret, '--out', to, ...Object.entries(flags).flat()];
  };
  const reveal =
    (container: string, ...more: string[]) =>
    (out: string) => ['reveal', at(container), '--out', join(out, 'out.png'), ...more];
  /** Arguments are made when the pictures are there. */
  const cases: readonly [string, (out: string) => readonly string[], RegExp][] = [
    ['a missing secret', (out) => hide({ secret: at('none.png') })(out), /none\.png does not exist/],
    ['a missing cover', (out) => hide({ '--in': at('none.png') })(out), /none\.png does not exist/],
    [
      'text for a cover',
      (out) => hide({ '--in': at('notes.txt') })(out),
      /Expected a PNG.*notes\.txt \(text\/plain\)/,
    ],
    ['text for a secret', (out) => hide({ secret: at('notes.txt') })(out), /Expected a PNG.*notes\.txt/],
    ['a folder for a cover', (out) => hide({ '--in': at('folder.png') })(out), /folder\.png \(a folder\)/],
    [
      'a truncated cover',
      (out) => hide({ '--in': at('short.png') })(out),
      /short\.png is damaged or cut short/,
    ],
    [
      'a truncated secret',
      (out) => hide({ secret: at('short.png') })(out),
      /short\.png is damaged or cut short/,
    ],
    ['an empty cover', (out) => hide({ '--in': at('empty.png') })(out), /empty\.png \(an empty file\)/],
    ['a small cover', (out) => hide({ '--in': at('small.png') })(out), /at least 32 pixels a side .* 20x20/],
    ['a folder to write to', (out) => hide({ '--out': join(out, '..') })(out), /ending in \.png or \.webp/],
    [
      'a folder named like a picture',
      () => hide({ '--out': at('folder.png') })(''),
      /folder\.png \(a folder\)/,
    ],
    [
      'a missing folder to write to',
      (out) => hide({ '--out': join(out, 'none', 'a.png') })(out),
      /its folder .*none does not exist/,
    ],
    [
      'a JPEG to write',
      (out) => hide({ '--out': join(out, 'a.jpg'), '--method': 'exact' })(out),
      /a lossy file destroys what was hidden.*; --method jpeg hides in such a file/,
    ],
    ['the cover to write', () => hide({ '--out': at('cover.png') })(''), /Expected another file to write to/],
    [
      'an unknown model',
      (out) => hide({ '--model': 'hinet' })(out),
      /Expected one of .*baluja.* received hinet/,
    ],
    ['a corrupt model', (out) => hide({ '--model': at('damaged') })(out), /is damaged: hide\.onnx/],
    [
      'a model.json that is none',
      (out) => hide({ '--model': at('no-json') })(out),
      /Expected JSON in model\.json/,
    ],
    [
      'an empty passphrase file',
      (out) => hide({ '--passphrase-file': at('empty.txt') })(out),
      /Expected a passphrase in .*empty\.txt but the file is empty/,
    ],
    [
      'a missing passphrase file',
      (out) => hide({ '--passphrase-file': at('none.txt') })(out),
      /--passphrase-file but received .*none\.txt \(which does not exist\)/,
    ],
    [
      'a folder for a passphrase file',
      (out) => hide({ '--passphrase-file': files })(out),
      /--passphrase-file but received .* \(a folder\)/,
    ],
    [
      'a passphrase that is not text',
      (out) => hide({ '--passphrase-file': at('binary.txt') })(out),
      /Expected UTF-8 text for the passphrase/,
    ],
    [
      'a picture for a passphrase',
      (out) => hide({ '--passphrase-file': join(ROOT, 'samples', 'coffee.png') })(out),
      /Expected a passphrase of at most 65536 bytes/,
    ],
    ['a missing container', reveal('none.png'), /none\.png does not exist/],
    ['a truncated container', reveal('short.png'), /short\.png is damaged or cut short/],
    ['text for a container', reveal('notes.txt'), /Expected a PNG/],
    [
      'force without a model',
      reveal('cover.png', '--force'),
      /Expected a model to force revealing with: .*; add --model$/m,
    ],
    [
      'an unknown model to reveal with',
      reveal('cover.png', '--force', '--model', 'x'),
      /or a model folder for --model but received x/,
    ],
  ];
  // Root may write anywhere but to a file system that takes no files.
  if (process.platform === 'linux') {
    const unwritable = (): string[] => [...hide({ '--out': '/proc/container.png' })('')];
    it('a place that cannot be written to', async () => {
      const { code, out, err } = await pentimento(unwritable());
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, /^Expected a file that can be written but received \/proc\/container\.png: .*\n$/);
    });
  }
  for (const [what, args, message] of cases) {
    it(what, async () => {
      const folder = await temporaryFolder();
      const before = await readdir(files);
      const { code, out, err } = await pentimento(args(folder));
      assert.deepEqual([code, out], [1, ''], err);
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
      assert.doesNotMatch(err, /^\s+at |Error:/m);
      assert.deepEqual(await readdir(folder), []);
      assert.deepEqual(await readdir(files), before);
    });
  }
});
