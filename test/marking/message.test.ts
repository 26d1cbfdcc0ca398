import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idOf, MAC_BITS, messageOf } from '../../src/marking/message.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const id = fc.constantFrom(8, 16).chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));

describe('the message of an id', () => {
  it('is its bits and the first 40 of an HMAC-SHA-256', async () => {
    await fc.assert(
      fc.asyncProperty(id, key, async (id, key) => {
        const code = createHmac('sha256', key)
          .update('pentimento/mark/1/code/')
          .update(Uint8Array.of(id.length))
          .update(id)
          .digest();
        const bits = [...id, ...code.subarray(0, 5)]
          .map((byte) => byte.toString(2).padStart(8, '0'))
          .join('');
        assert.equal((await messageOf(id, key)).join(''), bits);
        assert.equal(bits.length, 8 * id.length + MAC_BITS);
      }),
      { numRuns: 30 },
    );
  });

  it('gives the id back, and nothing with a bit changed or another key', async () => {
    await fc.assert(
      fc.asyncProperty(id, key, fc.nat(), async (id, key, at) => {
        const message = await messageOf(id, key);
        assert.deepEqual(await idOf(message, key), id);
        const bit = at % message.length;
        assert.equal(await idOf(message.with(bit, 1 - message[bit]!), key), undefined);
        assert.equal(await idOf(message, key.with(at % 32, key[at % 32]! ^ 1)), undefined);
      }),
      { numRuns: 30 },
    );
  });
});
