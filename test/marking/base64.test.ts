import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64, base64url, fromBase64, fromBase64url } from '../../src/marking/base64.ts';

describe('base64', () => {
  it("is Node's, there and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
        assert.equal(base64url(bytes), Buffer.from(bytes).toString('base64url'));
        assert.deepEqual(fromBase64(base64(bytes)), bytes);
        assert.deepEqual(fromBase64url(base64url(bytes)), bytes);
      }),
    );
  });

  it('takes nothing but what it writes', () => {
    for (const text of [
      'A',
      'AA',
      'AAA',
      'AB==',
      'AAB=',
      'A===',
      'AA==AAAA',
      'AA-_',
      'AAA A',
      'AAAA\n',
      '=',
    ]) {
      assert.equal(fromBase64(text), undefined, text);
    }
    for (const text of ['A', 'AB', 'AAB', 'AA==', 'AA+/', 'AAAAA', ' AAAA']) {
      assert.equal(fromBase64url(text), undefined, text);
    }
    assert.deepEqual([fromBase64(''), fromBase64url('')], [new Uint8Array(), new Uint8Array()]);
  });
});
