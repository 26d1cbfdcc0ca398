import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseOwnerKey } from '../../src/marking/owner-key.ts';
import { temporaryFolder } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

describe('pentimento owner', { concurrency: 2 }, () => {
  it('makes a key that only its owner may read, and shows its public id', async () => {
    const file = join(await temporaryFolder(), 'owner.key');
    const made = await pentimento(['owner', 'new', file]);
    assert.equal(made.code, 0);
    const text = await readFile(file, 'utf8');
    const { publicId } = await parseOwnerKey(text, file);
    assert.equal(made.out, `Wrote ${file}; its public id is ${publicId}\n`);
    assert.match(made.err, /^Keep a copy in a safe place/);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await pentimento(['owner', 'show', file]), { code: 0, out: `${publicId}\n`, err: '' });
    const { key } = JSON.parse(text);
    assert.ok(!`${made.out}${made.err}`.includes(key));
  });

  it('answers as JSON', async () => {
    const file = join(await temporaryFolder(), 'owner.key');
    const made = await pentimento(['owner', 'new', file, '--json']);
    const { publicId } = JSON.parse(await readFile(file, 'utf8'));
    assert.deepEqual([made.code, made.err, JSON.parse(made.out)], [0, '', { out: file, publicId }]);
    const shown = await pentimento(['owner', 'show', file, '--json']);
    assert.deepEqual(JSON.parse(shown.out), { file, publicId });
  });

  it('replaces a key only with --overwrite, which then is the own of its owner again', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'owner.key');
    await pentimento(['owner', 'new', file]);
    const first = await readFile(file, 'utf8');
    const refused = await pentimento(['owner', 'new', file]);
    assert.deepEqual([refused.code, refused.out], [1, '']);
    assert.match(refused.err, /owner\.key exists; add --overwrite to replace it, or give another name\n$/);
    assert.equal(await readFile(file, 'utf8'), first);
    await chmod(file, 0o644);
    assert.equal((await pentimento(['owner', 'new', file, '--overwrite'])).code, 0);
    assert.notEqual(await readFile(file, 'utf8'), first);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ['owner.key']);
  });
});

describe('pentimento owner refuses in one sentence', { concurrency: 2 }, () => {
  let files: string;
  before(async () => {
    files = await temporaryFolder();
    await mkdir(join(files, 'folder'));
    await writeFile(join(files, 'photo.jpg'), new Uint8Array(20_000).fill(200));
    await writeFile(join(files, 'cut.key'), '{"kind": "pentimento owner key", "version": 1, "key": "AAECAwQ');
  });

  const cases: readonly [readonly string[], string, RegExp][] = [
    [['show', 'missing.key'], 'file-missing', /missing\.key \(which does not exist\)\n$/],
    [['show', 'folder'], 'file-unreadable', /folder \(a folder\)\n$/],
    [['show', 'photo.jpg'], 'not-an-owner-key', /^Expected an owner's key.*photo\.jpg, which is none\n$/],
    [['show', 'cut.key'], 'damaged-owner-key', /cut\.key is damaged: it is not whole/],
    [['new', 'no/such/folder/owner.key'], 'output-folder-missing', /its folder .* does not exist/],
    [['new', 'folder'], 'output-unwritable', /a folder\)\n$/],
  ];
  for (const [args, code, message] of cases) {
    it(`pentimento owner ${args.join(' ')}`, async () => {
      const refused = await pentimento(['owner', ...args], { cwd: files });
      assert.deepEqual([refused.code, refused.out], [1, '']);
      assert.match(refused.err, message);
      assert.equal(refused.err.split('\n').length, 2);
      assert.ok(!refused.err.includes('AAECAwQ'));
      const json = await pentimento(['owner', ...args, '--json'], { cwd: files });
      assert.equal(JSON.parse(json.out).error.code, code);
    });
  }

  it('where there is no command', async () => {
    const { code, out, err } = await pentimento(['owner']);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^Usage: pentimento owner/);
  });
});
