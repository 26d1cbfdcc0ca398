/**
 * Bad input and what is said to it, as a whole: each message names the option as it was typed, and the way out.
 */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

const IN = ['--in', 'cup.png', '--out', 'new.png'];

const TABLE: readonly (readonly [args: readonly string[], message: string])[] = [
  [['hide', 'none.png', ...IN], 'none.png does not exist'],
  [
    ['hide', 'letter.txt', ...IN],
    'Expected a PNG, JPEG, WebP, AVIF, TIFF or GIF picture but received letter.txt (text/plain); hide it as a file with --method exact or robust',
  ],
  [
    ['hide', 'cat.png', '--in', 'letter.txt', '--out', 'new.png'],
    'Expected a PNG, JPEG, WebP, AVIF, TIFF or GIF picture but received letter.txt (text/plain)',
  ],
  [
    ['hide', 'cat.png', ...IN, '--quality', '50'],
    '--quality does nothing with --method deep; it belongs to --method exact, jpeg or robust',
  ],
  [
    ['hide', 'letter.txt', ...IN, '--method', 'exact', '--model', 'baluja'],
    '--model does nothing with --method exact; it belongs to --method deep',
  ],
  [
    ['hide', 'cat.png', ...IN, '--model', 'none'],
    'Expected one of baluja, invertible, invertible-1 or a model folder for --model but received none',
  ],
  [
    ['hide', 'cat.png', '--in', 'cup.png', '--out', 'new.jpg', '--method', 'exact'],
    'Expected a name ending in .png or .webp for the container but received new.jpg: a lossy file destroys what was hidden; PNG and WebP are written without loss; --method jpeg hides in such a file',
  ],
  [
    ['hide', 'cat.png', '--in', 'cup.png', '--out', 'old.png'],
    'old.png exists; add --overwrite to replace it, or give another name',
  ],
  [
    ['hide', 'cat.png', '--in', 'cup.png', '--out', 'cup.png', '--overwrite'],
    'Expected another file to write to than cup.png, which is read',
  ],
  [
    ['hide', 'cat.png', '--in', 'cup.png', '--out', 'no/new.png'],
    'Expected a file that can be written but received no/new.png: its folder no does not exist or takes no files',
  ],
  [
    ['reveal', 'cup.png', '--out', 'new.png', '--force'],
    'Expected a model to force revealing with: without a frame nothing says which one it was; add --model',
  ],
  [['reveal', 'none.png', '--out', 'new.png'], 'none.png does not exist'],
];

describe('bad input', { concurrency: 2 }, () => {
  let cwd: string;
  let files: string[];
  before(async () => {
    cwd = await temporaryFolder();
    await writeSample('coffee.png', join(cwd, 'cup.png'), 96, 64);
    await writeSample('chelsea.png', join(cwd, 'cat.png'), 60, 40);
    await writeFile(join(cwd, 'letter.txt'), 'hello\n');
    await writeFile(join(cwd, 'old.png'), 'kept\n');
    files = (await readdir(cwd)).sort();
  });
  for (const [args, message] of TABLE) {
    it(`${args.join(' ')}`, async () => {
      const { code, out, err } = await pentimento(args, { cwd });
      assert.deepEqual([code, out, err.trimEnd().split('\n').at(-1)], [1, '', message]);
      assert.deepEqual((await readdir(cwd)).sort(), files);
    });
  }
});
