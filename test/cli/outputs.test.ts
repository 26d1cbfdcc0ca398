import assert from 'node:assert/strict';
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

let files: string;
const at = (name: string): string => join(files, name);
const EXACT = ['--method', 'exact', '--embedding', 'matching'] as const;

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 96, 72);
  await writeFile(at('note.txt'), 'a note\n');
  await writeFile(at('passphrase.txt'), 'correct horse battery staple\n');
  await mkdir(at('photos'));
  await writeSample('kodim23.png', at('photos/a.png'), 64, 48);
  await writeSample('coffee.png', at('photos/b.png'), 64, 48);
  const hidden = await pentimento([
    'hide',
    at('note.txt'),
    '--in',
    at('cover.png'),
    '--out',
    at('exact.png'),
    ...EXACT,
  ]);
  assert.equal(hidden.code, 0, hidden.err);
  const deep = await pentimento(['hide', at('cover.png'), '--in', at('cover.png'), '--out', at('deep.png')]);
  assert.equal(deep.code, 0, deep.err);
});

const hide = (...more: readonly string[]) => [
  'hide',
  at('note.txt'),
  '--in',
  at('cover.png'),
  ...EXACT,
  ...more,
];

describe('a file that exists is replaced with --overwrite only', { concurrency: 2 }, () => {
  const commands: readonly [string, string, (path: string) => readonly string[]][] = [
    ['hide', 'c.png', (path) => hide('--out', path)],
    ['reveal of a file', 'n.txt', (path) => ['reveal', at('exact.png'), '--out', path]],
    ['reveal of a picture', 'n.png', (path) => ['reveal', at('deep.png'), '--out', path]],
    ['attack', 'a.png', (path) => ['attack', at('cover.png'), '--with', 'noise-2', '--out', path]],
    ['evaluate --json-file', 'r.json', (path) => ['evaluate', '--covers', at('photos'), '--json-file', path]],
    ['evaluate --csv', 'r.csv', (path) => ['evaluate', '--covers', at('photos'), '--csv', path]],
    ['detect --html', 'r.html', (path) => ['detect', at('cover.png'), '--html', path]],
    ['detect --csv', 'r.csv', (path) => ['detect', at('cover.png'), '--csv', path]],
    ['detect --json-file', 'r.json', (path) => ['detect', at('cover.png'), '--json-file', path]],
  ];
  for (const [what, name, args] of commands) {
    it(what, async () => {
      const folder = await temporaryFolder();
      const path = join(folder, name);
      await writeFile(path, 'precious');
      const kept = await pentimento(args(path));
      assert.deepEqual([kept.code, kept.out], [1, ''], kept.err);
      assert.equal(kept.err, `${path} exists; add --overwrite to replace it, or give another name\n`);
      assert.equal(await readFile(path, 'utf8'), 'precious');
      const replaced = await pentimento([...args(path), '--overwrite']);
      assert.equal(replaced.code, 0, replaced.err);
      assert.notEqual(await readFile(path, 'utf8'), 'precious');
      assert.deepEqual(await readdir(folder), [name]);
    });
  }

  it('audit, before any work', async () => {
    const path = join(await temporaryFolder(), 'audit.html');
    await writeFile(path, 'precious');
    const { code, err } = await pentimento([
      'audit',
      '--method',
      'lsb4',
      '--covers',
      at('photos'),
      '--html',
      path,
    ]);
    assert.deepEqual(
      [code, err],
      [1, `${path} exists; add --overwrite to replace it, or give another name\n`],
    );
  });
});

describe('what is read is never replaced, by whatever path', { concurrency: 2 }, () => {
  /** Copies, so that a failure spoils no other test. */
  async function own(): Promise<(name: string) => string> {
    const folder = await temporaryFolder();
    const path = (name: string): string => join(folder, name);
    await writeFile(path('cover.png'), await readFile(at('cover.png')));
    await writeFile(path('passphrase.png'), 'correct horse\n');
    await symlink(path('cover.png'), path('symbolic.png'));
    await link(path('cover.png'), path('hard.png'));
    await symlink(path('passphrase.png'), path('to-passphrase.png'));
    await symlink(folder, path('around'));
    await link(path('passphrase.png'), path('as-passphrase.png'));
    return path;
  }
  const outputs = [
    'cover.png',
    'symbolic.png',
    'hard.png',
    'around/cover.png',
    'passphrase.png',
    'to-passphrase.png',
    'as-passphrase.png',
  ];
  for (const command of ['hide', 'reveal', 'attack']) {
    it(`by ${command}`, async () => {
      const path = await own();
      const before = await Promise.all(['cover.png', 'passphrase.png'].map((name) => readFile(path(name))));
      for (const name of outputs.filter((name) => command !== 'attack' || !name.includes('passphrase'))) {
        const to = ['--out', path(name), '--overwrite'];
        const key = ['--passphrase-file', path('passphrase.png')];
        const args = {
          hide: ['hide', at('note.txt'), '--in', path('cover.png'), ...EXACT, ...key, ...to],
          reveal: ['reveal', path('cover.png'), ...key, ...to],
          attack: ['attack', path('cover.png'), '--with', 'noise-2', ...to],
        }[command]!;
        const { code, out, err } = await pentimento(args);
        assert.deepEqual([code, out], [1, ''], name);
        assert.match(err, /^Expected another file to write to than .*, which is read\n$/, name);
      }
      const after = await Promise.all(['cover.png', 'passphrase.png'].map((name) => readFile(path(name))));
      assert.deepEqual(after, before);
    });
  }

  it('by reports', async () => {
    const before = await readFile(at('photos/a.png'));
    for (const args of [
      ['evaluate', '--covers', at('photos'), '--csv', at('photos/a.png')],
      ['detect', at('photos'), '--html', at('photos/a.png')],
      ['audit', '--method', 'lsb4', '--covers', at('photos'), '--html', at('photos/a.png')],
    ]) {
      const { code, err } = await pentimento([...args, '--overwrite']);
      assert.equal(code, 1);
      assert.match(err, /^Expected another file to write to than .*a\.png, which is read\n$/);
    }
    assert.deepEqual(await readFile(at('photos/a.png')), before);
  });

  it('nor is one report written over another', async () => {
    const path = join(await temporaryFolder(), 'report');
    const { code, err } = await pentimento(['detect', at('cover.png'), '--csv', path, '--html', path]);
    assert.equal(code, 1);
    assert.match(err, /^Expected two files for --csv and --html but received .*report for both\n$/);
  });
});

