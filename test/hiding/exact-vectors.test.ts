/**
 * Containers of the exact method that were written once (make-exact-vectors.ts) and have to reveal the same for ever: they are
 * never written anew, because people have containers like them. A reader that was written after docs/format.md, and shares no code
 * with the project, reads them too. Pictures are compared by the digest of their samples: another build of a codec that rounds in
 * another way would be a reason to look at them, and not yet an error.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { revealExact } from '../../src/methods/exact/exact-method.ts';
import { CODER } from './exact-cases.ts';
import type { IndependentHeader } from './independent-exact.ts';
import { independentReadExact, independentSalt } from './independent-exact.ts';

interface SecretVector {
  /** Left out with the public default key, as is the master. */
  passphrase?: string;
  master?: string;
  header: IndependentHeader;
  kind: 'file' | 'picture';
  name: string;
  mediaType?: string;
  codec?: number;
  width?: number;
  height?: number;
  content: string;
  samples?: string;
}

interface ContainerVector {
  name: string;
  salt: string;
  secrets: SecretVector[];
}

// The tests run from a build folder beside test/.
const folder = new URL('../../../test/hiding/', import.meta.url);
const vectors: { containers: ContainerVector[] } = JSON.parse(
  readFileSync(new URL('exact-vectors.json', folder), 'utf8'),
);

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

for (const { name, salt, secrets } of vectors.containers) {
  describe(`the stored container ${name}`, () => {
    const path = fileURLToPath(new URL(`stored/exact-${name}.png`, folder));

    it('has the salt that it was written with', async () => {
      const { image } = await readPicture(path);
      assert.equal(independentSalt(image.data).toString('hex'), salt);
    });

    for (const { passphrase, master, header, content, samples, ...record } of secrets) {
      const who = passphrase === undefined ? 'without a passphrase' : `for "${passphrase}"`;

      it(`says ${who} to another program what it was written with`, async () => {
        const { data, width, height } = (await readPicture(path)).image;
        const masterOf = master === undefined ? undefined : () => Buffer.from(master, 'hex');
        const read = independentReadExact(data, width, height, masterOf);
        assert.ok(read?.payload !== undefined);
        assert.deepEqual(read.header, header);
        const { content: found, ...said } = read.payload;
        assert.deepEqual(said, record);
        assert.equal(sha256(found), content);
      });

      it(`reveals ${who} what it did when it was written`, async () => {
        const { image } = await readPicture(path);
        const revealed = await revealExact(image, CODER, { passphrase });
        assert.equal(revealed?.kind, record.kind);
        assert.equal(revealed.name, record.name);
        if (revealed.kind === 'file') {
          assert.equal(revealed.mediaType, record.mediaType);
          assert.equal(sha256(revealed.content), content);
        } else {
          assert.deepEqual([revealed.image.width, revealed.image.height], [record.width, record.height]);
          assert.equal(sha256(revealed.image.data), samples);
        }
      });
    }
  });
}

describe('the stored containers', () => {
  it('cover what the format has', () => {
    const all = vectors.containers.flatMap(({ secrets }) => secrets);
    const headers = all.map(({ header }) => header);
    assert.ok(all.some(({ codec }) => codec === 1) && all.some(({ codec }) => codec === 2));
    assert.ok(all.some(({ passphrase }) => passphrase === undefined));
    assert.ok(headers.some(({ base, low, high }) => base > 1 && low + high > 0));
    assert.ok(headers.some(({ base, low, high }) => base > 1 && low + high === 0));
    assert.ok(headers.some(({ base }) => base === 1));
    assert.deepEqual([...new Set(headers.map(({ parts }) => parts))].sort(), [1, 2, 4]);
    const heights = new Set(headers.map(({ constraintHeight }) => constraintHeight));
    assert.deepEqual(
      [...heights].sort((a, b) => a - b),
      [0, 6, 7, 8, 9, 10, 11, 12],
    );
  });
});
