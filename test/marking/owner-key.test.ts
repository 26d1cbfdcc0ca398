import assert from 'node:assert/strict';
import { createPublicKey, hkdfSync, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import {
  isSignedBy,
  newOwnerKey,
  ownerKeyText,
  parseOwnerKey,
  SALT_BYTES,
} from '../../src/marking/owner-key.ts';

/** The key that is made of the bytes 0 to 31, counted from `first`. */
function keyFrom(first: number): Promise<OwnerKey> {
  return newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => first + i));
}

const message = new TextEncoder().encode('a picture');

/** The public key of an id for Node: SubjectPublicKeyInfo, RFC 8410. */
function publicKey(publicId: string): ReturnType<typeof createPublicKey> {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicId }, format: 'jwk' });
}

describe("an owner's key", () => {
  it('comes back from its text, and does the same', async () => {
    const key = await newOwnerKey();
    const again = await parseOwnerKey(ownerKeyText(key), 'owner.key');
    assert.equal(again.publicId, key.publicId);
    assert.deepEqual(await again.markKey(), await key.markKey());
    assert.deepEqual(await again.sign(message), await key.sign(message));
    assert.equal(ownerKeyText(again), ownerKeyText(key));
    assert.notEqual((await newOwnerKey()).publicId, key.publicId);
  });

  it('has a text of these fields', async () => {
    const { key, ...rest } = JSON.parse(ownerKeyText(await keyFrom(0)));
    assert.equal(key, 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8');
    assert.deepEqual(rest, {
      kind: 'pentimento owner key',
      version: 1,
      publicId: (await keyFrom(0)).publicId,
    });
  });

  it('is read when an editor has changed the white space and the order', async () => {
    const key = await keyFrom(3);
    const fields = JSON.parse(ownerKeyText(key));
    const text = `\r\n${JSON.stringify(Object.fromEntries(Object.entries(fields).reverse()))}`;
    assert.equal((await parseOwnerKey(text, 'owner.key')).publicId, key.publicId);
  });

  it('derives what HKDF of these labels gives', async () => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
    const key = await keyFrom(0);
    const salt = new Uint8Array(SALT_BYTES).fill(9);
    const hkdf = (info: string, salt: Uint8Array) =>
      new Uint8Array(hkdfSync('sha256', secret, salt, `pentimento/owner/1/${info}`, 32));
    assert.deepEqual(await key.markKey(), hkdf('mark', new Uint8Array()));
    assert.deepEqual(await key.markKey(salt), hkdf('picture', salt));
    await assert.rejects(key.markKey(new Uint8Array(8)), { name: 'RangeError', message: /16 bytes .* 8$/ });
  });

  it('signs as Ed25519 does: Node verifies it', async () => {
    const key = await keyFrom(0);
    const signature = await key.sign(message);
    assert.equal(signature.length, 64);
    assert.ok(verify(null, message, publicKey(key.publicId), signature));
    assert.ok(await isSignedBy(key.publicId, message, signature));
  });

  it('is nowhere to be seen', async () => {
    const key = await keyFrom(0);
    const { key: secret } = JSON.parse(ownerKeyText(key));
    const seen = [
      inspect(key, { depth: 9, showHidden: true }),
      JSON.stringify(key),
      String(key),
      ...Object.values(key).map(String),
    ].join('\n');
    assert.ok(!seen.includes(secret) && !/0?0, *0?1, *0?2, *0?3|00010203/.test(seen), seen);
    assert.equal(JSON.stringify(key), JSON.stringify({ publicId: key.publicId }));
  });

  it('has a text only if it was made here', () => {
    assert.throws(
      () => ownerKeyText({ publicId: '', sign: async () => message, markKey: async () => message }),
      TypeError,
    );
  });
});

