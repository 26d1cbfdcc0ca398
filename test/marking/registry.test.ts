import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { sha256 } from '../../src/keys/webcrypto.ts';
import { parseId } from '../../src/marking/mark-id.ts';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import { isSignedBy, newOwnerKey } from '../../src/marking/owner-key.ts';
import { orientedHashes, perceptualHash } from '../../src/marking/perceptual-hash.ts';
import type { RegistryEntry, RegistryRow } from '../../src/marking/registry.ts';
import {
  isRowSigned,
  knownMark,
  nearestRows,
  parseRegistry,
  registryRow,
  rowText,
  signRow,
} from '../../src/marking/registry.ts';
import { randomImage } from '../image/random-image.ts';

let owner: OwnerKey;
let other: OwnerKey;
before(async () => {
  [owner, other] = await Promise.all([newOwnerKey(), newOwnerKey()]);
});

const ENTRY: RegistryEntry = {
  id: '0x0123456789abcdef',
  salt: 'AAECAwQFBgcICQoLDA0ODw',
  width: 400,
  height: 300,
  hash: '5'.repeat(64),
  thumbnail: '/9j/AAAA',
  time: '2026-01-31T12:00:00.000Z',
  name: 'Grüße "1".jpg',
  size: 12345,
  sha256: 'a'.repeat(64),
  originalSha256: 'b'.repeat(64),
};

const digits = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const count = fc.integer({ min: 1, max: 2 ** 40 });

const entries: fc.Arbitrary<RegistryEntry> = fc.record({
  id: fc.oneof(digits(16), digits(32)).map((id) => `0x${id}`),
  salt: fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString('base64url')),
  width: count,
  height: count,
  hash: digits(64),
  thumbnail: fc
    .uint8Array({ minLength: 1, maxLength: 50 })
    .map((bytes) => Buffer.from(bytes).toString('base64')),
  time: fc
    .date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  name: fc.string({ minLength: 1, unit: 'grapheme' }),
  size: count,
  sha256: digits(64),
  originalSha256: digits(64),
});

describe('a registry', () => {
  it('gives back the rows that were written into it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entries, { maxLength: 4 }), fc.boolean(), async (all, isWindows) => {
        const rows = await Promise.all(all.map((entry) => signRow(entry, owner)));
        const text = rows.map(rowText).join('');
        assert.equal(text.split('\n').length, rows.length + 1);
        const read = await parseRegistry(isWindows ? `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n` : text);
        assert.deepEqual(read, { rows, broken: [] });
        for (const [index, row] of rows.entries()) {
          assert.deepEqual({ ...row, ...all[index] }, row);
          assert.equal(row.owner, owner.publicId);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is signed over a label and the other fields, in their order', async () => {
    const row = await signRow(ENTRY, owner);
    const { signature, ...signed } = JSON.parse(rowText(row));
    const message = Buffer.from(`pentimento/mark/registry row/1\n${JSON.stringify(signed)}`);
    assert.ok(await isSignedBy(owner.publicId, message, new Uint8Array(Buffer.from(signature, 'base64url'))));
    assert.equal(
      Object.keys(JSON.parse(rowText(row))).join(' '),
      'version id salt width height hash thumbnail time name size sha256 originalSha256 owner signature',
    );
    assert.equal(row.version, 1);
  });

  it('does not depend on the order of the fields in a line', async () => {
    const row = await signRow(ENTRY, owner);
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(row).reverse()), null, 1).replaceAll(
      '\n',
      '',
    );
    assert.deepEqual((await parseRegistry(shuffled)).rows, [row]);
  });

  it('names broken rows by their lines, and reads the others', async () => {
    const row = await signRow(ENTRY, owner);
    const line = rowText(row).trim();
    const changed = (change: Record<string, unknown>) => JSON.stringify({ ...row, ...change });
    const lines: readonly (readonly [string, string | undefined])[] = [
      [line, undefined],
      ['hello', 'is not JSON'],
      [line.slice(0, 200), 'is not JSON'],
      ['', undefined],
      ['17', 'is not a row of a registry'],
      ['[]', 'is not a row of a registry'],
      ['null', 'is not a row of a registry'],
      [changed({ version: 2 }), 'is of version 2, which this Pentimento does not know'],
      [changed({ version: 0 }), 'has a wrong version: it should be the version 1'],
      [changed({ salt: undefined }), 'has no salt'],
      [changed({ signature: undefined }), 'has no signature'],
      [changed({ hash: 'xyz' }), 'has a wrong hash: it should be 64 digits'],
      [changed({ id: '0x12' }), 'has a wrong id: it should be 0x and 16 or 32 digits'],
      [changed({ time: 'yesterday' }), 'has a wrong time: it should be a time in ISO 8601'],
      [changed({ size: -1 }), 'has a wrong size: it should be a whole number of bytes'],
      [changed({ name: 5 }), 'has a wrong name: it should be the name of a file'],
      [
        changed({ thumbnail: '<svg>' }),
        'has a wrong thumbnail: it should be a picture of at most 65536 characters in base64',
      ],
      [changed({ note: 'mine' }), 'has a field that it should not have, note'],
      [
        changed({ name: 'another.jpg' }),
        'has a wrong signature: it was changed, or is not from the owner whom it names',
      ],
      [
        changed({ owner: other.publicId }),
        'has a wrong signature: it was changed, or is not from the owner whom it names',
      ],
      [line, undefined],
    ];
    const { rows, broken } = await parseRegistry(lines.map(([text]) => text).join('\n'));
    assert.deepEqual(rows, [row, row]);
    assert.deepEqual(
      broken,
      lines.flatMap(([, why], index) => (why === undefined ? [] : [{ line: index + 1, why }])),
    );
  });

  it('notices a change of any signed field', async () => {
    const row = await signRow(ENTRY, owner);
    const changed: Partial<RegistryRow> = {
      id: '0x0123456789abcdee',
      salt: 'AAECAwQFBgcICQoLDA0ODg',
      width: 401,
      height: 301,
      hash: '4'.repeat(64),
      thumbnail: '/9j/AAAB',
      time: '2026-01-31T12:00:00.001Z',
      name: 'Grüße "2".jpg',
      size: 12346,
      sha256: 'c'.repeat(64),
      originalSha256: 'd'.repeat(64),
      owner: other.publicId,
    };
    assert.ok(await isRowSigned(row));
    for (const field of Object.keys(changed)) {
      const forged = { ...row, [field]: changed[field as keyof RegistryRow] };
      assert.equal(await isRowSigned(forged), false, field);
      const { rows, broken } = await parseRegistry(rowText(forged));
      assert.deepEqual([rows.length, broken.length], [0, 1]);
      assert.equal((await parseRegistry(rowText(forged), { signatures: false })).rows.length, 1);
    }
  });

  it('of nothing is empty', async () => {
    for (const text of ['', '\n', ' \r\n\n'])
      assert.deepEqual(await parseRegistry(text), { rows: [], broken: [] });
  });

  it('takes only fields that are as they should be', async () => {
    for (const change of [
      { id: '0xAB' },
      { name: '' },
      { salt: '' },
      { time: '2026' },
      { thumbnail: '' },
      { width: 0 },
    ]) {
      await assert.rejects(signRow({ ...ENTRY, ...change }, owner), {
        name: 'RangeError',
        message: /of a registry row but received/,
      });
    }
  });
});

