import assert from 'node:assert/strict';
import { createCipheriv, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { aes256CtrKeystream, hkdfSha256, hmacSha256 } from '../../src/keys/webcrypto.ts';

const unhex = (value: string) => new Uint8Array(Buffer.from(value, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const range = (from: number, to: number) => Uint8Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('HKDF-SHA-256 gives the keys of RFC 5869, appendix A', () => {
  for (const [name, ikm, salt, info, length, okm] of [
    [
      'A.1',
      unhex('0b'.repeat(22)),
      range(0x00, 0x0c),
      range(0xf0, 0xf9),
      42,
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      'A.2',
      range(0x00, 0x4f),
      range(0x60, 0xaf),
      range(0xb0, 0xff),
      82,
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c' +
        '59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      'A.3',
      unhex('0b'.repeat(22)),
      new Uint8Array(0),
      new Uint8Array(0),
      42,
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ] as const) {
    it(name, async () => assert.equal(hex(await hkdfSha256(ikm, salt, info, length)), okm));
  }
});

it('HMAC-SHA-256 gives the tag of RFC 4231, section 4.3, and of node:crypto', async () => {
  const message = new TextEncoder().encode('what do ya want for nothing?');
  const tag = await hmacSha256(new TextEncoder().encode('Jefe'), message);
  assert.equal(hex(tag), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  assert.equal(hex(tag), createHmac('sha256', 'Jefe').update(message).digest('hex'));
});

describe('AES-256-CTR keystream', () => {
  const key = range(0x40, 0x5f);

  it('is the cipher of its counter blocks, NIST SP 800-38A, by node:crypto', async () => {
    const ecb = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    const counters = Buffer.alloc(3 * 16);
    counters[31] = 1;
    counters[47] = 2;
    assert.equal(hex(await aes256CtrKeystream(key, 0, 48)), ecb.update(counters).toString('hex'));
  });

  it('continues at an offset, beyond 32 bits of counter too', async () => {
    const whole = await aes256CtrKeystream(key, 0, 1000);
    assert.deepEqual(await aes256CtrKeystream(key, 160, 840), whole.slice(160));
    const far = createCipheriv('aes-256-ctr', key, unhex('00000000000000000000000200000003'));
    const offset = 16 * (2 * 2 ** 32 + 3);
    assert.equal(
      hex(await aes256CtrKeystream(key, offset, 33)),
      far.update(Buffer.alloc(33)).toString('hex'),
    );
  });

  it('refuses an offset within a block', () => assert.rejects(aes256CtrKeystream(key, 8, 16), RangeError));
});
