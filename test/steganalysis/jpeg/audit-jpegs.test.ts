/** Audits and detection of JPEG files as they are, from the command line. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { jsteg } from '../../../src/steganalysis/controls/jpeg/jsteg.ts';
import { jpegCrops } from '../../../src/steganalysis/jpeg/jpeg-crops.ts';
import { jstegShare } from '../../../src/steganalysis/textbook/jsteg-share.ts';
import { pentimento } from '../../cli/run-cli.ts';
import { samplePhoto, temporaryFolder } from '../../training/sample-photos.ts';

let folder: string;
let photos: string;
before(async () => {
  folder = await temporaryFolder();
  photos = join(folder, 'photos');
  await mkdir(photos);
  for (const name of ['coffee.png', 'chelsea.png', 'astronaut.png', 'kodim23.png']) {
    await samplePhoto(name, 256, 256)
      .jpeg({ quality: 85 })
      .toFile(join(photos, name.replace('.png', '.jpg')));
  }
  await samplePhoto('coffee.png', 256, 256).png().toFile(join(photos, 'other.png'));
});

describe('an audit in JPEG files', () => {
  it('hides by the method and by controls, and says what a trained warden finds', async () => {
    const json = join(folder, 'audit.json');
    const { code, out, err } = await pentimento([
      ...['audit', '--method', 'jpeg@0.2', 'jsteg@0.8', '--covers', photos, '--tile', '128', '--folds', '2'],
      ...['--no-learning-curve', '--json-file', json],
    ]);
    assert.equal(code, 0, err);
    assert.match(out, /jsteg@0\.8 \(control\)/);
    assert.match(out, /Left out: 1 file, such as: other\.png is no JPEG file/);
    const { photos: count, tiles, subjects, nullTest } = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual([count, tiles], [4, 16]);
    const [own, control] = subjects;
    assert.ok(own.changeRate > 0.001 && own.changeRate < 0.05, `${own.changeRate}`);
    assert.ok(control.changeRate > own.changeRate);
    assert.ok(own.trained.error >= 0 && nullTest.error <= 1);
  });

  it('refuses what does not apply, and too few files', async () => {
    for (const [args, words] of [
      [['--method', 'jpeg', '--folds', '2'], /such as jpeg@0\.1, but received jpeg/],
      [['--method', 'jpeg@0.1', 'deep', '--folds', '2'], /but received deep/],
      [['--method', 'jpeg@0.1', '--features', 'rich'], /--features does nothing in JPEG covers/],
      [['--method', 'jpeg@0.1'], /Expected at least 8 JPEG files of 256x256 pixels/],
      [['--method', 'jpeg@0.1', '--tile', '100', '--folds', '2'], /a multiple of 32/],
    ] as const) {
      const { code, err } = await pentimento(['audit', '--covers', photos, ...args]);
      assert.equal(code, 1);
      assert.match(err, words);
    }
  });

  it('cuts tiles on the grid of blocks', async () => {
    const file = readJpeg(new Uint8Array(await readFile(join(photos, 'coffee.jpg'))));
    const crops = jpegCrops(file, 128);
    assert.equal(crops.length, 4);
    const [luma, chroma] = crops[3]!.frame.components;
    assert.deepEqual([luma!.blocksPerRow, chroma!.blocksPerRow], [16, 8]);
    const whole = file.frame.components[0]!;
    const first = 64 * (16 * whole.storedBlocksPerRow + 16);
    assert.deepEqual(luma!.coefficients.slice(0, 64), whole.coefficients.slice(first, first + 64));
  });
});

describe('the Jsteg estimate', () => {
  it('follows the share of coefficients that carry a message', async () => {
    const file = readJpeg(new Uint8Array(await readFile(join(photos, 'kodim23.jpg'))));
    const clean = jstegShare(file.frame.components[0]!);
    assert.ok(Math.abs(clean) < 0.1, `${clean}`);
    const half = jsteg(0.3, { components: 'luma' })(file, seededRandom(1));
    const share = jstegShare(half.frame.components[0]!);
    assert.ok(share > 0.3 && share < 0.8, `${share}`);
    await writeFile(join(folder, 'jsteg.jpg'), writeJpeg(half));
    const { code, out } = await pentimento(['detect', join(folder, 'jsteg.jpg'), join(photos, 'coffee.jpg')]);
    assert.equal(code, 0);
    assert.match(out, /jsteg\.jpg\s+85\s+0\.\d+\s+suspicious/);
    assert.match(out, /coffee\.jpg\s+85\s+-?0\.\d+\s+nothing seen/);
  });

  it('is not a number where nothing is 1', () => {
    assert.ok(Number.isNaN(jstegShare({ coefficients: new Int16Array(64) })));
  });
});