describe('the row of a marked picture', () => {
  it('says what it looks like, which files they were, and how to find its mark', async () => {
    const image = randomImage(300, 200);
    const [original, written] = [Buffer.from('the original'), Buffer.from('the marked file')];
    const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
    const time = new Date('2026-01-31T12:00:00Z');
    const id = parseId('0x0123456789abcdef');
    const row = await registryRow(owner, { id, salt, image, original, written, name: 'a.jpg', time });
    const digest = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
    assert.deepEqual(
      [row.id, row.salt, row.hash, row.time, row.size, row.sha256, row.originalSha256],
      [ENTRY.id, ENTRY.salt, perceptualHash(image), ENTRY.time, 15, digest(written), digest(original)],
    );
    assert.deepEqual(knownMark(row), { salt, width: 300, height: 200 });
    assert.deepEqual((await parseRegistry(rowText(row))).rows, [row]);
    const thumbnail = Buffer.from(row.thumbnail, 'base64');
    const { format, width, height } = await sharp(thumbnail).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 96, 64]);
    await assert.rejects(
      registryRow(owner, { id: new Uint8Array(5), salt, image, original, written, name: 'a.jpg', time }),
      RangeError,
    );
  });

  it('has the whole picture as its thumbnail where that is small', async () => {
    const image = randomImage(5, 7);
    const empty = new Uint8Array();
    const row = await registryRow(owner, {
      ...{
        id: new Uint8Array(8),
        salt: new Uint8Array(16),
        image,
        original: empty,
        written: Buffer.from('x'),
      },
      ...{ name: 'a.jpg', time: new Date(0) },
    });
    const { width, height } = await sharp(Buffer.from(row.thumbnail, 'base64')).metadata();
    assert.deepEqual([width, height], [5, 7]);
  });
});

describe('rows beside a picture', () => {
  it('come in the order in which they look like it', async () => {
    const hash = (ones: number) => `${'0'.repeat(64 - ones)}${'1'.repeat(ones)}`;
    const rows = await Promise.all(
      [9, 0, 30, 4].map((ones) => signRow({ ...ENTRY, hash: hash(ones) }, owner)),
    );
    const order = (hashes: string | readonly string[]) =>
      nearestRows(rows, hashes).map((row) => rows.indexOf(row));
    assert.deepEqual(order(hash(0)), [1, 3, 0, 2]);
    assert.deepEqual(order(hash(64)), [2, 0, 3, 1]);
    assert.deepEqual(order([hash(64), hash(9)]), [0, 3, 1, 2]);
    assert.deepEqual(nearestRows([], hash(1)), []);
  });

  it('are found for a picture that was turned', async () => {
    const image = randomImage(100, 80);
    const [as, , turned] = [perceptualHash(image), 0, orientedHashes(image)[5]!];
    const rows = await Promise.all([ENTRY.hash, as].map((hash) => signRow({ ...ENTRY, hash }, owner)));
    assert.equal(nearestRows(rows, [turned, as])[0], rows[1]);
  });
});

describe('the digest of a file', () => {
  it('is SHA-256', async () => {
    assert.equal(
      await sha256(Buffer.from('abc')),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
