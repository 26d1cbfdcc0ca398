import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { modernArguments } from '../../src/cli/json-output.ts';
import { photoFolder, temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 240, 160);
  await writeFile(at('note.txt'), 'a note\n');
  await mkdir(at('photos'));
  await writeSample('kodim23.png', at('photos/a.png'), 64, 48);
});

describe('--json', { concurrency: 2 }, () => {
  const done: readonly [string, () => readonly string[], readonly string[]][] = [
    [
      'attack',
      () => ['attack', at('cover.png'), '--with', 'noise-2', '--out', at('attacked.png')],
      ['out', 'width'],
    ],
    ['capacity', () => ['capacity', at('cover.png')], ['rows', 'losslessBitsPerPixel']],
    ['detect', () => ['detect', at('cover.png')], ['mode', 'files']],
    ['evaluate', () => ['evaluate', '--covers', at('photos')], ['method', 'pairs', 'mean']],
    ['doctor', () => ['doctor'], ['node', 'backends', 'models', 'healthy']],
  ];
  for (const [command, args, keys] of done) {
    it(`of ${command} is one document on standard output`, async () => {
      const { code, out, err } = await pentimento([...args(), '--json']);
      const document = JSON.parse(out);
      for (const key of keys) assert.ok(key in document, key);
      assert.equal(code, command === 'doctor' && !document.healthy ? 1 : 0, err);
    });
  }

  it('of lists is an array', async () => {
    for (const args of [['attack', '--list'], ['models']]) {
      const { out } = await pentimento([...args, '--json']);
      assert.ok(Array.isArray(JSON.parse(out)) && out.endsWith(']\n'));
    }
  });

  it('of train is what was trained, and stays so where it is stopped', async () => {
    const data = await photoFolder(4, 48);
    const folder = await temporaryFolder();
    const config = join(folder, 'small.json');
    const settings = { network: { maps: 3, kernels: [3] }, crop: 16, batch: 1, validationPhotos: 1 };
    await writeFile(config, JSON.stringify(settings));
    let sent = false;
    const args = ['train', '--data', data, '--out', join(folder, 'model'), '--config', config];
    const { code, out, err } = await pentimento([...args, '--steps', '1000000', '--json'], {
      onError(text, pid) {
        if (sent || !text.includes('step 1 ')) return;
        sent = true;
        process.kill(pid, 'SIGTERM');
      },
    });
    assert.equal(code, 143, err);
    const { stopped, manifest } = JSON.parse(out);
    assert.equal(stopped, true);
    assert.ok(manifest.training.steps >= 1);
  });

  const failed: readonly [readonly string[], string][] = [
    [['hide', 'none.png', '--in', 'none.png', '--out', 'a.gif'], 'output-format'],
    [['hide', 'none.png'], 'missing-option'],
    [['reveal'], 'missing-option'],
    [['reveal', 'a.png', '--out', 'b.png', '--frobnicate'], 'bad-option'],
    [['attack'], 'missing-option'],
    [['capacity', 'none.png'], 'file-missing'],
    [['models', 'more'], 'bad-option'],
    [['evaluate', '--covers', 'none'], 'file-missing'],
    [['evaluate', '--covers', 'none', '--limit', '0'], 'bad-option'],
    [['detect', 'none.png'], 'not-a-picture'],
    [['audit', '--method', 'lsb4'], 'missing-option'],
    [['train', '--data', 'none', '--out', 'none'], 'missing-option'],
    [['train', '--data', 'none', '--out', 'none', '--steps', '1'], 'file-missing'],
    [['doctor', 'more'], 'bad-option'],
    [['frobnicate'], 'bad-option'],
  ];
  for (const [args, known] of failed) {
    it(`of a failure, ${args.join(' ')}, is the error, with the same exit code`, async () => {
      const plain = await pentimento(args);
      const { code, out, err } = await pentimento([...args, '--json']);
      assert.deepEqual([code, plain.out], [plain.code, '']);
      const { error, ...rest } = JSON.parse(out);
      assert.deepEqual([Object.keys(error), rest], [['code', 'message'], {}]);
      assert.match(error.code, /^[a-z]+(-[a-z]+)*$/);
      assert.equal(error.code, known);
      assert.ok(plain.err.includes(error.message));
      assert.ok(!err.includes(error.message));
    });
  }
});

describe('--json with a file, as it was spelt once', () => {
  it('is --json-file where that is certain', () => {
    const cases: readonly [string, string][] = [
      ['evaluate --covers a --json out.json', 'evaluate --covers a --json-file out.json'],
      ['audit --json=out.json', 'audit --json-file=out.json'],
      ['detect --json OUT.JSON a.png', 'detect --json-file OUT.JSON a.png'],
      ['detect --json photo.png', 'detect --json photo.png'],
      ['detect --json', 'detect --json'],
      ['detect -- --json out.json', 'detect -- --json out.json'],
      // A secret may be such a file.
      ['hide --json secret.json --in a.png', 'hide --json secret.json --in a.png'],
    ];
    for (const [old, modern] of cases) assert.deepEqual(modernArguments(old.split(' ')), modern.split(' '));
  });

  it('writes the file, and prints the table', async () => {
    const path = join(await temporaryFolder(), 'scores.json');
    const { code, out, err } = await pentimento(['detect', '--json', path, at('cover.png')]);
    assert.equal(code, 0, err);
    assert.match(out, /^file +primary sets/);
    assert.equal(JSON.parse(await readFile(path, 'utf8')).files.length, 1);
  });
});
