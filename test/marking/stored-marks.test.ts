import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import { verify } from '../../src/marking/verify.ts';
import { ROOT } from '../architecture/source.ts';

/**
 * Parts of samples/chelsea.png, marked and stored as JPEGs of quality 75: by the first version, which judged local deviation within 8
 * samples of the grid, and by the second, which does so within 3.
 */
describe('marks that earlier versions made', () => {
  for (const version of [1, 2]) {
    for (const bytes of [8, 16]) {
      it(`are read: version ${version}, ${8 * bytes} bits`, async () => {
        const owner = await newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => i));
        const { image } = await readPicture(`${ROOT}/test/marking/stored/${8 * bytes}-bits-${version}.jpg`);
        const found = await verify(image, owner);
        assert.equal(found.verdict, 'payload');
        assert.deepEqual(
          found.id,
          Uint8Array.from({ length: bytes }, (_, i) => 0x10 + i),
        );
      });
    }
  }
});
