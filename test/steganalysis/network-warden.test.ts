import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { NetworkSubject } from '../../src/steganalysis/audit/network-warden.ts';
import { networkWarden } from '../../src/steganalysis/audit/network-warden.ts';
import { squareTiles } from '../../src/steganalysis/audit/tiles.ts';
import { lsb4 } from '../../src/steganalysis/controls/lsb.ts';
import { patiently } from '../suite/patience.ts';
import { gradientPicture } from './synthetic-picture.ts';

const TILE = 32;

const photos = Array.from({ length: 8 }, (_, index) => ({
  photo: `photo ${index}`,
  covers: squareTiles(gradientPicture(2 * TILE, 2 * TILE, index + 1), TILE),
}));

function subject(
  name: string,
  hide: (cover: RgbImage, photo: number, tile: number) => RgbImage,
): NetworkSubject {
  return {
    name,
    tiles: async () =>
      photos.map((photo, index) => ({
        ...photo,
        containers: photo.covers.map((cover, tile) => hide(cover, index, tile)),
      })),
  };
}

const pictureInPicture = subject('lsb4', (cover, photo, tile) =>
  lsb4(photos[(photo + 3) % photos.length]!.covers[tile]!)(cover, seededRandom(1)),
);

const nothing = subject('nothing', (cover) => cover);

describe('the network warden', () => {
  const runtime = createNodeRuntime({ threads: 2 });
  after(() => runtime.dispose());

  it('finds four-bit LSB in photos that it has not met, and nothing where nothing is hidden', async () => {
    const told: string[] = [];
    let last: readonly [done: number, total: number] = [0, 0];
    const findings = await networkWarden(
      photos,
      [pictureInPicture, nothing],
      { folds: 2, steps: 16, batch: 4 },
      {
        runtime,
        seed: 1,
        onProgress: (what, done, total) => {
          const [subject] = what.replace('network warden: ', '').split(', fold');
          if (told.at(-1) !== subject) told.push(subject!);
          assert.ok(done >= last[0] && done <= total);
          last = [done, total];
        },
      },
    );
    const [found, none] = findings.detections;
    assert.ok(found!.error <= 0.05, `P_E ${found!.error}`);
    assert.ok(found!.areaUnderCurve >= 0.99);
    assert.deepEqual([found!.photos, found!.pairs], [8, 32]);
    // A cover and its equal get one score, so that one of the two decisions is wrong, whatever it is.
    assert.equal(none!.error, 0.5);
    assert.equal(none!.areaUnderCurve, 0.5);
    const { low, high } = findings.nullTest.errorInterval;
    assert.ok(low <= 0.5 && high >= 0.5, `${low} to ${high}`);
    assert.deepEqual(
      [findings.folds, findings.steps, findings.minutes, findings.crop, findings.batch, findings.weights],
      [2, 16, undefined, TILE, 4, 15_177],
    );
    const stages = ['first lesson, 4-bit LSB', 'first lesson, ternary', 'lsb4', 'nothing', 'the null test'];
    assert.deepEqual(told, [...stages, ...stages]);
    assert.deepEqual(last.map(Math.round), [8, 8]);
  });

  it('ends after the step under way when it is aborted', async () => {
    const interruption = new AbortController();
    const work = networkWarden(
      photos,
      [pictureInPicture],
      { folds: 2, steps: 1e6 },
      {
        runtime,
        seed: 1,
        signal: interruption.signal,
        onProgress: () => interruption.abort(new Error('enough')),
      },
    );
    // A step is little work, and a million are much.
    await assert.rejects(patiently('The end', work, { limits: { work: 120 } }), /^Error: enough$/);
  });

  it('refuses what it cannot be trained on', async () => {
    const small = photos.map(({ photo, covers }) => ({
      photo,
      covers: covers.flatMap((cover) => squareTiles(cover, 4)),
    }));
    const work = { runtime, seed: 1 };
    await assert.rejects(networkWarden(small, [], { folds: 2 }, work), /at least \d+ pixels.* received 4$/);
    await assert.rejects(networkWarden(photos, [], { folds: 9 }, work), /which are 8, .* 9 folds$/);
    await assert.rejects(networkWarden(photos, [], { folds: 2, steps: 1, minutes: 1 }, work), TypeError);
    await assert.rejects(networkWarden(photos, [], { folds: 2, minutes: 0 }, work), RangeError);
    await assert.rejects(
      networkWarden(
        photos.map(({ photo, covers }) => ({ photo, covers: covers.slice(1, 2) })),
        [],
        {},
        work,
      ),
      /at least two tiles/,
    );
  });
});
