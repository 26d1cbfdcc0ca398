import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { embedFrame, planFrame, readFrame } from '../../src/methods/frame/frame.ts';
import { readBits } from '../../src/methods/frame/lsb-matching.ts';
import { independentRead, independentSeal } from './independent-frame.ts';

interface SealVector {
  salt: string;
  master: string;
  placementKey: string;
  whiteningKey: string;
  authenticationKey: string;
  methodKey: string;
  saltPositions: number[];
  firstRecordPositions: number[];
  recordPositionsSha256: string;
  record: string;
  writtenBits: string;
}

interface FrameVector {
  name: string;
  width: number;
  height: number;
  passphrase?: string;
  repetitions: number;
  header: { method: number; modelId: string; secretWidth: number; secretHeight: number; parameters: string };
  body: string;
  seals: SealVector[];
}

// The tests run from a build folder beside test/.
const file = new URL('../../../test/hiding/vectors.json', import.meta.url);
const vectors: { frames: FrameVector[] } = JSON.parse(readFileSync(file, 'utf8'));

const unhex = (value: string) => new Uint8Array(Buffer.from(value, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const headerOf = ({ header }: FrameVector) => ({
  ...header,
  modelId: unhex(header.modelId),
  parameters: unhex(header.parameters),
});
const sha256OfPositions = (positions: Iterable<number>) => {
  const words = [...positions].map((position) => {
    const word = Buffer.alloc(4);
    word.writeUInt32BE(position);
    return word;
  });
  return createHash('sha256').update(Buffer.concat(words)).digest('hex');
};

for (const vector of vectors.frames) {
  describe(`frame vector: ${vector.name}`, () => {
    const { width, height, passphrase } = vector;
    const size = { width, height };
    const salts = () => {
      const left = vector.seals.map((seal) => unhex(seal.salt));
      return (length: number) => left.shift() ?? new Uint8Array(length);
    };

    it('has these keys and samples', async () => {
      const plan = await planFrame(size, { passphrase, random: salts() });
      for (const [i, expected] of vector.seals.entries()) {
        const { keys, saltPositions, recordPositions } = plan.seals[i]!;
        assert.equal(hex(keys.placement), expected.placementKey);
        assert.equal(hex(keys.whitening), expected.whiteningKey);
        assert.equal(hex(keys.authentication), expected.authenticationKey);
        assert.equal(hex(await keys.deriveKey('exact/1/encryption')), expected.methodKey);
        assert.deepEqual([...saltPositions.slice(0, 4)], expected.saltPositions);
        assert.equal(recordPositions.length, 264 * vector.repetitions);
        assert.deepEqual([...recordPositions.slice(0, 8)], expected.firstRecordPositions);
        assert.equal(sha256OfPositions(recordPositions), expected.recordPositionsSha256);
      }
    });

    it('writes these bits', async () => {
      const picture = rgbImage(width, height, new Uint8Array(3 * width * height).fill(100));
      const plan = await planFrame(size, { passphrase, random: salts() });
      await embedFrame(picture, headerOf(vector), { plan });
      for (const [i, expected] of vector.seals.entries()) {
        const seal = plan.seals[i]!;
        assert.equal(hex(readBits(picture.data, seal.saltPositions)), expected.salt);
        assert.equal(hex(readBits(picture.data, seal.recordPositions)), expected.writtenBits);
        const read = independentRead(picture.data, width, height, i, () => unhex(expected.master));
        assert.equal(read && hex(read), vector.body);
      }
    });

    for (const i of [0, 1]) {
      it(`is read where another program wrote seal ${i} alone`, async () => {
        const expected = vector.seals[i]!;
        const samples = new Uint8Array(3 * width * height).fill(100);
        const write = (positions: Iterable<number>, bits: Uint8Array) => {
          let at = 0;
          for (const position of positions) {
            samples[position]! |= (bits[at >> 3]! >> (7 - (at & 7))) & 1;
            at++;
          }
        };
        const salt = unhex(expected.salt);
        const plan = await planFrame(size, { random: salts() });
        write(plan.seals[i]!.saltPositions, salt);
        write(
          independentSeal(width, height, i, unhex(expected.master), salt).positions,
          unhex(expected.writtenBits),
        );
        assert.deepEqual(await readFrame(rgbImage(width, height, samples), passphrase), headerOf(vector));
      });
    }
  });
}