describe('a signature', () => {
  it('is wrong for other bytes, another owner, and with any bit changed', async () => {
    const key = await keyFrom(0);
    const signature = await key.sign(message);
    assert.equal(await isSignedBy((await keyFrom(1)).publicId, message, signature), false);
    assert.equal(await isSignedBy(key.publicId, message.slice(1), signature), false);
    for (let bit = 0; bit < 512; bit += 37) {
      const changed = Uint8Array.from(signature);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      assert.equal(await isSignedBy(key.publicId, message, changed), false, `${bit}`);
    }
  });

  it('is wrong, and no error, where the id or the signature is none', async () => {
    const { publicId, sign } = await keyFrom(0);
    const signature = await sign(message);
    for (const id of ['', 'Ag', `${publicId}A`, '_'.repeat(42), '*', `${'_'.repeat(42)}8`]) {
      assert.equal(await isSignedBy(id, message, signature), false, id);
    }
    for (const wrong of [
      new Uint8Array(),
      signature.slice(1),
      new Uint8Array(64),
      new Uint8Array(64).fill(255),
    ]) {
      assert.equal(await isSignedBy(publicId, message, wrong), false);
    }
  });

  it('is that of RFC 8032, section 7.1, test 3', async () => {
    const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
    const id = Buffer.from(hex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'));
    const signature = hex(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    );
    assert.ok(await isSignedBy(id.toString('base64url'), hex('af82'), signature));
  });
});

describe("a file that is no owner's key", () => {
  const whole = keyFrom(0).then(ownerKeyText);
  const change = async (field: string, value: unknown) =>
    JSON.stringify({ ...JSON.parse(await whole), [field]: value });

  const cases: readonly [string, () => Promise<string>, string, RegExp][] = [
    ['empty', async () => '', 'not-an-owner-key', /but received owner\.key, which is none$/],
    ['a text', async () => 'hello', 'not-an-owner-key', /^Expected an owner's key/],
    ['other JSON', async () => '{"kind":"something"}', 'not-an-owner-key', /which is none$/],
    ['null', async () => 'null', 'not-an-owner-key', /which is none$/],
    ['a number', async () => '17', 'not-an-owner-key', /which is none$/],
    ['an array', async () => '[]', 'not-an-owner-key', /which is none$/],
    [
      'cut off',
      async () => (await whole).slice(0, 90),
      'damaged-owner-key',
      /owner\.key is damaged: it is not whole\./,
    ],
    ['without a key', () => change('key', undefined), 'damaged-owner-key', /not whole/],
    ['with a short key', () => change('key', 'AAEC'), 'damaged-owner-key', /not whole/],
    ['with a key that is no text', () => change('key', 5), 'damaged-owner-key', /not whole/],
    ['with another key', () => change('key', 'A'.repeat(43)), 'damaged-owner-key', /do not belong together/],
    [
      'with another id',
      () => change('publicId', 'A'.repeat(43)),
      'damaged-owner-key',
      /do not belong together/,
    ],
    ['without an id', () => change('publicId', undefined), 'damaged-owner-key', /do not belong together/],
    ['without a version', () => change('version', undefined), 'damaged-owner-key', /not whole/],
    [
      'of a newer version',
      () => change('version', 2),
      'unknown-format',
      /is of version 2; this Pentimento knows version 1/,
    ],
  ];
  for (const [what, text, code, message] of cases) {
    it(`is refused in one sentence: ${what}`, async () => {
      const { key: secret } = JSON.parse(await whole);
      await assert.rejects(parseOwnerKey(await text(), 'owner.key'), (error: Error & { code?: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(secret.slice(0, 12)));
        return true;
      });
    });
  }

  it('is refused with any character of the key changed', async () => {
    const fields = JSON.parse(await whole);
    for (let at = 0; at < 43; at += 3) {
      const key = `${fields.key.slice(0, at)}${fields.key[at] === 'Q' ? 'g' : 'Q'}${fields.key.slice(at + 1)}`;
      await assert.rejects(parseOwnerKey(JSON.stringify({ ...fields, key }), 'owner.key'), {
        code: 'damaged-owner-key',
      });
    }
  });
});
