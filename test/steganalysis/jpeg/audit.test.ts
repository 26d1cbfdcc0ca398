import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { standardQuality } from '../../../src/image/jpeg/standard-quality.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { WorkerPool } from '../../../src/steganalysis/audit/worker-pool.node.ts';
import type { JpegControl } from '../../../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { jsteg } from '../../../src/steganalysis/controls/jpeg/jsteg.ts';
import { dctr } from '../../../src/steganalysis/features/dctr.ts';
import type { JpegPhoto } from '../../../src/steganalysis/jpeg/jpeg-audit.ts';
import {
  auditJpegFeatures,
  auditJpegPairs,
  jpegNullTest,
  jpegPairFeatures,
} from '../../../src/steganalysis/jpeg/jpeg-audit.ts';
import { jpegCovers } from '../../../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { jpegFeatures } from '../../../src/steganalysis/jpeg/jpeg-features.ts';
import { photoLike } from '../../image/jpeg/jpeg-files.ts';

const SIDE = 64;

const photos = await Promise.all(
  Array.from({ length: 12 }, async (_, index) => ({
    photo: `photo ${index}`,
    covers: await jpegCovers(rgbImage(2 * SIDE, SIDE, photoLike(2 * SIDE, SIDE, index)), { size: SIDE }),
  })),
);

function hidden(control: JpegControl, crops = 2): JpegPhoto[] {
  return photos.map(({ photo, covers: all }, index) => {
    const covers = all.slice(0, crops);
    return {
      photo,
      covers,
      containers: covers.map((cover, crop) => control(cover, seededRandom(index, crop))),
    };
  });
}

const options = { seed: 1, folds: 4, learners: 15, subspaceDimension: 100 };

describe('an audit of JPEG pairs', () => {
  it('finds loud embedding, tests covers against covers, and shows how it learns', async () => {
    const { detection, nullTest, learningCurve } = await auditJpegPairs(hidden(jsteg(0.4)), options);
    assert.ok(detection.error < 0.1, `${detection.error}`);
    assert.ok(
      detection.errorInterval.low <= detection.error && detection.error <= detection.errorInterval.high,
    );
    assert.deepEqual([detection.photos, detection.pairs], [12, 24]);
    assert.equal(nullTest!.pairs, 12);
    assert.deepEqual(
      learningCurve!.map(({ pairs }) => pairs),
      [10, 18],
    );
  });

  it('is at chance for covers against covers, over many pairings', async () => {
    const features = await jpegPairFeatures(hidden(jsteg(0)));
    const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
    const errors = await Promise.all(
      seeds.map(async (seed) => (await jpegNullTest(features, { ...options, seed })).error),
    );
    // A single pairing of 24 crops is off by 0.12 (one deviation, measured), so the mean of 20 by 0.026: four of these.
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    assert.ok(Math.abs(mean - 0.5) < 0.1, `${mean}`);
  });

  it('is at chance where containers are covers', async () => {
    const { detection } = await auditJpegPairs(hidden(jsteg(0)), options);
    assert.equal(detection.error, 0.5);
  });

  it('tests covers against covers where each photo has a single crop', async () => {
    const { nullTest } = await auditJpegPairs(hidden(jsteg(0.4), 1), { ...options, learningCurve: false });
    assert.deepEqual([nullTest!.photos, nullTest!.pairs], [6, 6]);
  });

  it('leaves out what is not asked for', async () => {
    const found = await auditJpegPairs(hidden(jsteg(0.4)), {
      ...options,
      learningCurve: false,
      nullTest: false,
    });
    assert.deepEqual(Object.keys(found), ['detection']);
  });

  it('searches for the size of subspaces when told so', async () => {
    const features = photos.map(({ photo }, index) => {
      const row = (label: number): Float32Array =>
        Float32Array.from({ length: 8 }, (_, at) => label + seededRandom(index, at, label).normal());
      return { photo, covers: [row(0)], containers: [row(1)] };
    });
    const figures = (search: boolean): unknown =>
      auditJpegFeatures(features, {
        seed: 1,
        folds: 3,
        learners: 5,
        search,
        learningCurve: false,
        nullTest: false,
      });
    assert.notDeepEqual(await figures(true), await figures(false));
  });

  it('gives the same figures on threads', async () => {
    const pool = new WorkerPool({ threads: 2 });
    after(() => pool.dispose());
    const pairs = hidden(jsteg(0.1));
    assert.deepEqual(
      await auditJpegPairs(pairs, { ...options, workers: pool }),
      await auditJpegPairs(pairs, options),
    );
    const [row] = (await jpegPairFeatures(pairs.slice(0, 1), { workers: pool }))[0]!.covers;
    assert.ok(row!.buffer instanceof SharedArrayBuffer);
  });

  it('refuses photos without a container for each cover', async () => {
    const pairs = hidden(jsteg(0.1)).map((photo) => ({ ...photo, containers: photo.containers.slice(1) }));
    await assert.rejects(auditJpegPairs(pairs, options), RangeError);
  });
});

describe('features of a JPEG', () => {
  const file = photos[0]!.covers[0]!;

  it('are those of luma, or of all components at their own size', () => {
    const [luma, blue, red] = file.frame.components.map((component) => dctr(component));
    assert.deepEqual(jpegFeatures(file), luma);
    assert.deepEqual(jpegFeatures(file, { colour: true }), Float32Array.of(...luma!, ...blue!, ...red!));
    assert.equal(file.frame.components[1]!.blocksPerRow, 4);
  });

  it('show changes of chroma only when asked to look', () => {
    const components = file.frame.components.map((own, index) =>
      index === 0 ? own : { ...own, coefficients: own.coefficients.map((value) => value + 1) },
    );
    const changed: JpegFile = { ...file, frame: { ...file.frame, components } };
    assert.deepEqual(jpegFeatures(changed), jpegFeatures(file));
    assert.notDeepEqual(jpegFeatures(changed, { colour: true }), jpegFeatures(file, { colour: true }));
  });
});

describe('JPEG covers', () => {
  const photo = rgbImage(100, 70, photoLike(100, 70));

  it('are crops that do not overlap, at the quality and with the colours that were asked for', async () => {
    for (const [colours, sizes] of [
      ['4:4:4', [32, 32, 32]],
      ['4:2:0', [32, 16, 16]],
      ['grey', [32]],
    ] as const) {
      for (const quality of [75, 95]) {
        const covers = await jpegCovers(photo, { size: 32, quality, colours });
        assert.equal(covers.length, 6);
        for (const { frame } of covers) {
          assert.deepEqual(
            frame.components.map(({ width }) => width),
            sizes,
          );
          assert.equal(standardQuality(frame.components[0]!.quantisation), quality);
        }
      }
    }
  });

  it('are as many as asked for, and none of a photo that is too small', async () => {
    assert.equal((await jpegCovers(photo, { size: 32, most: 2 })).length, 2);
    assert.equal((await jpegCovers(photo)).length, 0);
  });
});
