import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import type { RegistryRow } from '../../src/marking/registry.ts';
import { registryRow, rowText } from '../../src/marking/registry.ts';
import { appendRow, assertRegistry, readRegistry } from '../../src/marking/registry-file.node.ts';
import { randomImage } from '../image/random-image.ts';
import { temporaryFolder } from '../training/sample-photos.ts';

let rows: readonly RegistryRow[];
before(async () => {
  const owner = await newOwnerKey();
  const content = Buffer.from('a file');
  rows = await Promise.all(
    Array.from({ length: 20 }, (_, seed) =>
      registryRow(owner, {
        id: new Uint8Array(8).fill(seed),
        salt: new Uint8Array(16),
        image: randomImage(20, 20, seed),
        original: content,
        written: content,
        name: `${seed}.jpg`,
        time: new Date(1000 * seed),
      }),
    ),
  );
});

describe('the file of a registry', () => {
  it('is made by its first row, and grows by the others', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'marks.jsonl');
    await assertRegistry(path);
    assert.deepEqual(await readdir(folder), []);
    let text = '';
    for (const row of rows.slice(0, 3)) {
      await appendRow(path, row);
      text += rowText(row);
      assert.equal(await readFile(path, 'utf8'), text);
    }
    assert.deepEqual(await readRegistry(path), { rows: rows.slice(0, 3), broken: [] });
    assert.deepEqual(await readdir(folder), ['marks.jsonl']);
  });

  it('keeps every row of several writers', async () => {
    const path = join(await temporaryFolder(), 'marks.jsonl');
    await Promise.all(rows.map((row) => appendRow(path, row)));
    const read = await readRegistry(path);
    assert.deepEqual(read.broken, []);
    assert.deepEqual(new Set(read.rows.map(({ name }) => name)), new Set(rows.map(({ name }) => name)));
    assert.equal(read.rows.length, rows.length);
  });

  it('keeps what was cut off, and begins a new line after it', async () => {
    const path = join(await temporaryFolder(), 'marks.jsonl');
    await appendRow(path, rows[0]!);
    await appendFile(path, rowText(rows[1]!).slice(0, 100));
    const before = await readFile(path, 'utf8');
    await appendRow(path, rows[2]!);
    assert.equal(await readFile(path, 'utf8'), `${before}\n${rowText(rows[2]!)}`);
    const read = await readRegistry(path);
    assert.deepEqual(read, { rows: [rows[0], rows[2]], broken: [{ line: 2, why: 'is not JSON' }] });
  });

  it('may be empty, or have only empty lines', async () => {
    const path = join(await temporaryFolder(), 'marks.jsonl');
    for (const text of ['', '\n', '\uFEFF']) {
      await writeFile(path, text);
      await appendRow(path, rows[0]!);
      assert.equal((await readRegistry(path)).rows.length, 1, JSON.stringify(text));
    }
  });

  it('is refused, unchanged, where it is something else', async () => {
    const folder = await temporaryFolder();
    const photo = join(folder, 'photo.jpg');
    await writeFile(photo, new Uint8Array(500).fill(200));
    await mkdir(join(folder, 'folder'));
    const cases: readonly [string, string, RegExp][] = [
      [photo, 'not-a-registry', /photo\.jpg, which is another file; nothing was added to it$/],
      [join(folder, 'folder'), 'output-unwritable', /a folder/],
      [join(folder, 'no', 'marks.jsonl'), 'output-folder-missing', /does not exist/],
    ];
    for (const [path, code, message] of cases) {
      await assert.rejects(assertRegistry(path), { code, message });
      await assert.rejects(appendRow(path, rows[0]!), { code, message });
    }
    assert.deepEqual(new Uint8Array(await readFile(photo)), new Uint8Array(500).fill(200));
    assert.deepEqual((await readdir(folder)).sort(), ['folder', 'photo.jpg']);
  });

  it('is read in one sentence where it cannot be', async () => {
    const folder = await temporaryFolder();
    await assert.rejects(readRegistry(join(folder, 'marks.jsonl')), {
      code: 'file-missing',
      message: /\(which does not exist\)$/,
    });
    await assert.rejects(readRegistry(folder), { code: 'file-unreadable', message: /\(a folder\)$/ });
  });
});
