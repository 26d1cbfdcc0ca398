import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { coded, errorCode, isCoded } from '../../src/errors/coded.ts';

describe('an error with a code', () => {
  it('keeps its class and its message', () => {
    const error = coded(new RangeError('Expected less'), 'payload-too-large', { bytes: 12 });
    assert.ok(error instanceof RangeError && isCoded(error));
    assert.deepEqual(
      [error.message, error.code, error.details],
      ['Expected less', 'payload-too-large', { bytes: 12 }],
    );
  });

  it('is not one of Node, nor anything else that is thrown', async () => {
    const missing = await readFile('/no/such/file').catch((error: unknown) => error);
    for (const thrown of [missing, new Error('plain'), 'text', undefined, { code: 'failed', details: {} }]) {
      assert.equal(isCoded(thrown), false);
      assert.equal(errorCode(thrown), 'failed');
    }
    assert.equal(errorCode(coded(new Error(''), 'nothing-hidden')), 'nothing-hidden');
  });
});
