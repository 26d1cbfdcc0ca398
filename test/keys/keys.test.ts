import assert from 'node:assert/strict';
import { createHash, hkdfSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { argon2id } from 'hash-wasm';
import { ARGON2ID, deriveFrameKeys, PUBLIC_DEFAULT_KEY } from '../../src/keys/frame-keys.ts';
import { argon2idReference, blake2b } from './argon2id-reference.ts';

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const text = (value: string) => new TextEncoder().encode(value);
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');

describe('Argon2id', () => {
  it('our reading of RFC 7693 gives the BLAKE2b of OpenSSL', () => {
    for (const length of [0, 1, 127, 128, 129, 256, 1000]) {
      const message = bytes(length, 7);
      assert.equal(hex(blake2b(message, 64)), createHash('blake2b512').update(message).digest('hex'));
    }
  });

  it('our reading of RFC 9106 gives the tag of its section 5.3', () => {
    const tag = argon2idReference({
      password: bytes(32, 1),
      salt: bytes(16, 2),
      secret: bytes(8, 3),
      associatedData: bytes(12, 4),
      iterations: 3,
      memorySize: 32,
      parallelism: 4,
      hashLength: 32,
    });
    assert.equal(hex(tag), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  for (const memorySize of [8, 32, 100, 1024]) {
    it(`hash-wasm agrees with that reading, our passes and lanes, ${memorySize} KiB`, async () => {
      const input = { ...ARGON2ID, memorySize, password: text('old paint'), salt: bytes(16, 9) };
      const tag = await argon2id({ ...input, outputType: 'binary' });
      assert.equal(hex(tag), hex(argon2idReference(input)));
    });
  }

  // https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c, Argon2id, version 0x13.
  for (const [iterations, memorySize, parallelism, tag] of [
    [2, 65_536, 1, '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
    [2, 256, 1, '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
    [2, 256, 2, '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
  ] as const) {
    it(`hash-wasm gives the reference code's tag, t=${iterations} m=${memorySize} p=${parallelism}`, async () => {
      const input = { password: 'password', salt: 'somesalt', iterations, memorySize, parallelism };
      assert.equal(await argon2id({ ...input, hashLength: 32 }), tag);
    });
  }

  it('has the second recommended parameters of RFC 9106, section 4, but one lane', () => {
    assert.deepEqual(ARGON2ID, { iterations: 3, memorySize: 2 ** 16, parallelism: 1, hashLength: 32 });
  });
});

describe('deriveFrameKeys', () => {
  const salt = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);

  it('is HKDF of the public default key without a passphrase, by node:crypto', async () => {
    const keys = await deriveFrameKeys(undefined, salt);
    const expected = (label: string) =>
      hex(new Uint8Array(hkdfSync('sha256', PUBLIC_DEFAULT_KEY, salt, `pentimento/${label}`, 32)));
    assert.equal(hex(keys.placement), expected('frame/placement'));
    assert.equal(hex(keys.whitening), expected('frame/whitening'));
    assert.equal(hex(keys.authentication), expected('frame/authentication'));
    assert.equal(hex(await keys.deriveKey('exact/1/encryption')), expected('exact/1/encryption'));
  });

  it('is HKDF of Argon2id with a passphrase', async () => {
    const keys = await deriveFrameKeys('umber', salt);
    const master = await argon2id({ ...ARGON2ID, password: 'umber', salt, outputType: 'binary' });
    const expected = hkdfSync('sha256', master, salt, 'pentimento/frame/placement', 32);
    assert.equal(hex(keys.placement), hex(new Uint8Array(expected)));
  });

  it('takes the same characters typed in two ways, and their bytes, as one passphrase', async () => {
    const composed = await deriveFrameKeys('Caf\u00e9 fi', salt);
    const decomposed = await deriveFrameKeys('Cafe\u0301 \ufb01', salt);
    const asBytes = await deriveFrameKeys(text('Caf\u00e9 fi'), salt);
    assert.deepEqual(decomposed.authentication, composed.authentication);
    assert.deepEqual(asBytes.authentication, composed.authentication);
  });

  it('gives every label, every salt and every passphrase its own key', async () => {
    const keys = await deriveFrameKeys(undefined, salt);
    const otherSalt = await deriveFrameKeys(undefined, bytes(16, 1));
    const withPassphrase = await deriveFrameKeys(PUBLIC_DEFAULT_KEY, salt);
    const all = [keys, otherSalt, withPassphrase].flatMap((k) => [
      k.placement,
      k.whitening,
      k.authentication,
    ]);
    all.push(await keys.deriveKey('a'), await keys.deriveKey('b'));
    assert.equal(new Set(all.map(hex)).size, all.length);
  });

  const wrong: readonly [string, () => Promise<unknown>, typeof TypeError | typeof RangeError][] = [
    ['an empty passphrase', () => deriveFrameKeys('', salt), RangeError],
    ['an empty passphrase of bytes', () => deriveFrameKeys(new Uint8Array(0), salt), RangeError],
    ['half of a surrogate pair', () => deriveFrameKeys('a\ud83d', salt), RangeError],
    ['a number as passphrase', () => deriveFrameKeys(1234 as never, salt), TypeError],
    ['null as passphrase', () => deriveFrameKeys(null as never, salt), TypeError],
    ['a short salt', () => deriveFrameKeys(undefined, bytes(15, 0)), RangeError],
    ['text as salt', () => deriveFrameKeys(undefined, 'salt' as never), TypeError],
  ];
  for (const [name, call, kind] of wrong) {
    it(`refuses ${name}`, () => assert.rejects(call, kind));
  }

  it('refuses labels that are empty, not ASCII or the frame\u2019s own', async () => {
    const { deriveKey } = await deriveFrameKeys(undefined, salt);
    for (const label of ['', 'caf\u00e9', 'frame/placement', 'a\n'])
      await assert.rejects(deriveKey(label), RangeError);
    await assert.rejects(deriveKey(7 as never), TypeError);
  });

  it('never puts the passphrase into a message', async () => {
    await assert.rejects(
      deriveFrameKeys('hunter2\ud83d', salt),
      (error: Error) => !error.message.includes('hunter2'),
    );
    await assert.rejects(
      deriveFrameKeys(987654 as never, salt),
      (error: Error) => !error.message.includes('987654'),
    );
  });
});
