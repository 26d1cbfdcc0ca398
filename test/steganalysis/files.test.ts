import assert from 'node:assert/strict';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { detectFile } from '../../src/steganalysis/detect/detect-file.node.ts';
import { detectFiles } from '../../src/steganalysis/detect/detect-files.node.ts';
import type { FileDetection } from '../../src/steganalysis/detect/detection.ts';
import { findCovers, findPictures } from '../../src/steganalysis/detect/find-pictures.node.ts';
import { residualStatistics } from '../../src/steganalysis/detect/residual-statistics.ts';
import type { StegExposeScores } from '../../src/steganalysis/stegexpose/detector.ts';
import { stegExpose } from '../../src/steganalysis/stegexpose/detector.ts';
import { greyAsJavaReadsIt } from '../../src/steganalysis/stegexpose/java-picture.ts';
import { withChunk } from '../image/png-file.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { replaceLowestBits } from './lsb-replacement.ts';
import { gradientPicture, uniformNumbers, withReplacedBits } from './synthetic-picture.ts';

const STRICT = { mode: 'strict', fast: false, threshold: 0.2 } as const;

const cover = gradientPicture(200, 180, 3);
const container = withReplacedBits(cover, 128, 11);

function scoresOf(detection: FileDetection): StegExposeScores {
  assert.ok(detection.mode === 'strict');
  return detection.scores;
}

describe('a file in strict mode', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
  });

  it('has the scores of its pixels, and a size from that of the file', async () => {
    const path = join(folder, 'container.png');
    await writePicture(path, container);
    const detection = await detectFile({ ...STRICT, path });
    assert.deepEqual(scoresOf(detection), stegExpose(container));
    const { size } = await stat(path);
    const bytes = Math.floor((scoresOf(detection).fusion * size) / 3 + 0.5);
    assert.deepEqual([detection.fileBytes, detection.hiddenBytes], [size, bytes]);
    assert.equal(detection.suspicious, true);
    assert.equal((await detectFile({ ...STRICT, threshold: 0.6, path })).suspicious, false);
  });

  it('is read as Java does: opacity left out, grey lightened, not turned', async () => {
    const { width, height, data } = container;
    const pixels = (channels: 1 | 2 | 4, at: (pixel: number, channel: number) => number) =>
      sharp(
        Uint8Array.from({ length: channels * width * height }, (_, i) =>
          at(Math.floor(i / channels), i % channels),
        ),
        { raw: { width, height, channels } },
      );
    const asGrey = rgbImage(
      width,
      height,
      data.map((_, i) => data[i - (i % 3)]!),
    );
    const plain = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    // A TIFF header, one entry: orientation (274), one short, 6: turn by 90 degrees.
    const turned = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
    const grey = (channels: 1 | 2) =>
      pixels(channels, (pixel, channel) => (channel === 1 ? pixel % 256 : data[3 * pixel]!))
        .toColourspace('b-w')
        .png()
        .toBuffer();
    const cases = [
      ['turned', withChunk(plain, 'eXIf', turned), container],
      [
        'opacity',
        await pixels(4, (pixel, channel) => (channel === 3 ? pixel % 256 : data[3 * pixel + channel]!))
          .png()
          .toBuffer(),
        container,
      ],
      ['grey', await grey(1), greyAsJavaReadsIt(asGrey)],
      ['grey with opacity', await grey(2), greyAsJavaReadsIt(asGrey)],
    ] as const;
    for (const [name, bytes, seen] of cases) {
      const path = join(folder, `${name}.png`);
      await writeFile(path, bytes);
      assert.deepEqual(scoresOf(await detectFile({ ...STRICT, path })), stegExpose(seen), name);
    }
    // So that the cases are what they are called.
    const { image } = await readPicture(join(folder, 'turned.png'));
    assert.deepEqual([image.width, image.height], [height, width]);
    assert.equal((await sharp(join(folder, 'grey.png')).metadata()).channels, 1);
    assert.equal((await sharp(join(folder, 'grey with opacity.png')).metadata()).channels, 2);
  });

  it('is refused in one sentence that names it', async () => {
    const cut = join(folder, 'cut.png');
    await writePicture(join(folder, 'whole.png'), cover);
    await writeFile(cut, (await sharp(join(folder, 'whole.png')).toBuffer()).subarray(0, 3000));
    await writeFile(join(folder, 'text.png'), 'not a picture');
    for (const name of ['cut.png', 'text.png', 'none.png', '.']) {
      await assert.rejects(detectFile({ ...STRICT, path: join(folder, name) }), (error: Error) => {
        assert.ok(error.message.includes(folder) && !error.message.includes('\n'), error.message);
        return true;
      });
    }
  });
});

