/**
 * Containers of the JPEG method that were written once (make-jpeg-vectors.ts) and have to reveal the same for ever. A reader that was
 * written after docs/format.md, and shares no code with the project but for the coefficients, reads them too.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { JPEG } from '../../../src/media/jpeg.ts';
import { NODE_CODECS } from '../../../src/media/node-codecs.node.ts';
import { coefficientCover } from '../../../src/methods/jpeg/coefficient-cover.ts';
import { jpeg } from '../../../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { CODER } from '../../hiding/exact-cases.ts';
import type { IndependentHeader } from '../../hiding/independent-exact.ts';
import { INDEPENDENT_JPEG, independentReadExact, independentSalt } from '../../hiding/independent-exact.ts';

interface StoredSecret {
  readonly passphrase?: string;
  readonly master?: string;
  readonly header: IndependentHeader;
  readonly kind: 'file' | 'picture';
  readonly name: string;
  readonly content: string;
}

interface StoredContainer {
  readonly name: string;
  readonly digest: string;
  readonly coefficients: string;
  readonly salt: string;
  readonly secrets: readonly StoredSecret[];
}

// The tests run from a build folder beside test/.
const folder = new URL('../../../../test/methods/jpeg/', import.meta.url);
const { containers }: { containers: readonly StoredContainer[] } = JSON.parse(
  readFileSync(new URL('vectors.json', folder), 'utf8'),
);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the stored JPEG containers', () => {
  it('are all there', () => {
    assert.equal(containers.length, 7);
  });
  for (const { name, digest, coefficients, salt, secrets } of containers) {
    const bytes = new Uint8Array(readFileSync(new URL(`stored/${name}.jpg`, folder)));
    it(`${name}: has the bytes, coefficients and salt that it was written with`, () => {
      assert.equal(sha256(bytes), digest);
      const { samples } = coefficientCover(readJpeg(bytes));
      assert.equal(sha256(new Uint8Array(samples.buffer)), coefficients);
      assert.equal(independentSalt(samples as Int16Array, INDEPENDENT_JPEG).toString('hex'), salt);
    });
    for (const { passphrase, master, header, content, ...record } of secrets) {
      const who = passphrase === undefined ? 'without a passphrase' : `for "${passphrase}"`;
      it(`${name}: says ${who} to another program what it was written with`, () => {
        const { samples, shape } = coefficientCover(readJpeg(bytes));
        const masterOf = master === undefined ? undefined : () => Buffer.from(master, 'hex');
        const reading = independentReadExact(samples as Int16Array, ...shape, masterOf, INDEPENDENT_JPEG)!;
        assert.deepEqual(reading.header, header);
        const { content: said, ...rest } = reading.payload!;
        assert.deepEqual([rest, sha256(said)], [record, content]);
      });
      it(`${name}: reveals ${who} what it did when it was written`, async () => {
        const { find, reveal } = await jpeg.load();
        const { cover } = await JPEG.open(bytes, name, NODE_CODECS);
        const work = { host: { coder: CODER } as MethodHost };
        const found = await find(cover, new KeyRing(passphrase), work);
        const { secret } = await reveal(found!, {}, work);
        assert.deepEqual([secret.kind, secret.name], [record.kind, record.name]);
        if (secret.kind === 'file') assert.equal(sha256(secret.content), content);
      });
    }
  }
});
