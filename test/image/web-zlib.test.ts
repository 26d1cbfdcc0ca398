/** The platform's streams of zlib, as a browser has them, against Node's own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WEB_ZLIB } from '../../src/image/web-zlib.ts';
import { NODE_ZLIB } from '../../src/image/zlib.node.ts';
import { randomBytes } from './random-image.ts';

describe('a stream of zlib by the platform', () => {
  const bytes = randomBytes(70_000, 4).map((byte) => byte & 15);

  it('is unpacked by Node, and the other way round', async () => {
    assert.deepEqual(await NODE_ZLIB.inflate(await WEB_ZLIB.deflate(bytes), 70_000), Buffer.from(bytes));
    assert.deepEqual(await WEB_ZLIB.inflate(await NODE_ZLIB.deflate(bytes), 70_000), Uint8Array.from(bytes));
  });

  it('that is damaged, or holds more than it may, gives nothing, as by Node', async () => {
    const packed = await NODE_ZLIB.deflate(bytes);
    for (const { inflate } of [WEB_ZLIB, NODE_ZLIB]) {
      assert.equal(await inflate(new TextEncoder().encode('hello'), 100), undefined);
      assert.equal(await inflate(packed.subarray(0, 9000), 70_000), undefined);
      assert.equal(await inflate(packed, 60_000), undefined);
    }
  });
});