describe('an output that is a symbolic link', { skip: process.platform === 'win32' && 'needs links' }, () => {
  it('is written through, where its file may be replaced, and stays a link', async () => {
    const folder = await temporaryFolder();
    const [target, path] = [join(folder, 'target.png'), join(folder, 'link.png')];
    await writeFile(target, 'precious');
    await symlink(target, path);
    const kept = await pentimento(hide('--out', path));
    assert.match(kept.err, /link\.png exists; add --overwrite/);
    assert.equal(await readFile(target, 'utf8'), 'precious');
    const replaced = await pentimento(hide('--out', path, '--overwrite'));
    assert.equal(replaced.code, 0, replaced.err);
    assert.deepEqual(await readFile(target), await readFile(path));
    assert.notEqual(await readFile(target, 'utf8'), 'precious');
    const entries = await readdir(folder, { withFileTypes: true });
    assert.deepEqual(entries.map((entry) => [entry.name, entry.isSymbolicLink()]).sort(), [
      ['link.png', true],
      ['target.png', false],
    ]);
  });

  it('is refused where it leads nowhere', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'link.png');
    await symlink(join(folder, 'none.png'), path);
    for (const more of [[], ['--overwrite']]) {
      const { code, err } = await pentimento(hide('--out', path, ...more));
      assert.equal(code, 1);
      assert.match(err, /link\.png, a symbolic link to .*none\.png, which does not exist\n$/);
    }
    assert.deepEqual(await readdir(folder), ['link.png']);
  });
});

describe('reveal into a folder', () => {
  it('makes one whose name ends in a slash, and names the secret', async () => {
    const folder = await temporaryFolder();
    const into = `${join(folder, 'new', 'letters')}/`;
    const file = await pentimento(['reveal', at('exact.png'), '--out', into]);
    assert.equal(file.code, 0, file.err);
    for (const name of ['deep-secret.png', 'deep-secret-2.png']) {
      const picture = await pentimento(['reveal', at('deep.png'), '--out', into, '--json']);
      assert.equal(picture.code, 0, picture.out);
      assert.equal(JSON.parse(picture.out).secret, join(into, name));
    }
    assert.deepEqual((await readdir(into)).sort(), ['deep-secret-2.png', 'deep-secret.png', 'note.txt']);
  });

  it('makes none where nothing is hidden', async () => {
    const folder = await temporaryFolder();
    const { code } = await pentimento(['reveal', at('cover.png'), '--out', `${join(folder, 'new')}/`]);
    assert.equal(code, 2);
    assert.deepEqual(await readdir(folder), []);
  });

  it('says that a folder does not exist where it is not to be made', async () => {
    const folder = await temporaryFolder();
    const missing = await pentimento(['reveal', at('exact.png'), '--out', join(folder, 'new', 'a.txt')]);
    assert.equal(missing.code, 1);
    assert.match(missing.err, /its folder .*new does not exist/);
    const file = await pentimento(['reveal', at('exact.png'), '--out', `${at('note.txt')}/`]);
    assert.equal(file.code, 1);
    assert.match(
      file.err,
      /^Expected a folder to write to but received .*note\.txt\/: .*note\.txt is not a folder\n$/,
    );
  });
});

describe('pictures of formats that are not read', () => {
  it('are refused by name, with the way out for cover and secret', async () => {
    const folder = await temporaryFolder();
    const heic = join(folder, 'photo.heic');
    await writeFile(heic, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    const out = join(folder, 'a.png');
    const secret = await pentimento(['hide', heic, '--in', at('cover.png'), '--out', out]);
    assert.match(
      secret.err,
      /photo\.heic \(HEIC\); export it as JPEG, or hide it as a file with --method exact or robust\n$/,
    );
    const cover = await pentimento(['hide', at('cover.png'), '--in', heic, '--out', out]);
    assert.match(cover.err, /photo\.heic \(HEIC\); export it as JPEG\n$/);
    const exact = await pentimento(['hide', heic, '--in', at('cover.png'), '--out', out, ...EXACT]);
    assert.equal(exact.code, 0, exact.err);
  });
});
