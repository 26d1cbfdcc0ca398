/**
 * The exact method in samples that are no pixels: any range, some of them to be left alone, with and without costs of their own.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SampleArray } from '../../src/methods/exact/embedding/samples.ts';
import type { ExactCover } from '../../src/methods/exact/exact-cover.ts';
import { hideInSamples } from '../../src/methods/exact/exact-method.ts';
import { findInSamples, revealFound } from '../../src/methods/exact/reveal-exact.ts';
import { seededRandom as seededNumbers } from '../../src/random/seeded-random.ts';
import { CODER, file } from './exact-cases.ts';

/** Samples of a medium: the array, the range, and one in how many is wet. */
const MEDIA: readonly (readonly [
  name: string,
  array: new (length: number) => SampleArray,
  least: number,
  most: number,
  wet: number,
])[] = [
  ['8-bit pixels', Uint8Array, 0, 255, 0],
  ['16-bit sound', Int16Array, -32768, 32767, 0],
  ['24-bit sound', Int32Array, -8388608, 8388607, 0],
  ['quantised DCT coefficients, half of them 0 and wet', Int16Array, -1024, 1023, 2],
  ['10-bit video, a quarter wet', Int16Array, 64, 940, 4],
];

/** The smallest part of two has room for each file, wherever chance draws the line between them. */
const LENGTH = 48_400;

function cover(
  [, array, least, most, wet]: (typeof MEDIA)[number],
  seed: number,
  texture?: () => Float32Array,
): ExactCover {
  const random = seededNumbers(seed);
  const samples = new array(LENGTH);
  const isWet = wet === 0 ? undefined : new Uint8Array(LENGTH);
  for (let i = 0; i < LENGTH; i++) {
    // Many at the ends of the range, where changes can go one way only.
    const end = random.integer(8);
    samples[i] = end === 0 ? least : end === 1 ? most : least + random.integer(most - least + 1);
    if (isWet !== undefined && random.integer(wet) === 0) isWet[i] = 1;
  }
  return {
    samples,
    least,
    most,
    wet: isWet,
    shape: [220, 220],
    unit: { name: 'samples', samples: 1 },
    texture,
  };
}

describe('the exact method in samples of any kind', { concurrency: 2 }, () => {
  for (const [at, medium] of MEDIA.entries()) {
    const [name, , least, most] = medium;
    for (const embedding of ['trellis', 'ternary'] as const) {
      // Plain digits change every sample.
      if (embedding !== 'trellis' && medium[4] > 0) continue;
      it(`${name}, ${embedding}: two receivers get their files back, and no sample leaves its range or its place`, async () => {
        const given = cover(
          medium,
          at,
          at % 2 === 0 ? undefined : () => Float32Array.from({ length: LENGTH }, (_, i) => 1 + (i % 7)),
        );
        const before = given.samples.slice();
        const receivers = ['one', 'two'].map((passphrase, index) => ({
          passphrase,
          secret: file(300 + index, `${passphrase}.bin`),
        }));
        const { samples, changeRate } = await hideInSamples(given, receivers, CODER, {
          embedding,
        });
        assert.deepEqual(given.samples, before);
        assert.equal(samples.constructor, given.samples.constructor);
        let changed = 0;
        samples.forEach((value, i) => {
          assert.ok(value >= least && value <= most);
          if (value === before[i]) return;
          changed++;
          assert.ok(given.wet?.[i] !== 1 && Math.abs(value - before[i]!) <= 3);
        });
        assert.equal(changeRate, changed / LENGTH);

        // Who reveals does not know what was wet or what it cost.
        const { wet: _, texture: __, ...received } = { ...given, samples };
        for (const { passphrase, secret } of receivers) {
          const found = await findInSamples(received, passphrase);
          assert.deepEqual(await revealFound(found!, CODER), secret);
        }
        assert.equal(await findInSamples(received, 'three'), undefined);
        assert.equal(
          await findInSamples({ ...received, shape: [100, 400] }, 'one'),
          undefined,
          'the shape is authenticated',
        );
      });
    }
  }

  it('refuses what cannot carry it, in terms of the medium', async () => {
    const secret = file(9000);
    const small = {
      ...cover(MEDIA[1]!, 1),
      samples: new Int16Array(2000),
      shape: [1000, 2] as const,
      unit: { name: 'frames', samples: 2 },
    };
    await assert.rejects(hideInSamples(small, [{ secret }], CODER), {
      name: 'RangeError',
      message: 'Expected a cover of at least 6,144 frames for the exact method but received 1000x2',
    });
    const wet = new Uint8Array(LENGTH).fill(1);
    await assert.rejects(hideInSamples({ ...cover(MEDIA[1]!, 1), wet }, [{ secret }], CODER), RangeError);
    await assert.rejects(
      hideInSamples({ ...cover(MEDIA[1]!, 1), least: 5, most: 5 }, [{ secret }], CODER),
      /at least four whole numbers/,
    );
    await assert.rejects(
      hideInSamples(cover(MEDIA[1]!, 1), [{ secret }], CODER, { distortion: 'hill' }),
      /the distortion of this cover but received hill/,
    );
  });
});