describe('many files', () => {
  it('come out in order and alike on one thread and on several, with those that cannot be read', async () => {
    const folder = await temporaryFolder();
    const names = ['b.png', 'a.png', 'd.png', 'c.png', 'e.png', 'f.png'];
    for (const [index, name] of names.entries()) {
      // The first take the longest.
      await writePicture(join(folder, name), gradientPicture(400 - 60 * index, 300 - 40 * index, index));
    }
    await writeFile(join(folder, 'd.png'), 'broken');
    const paths = names.map((name) => join(folder, name));
    const seen: string[] = [];
    const one = await detectFiles(paths, { mode: 'fixed', threads: 1 });
    const three = await detectFiles(paths, {
      ...{ mode: 'fixed', threads: 3 },
      onFile: (path, done, total) => seen.push(`${path} ${done}/${total}`),
    });
    assert.deepEqual(three, one);
    assert.deepEqual(
      one.files.map(({ path }) => path),
      ['a.png', 'b.png', 'c.png', 'e.png', 'f.png'].map((name) => join(folder, name)),
    );
    assert.deepEqual(
      one.unreadable.map(({ path }) => path),
      [join(folder, 'd.png')],
    );
    assert.equal(seen.length, 6);
    assert.match(seen.at(-1)!, / 6\/6$/);
  });

  it('are given up when that is asked for', async () => {
    const folder = await temporaryFolder();
    const paths = await Promise.all(
      ['a.png', 'b.png', 'c.png'].map((name) => writeSample('coffee.png', join(folder, name), 60, 40)),
    );
    for (const threads of [1, 2]) {
      const controller = new AbortController();
      const seen: string[] = [];
      const onFile = (path: string): void => {
        seen.push(path);
        controller.abort(new Error('enough'));
      };
      const work = detectFiles(paths, { mode: 'strict', threads, signal: controller.signal, onFile });
      await assert.rejects(work, /^Error: enough$/);
      assert.ok(seen.length <= threads);
    }
  });

  it('of a folder are its pictures, each once; files that are named are taken as they are', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'folder.png'));
    for (const name of ['b.JPG', 'a.png', 'notes.txt']) await writeFile(join(folder, name), '');
    const found = await findPictures([join(folder, 'b.JPG'), folder, join(folder, 'notes.txt'), 'none.png']);
    assert.deepEqual(
      found.sort(),
      [join(folder, 'a.png'), join(folder, 'b.JPG'), join(folder, 'notes.txt'), 'none.png'].sort(),
    );
  });
});

describe('covers', () => {
  it('are found by name, or by the name without its ending where there is one such', async () => {
    const folder = await temporaryFolder();
    for (const name of ['a.png', 'a.jpg', 'b.jpg', 'c.jpg', 'c.webp'])
      await writeFile(join(folder, name), '');
    const coverOf = await findCovers(folder);
    assert.deepEqual(coverOf('x/a.png'), { path: join(folder, 'a.png') });
    assert.deepEqual(coverOf('x/b.png'), { path: join(folder, 'b.jpg') });
    assert.match(JSON.stringify(coverOf('x/c.png')), /found 2/);
    assert.match(JSON.stringify(coverOf('x/d.png')), /one picture called d in .* found none/);
    assert.deepEqual((await findCovers(join(folder, 'b.jpg')))('x/d.png'), { path: join(folder, 'b.jpg') });
    await assert.rejects(findCovers(join(folder, 'none')), /to compare with but received .*none \(ENOENT\)/);
  });
});

describe('the statistics of a residual', () => {
  it('are those of a few samples by hand', () => {
    const before = rgbImage(2, 1, Uint8Array.from([10, 0, 255, 20, 0, 7]));
    const after = rgbImage(2, 1, Uint8Array.from([12, 0, 0, 20, 1, 7]));
    const { all, channels } = residualStatistics(before, after);
    assert.deepEqual(channels[0], {
      ...{ changed: 0.5, mean: 1, deviation: 1, largest: 2 },
      histogram: [
        [0, 1],
        [2, 1],
      ],
    });
    assert.deepEqual([channels[2].largest, channels[2].mean], [255, -127.5]);
    assert.deepEqual([all.changed, all.mean, all.largest], [0.5, -42, 255]);
    assert.deepEqual(all.histogram, [
      [-255, 1],
      [0, 3],
      [1, 1],
      [2, 1],
    ]);
  });

  it('of LSB replacement: half the payload changed, by one, even samples upwards', () => {
    const { all } = residualStatistics(cover, replaceLowestBits(cover, 0.5, uniformNumbers(1)));
    assert.ok(Math.abs(all.changed - 0.25) < 0.01 && all.largest === 1);
    assert.ok(Math.abs(all.deviation ** 2 + all.mean ** 2 - all.changed) < 1e-12);
  });

  it('are refused for pictures of two sizes', () => {
    assert.throws(() => residualStatistics(cover, gradientPicture(10, 10, 1)), RangeError);
  });
});
