/** Changed blocks in decoded JPEGs: in memory, in `detect`, and in the audit. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { decodePicture, readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { resize } from '../../src/image/resize.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { hideExact } from '../../src/methods/exact/exact-method.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { auditJson } from '../../src/report/audit/audit-json.ts';
import { auditPage } from '../../src/report/audit/audit-page.ts';
import { auditText } from '../../src/report/audit/audit-text.ts';
import { audit } from '../../src/steganalysis/audit/audit.node.ts';
import { lsbMatching } from '../../src/steganalysis/controls/lsb.ts';
import {
  JPEG_COMPATIBILITY_THRESHOLD,
  jpegCompatibility,
} from '../../src/steganalysis/detect/jpeg-compatibility.ts';
import { pentimento } from '../cli/run-cli.ts';
import { CODER, file } from '../hiding/exact-cases.ts';
import { SAMPLES, temporaryFolder } from '../training/sample-photos.ts';

/** A photo that never was a JPEG. */
let photo: RgbImage;
before(async () => {
  photo = (await readPicture(join(SAMPLES, 'kodim23.png'))).image;
});

async function decoded(quality: number, chromaSubsampling: string, picture = photo): Promise<RgbImage> {
  const { width, height, data } = picture;
  const jpeg = sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality, chromaSubsampling });
  return (await decodePicture(await jpeg.toBuffer(), 'a JPEG')).image;
}

/** A file of 0.05 bits a sample, by the exact method. */
async function container(cover: RgbImage): Promise<RgbImage> {
  const secret = file(Math.floor((0.05 * cover.data.length) / 8) - 40);
  return (await hideExact(cover, [{ secret }], CODER)).container;
}

describe('the JPEG lattice', () => {
  for (const chroma of ['4:2:0', '4:4:4']) {
    for (const quality of [50, 75, 90, 95]) {
      it(`tells a container of 0.05 bits a sample from its cover, quality ${quality}, ${chroma}`, async () => {
        const crop = cropImage(photo, { x: 200, y: 100, width: 384, height: 256 });
        const cover = await decoded(quality, chroma, crop);
        const clean = jpegCompatibility(cover)!;
        assert.ok(clean.blocks > 1200);
        assert.ok(clean.share < JPEG_COMPATIBILITY_THRESHOLD / 2, String(clean.share));
        const found = jpegCompatibility(await container(cover))!;
        assert.deepEqual([clean.changed, found.changed], [false, true]);
        assert.ok(found.share > 5 * JPEG_COMPATIBILITY_THRESHOLD, String(found.share));
      });
    }
  }

  it('needs no colours, nor a grid that begins at the corner', async () => {
    const grey = { ...photo, data: photo.data.map((_, at) => photo.data[at - (at % 3)]!) };
    const cover = cropImage(await decoded(80, '4:4:4', grey), { x: 5, y: 2, width: 400, height: 300 });
    assert.equal(jpegCompatibility(cover)?.changed, false);
    const changed = cover.data.slice();
    // The same change in all three colours, in one pixel of a hundred.
    for (let at = 0; at + 2 < changed.length; at += 303)
      for (let c = 0; c < 3; c++) changed[at + c] = Math.min(254, changed[at + c]! + 1);
    assert.equal(jpegCompatibility({ ...cover, data: changed })?.changed, true);
  });

  it('says nothing of covers that never were JPEGs, or were shrunk since, and of their containers', async () => {
    const shrunk = resize(await decoded(75, '4:2:0'), 691, 461);
    for (const cover of [photo, shrunk]) {
      assert.equal(jpegCompatibility(cover), undefined);
      assert.equal(jpegCompatibility(lsbMatching(0.05)(cover, seededRandom(1))), undefined);
    }
  });
});

describe('files that were JPEGs', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
    await mkdir(join(folder, 'pictures'));
    const cover = await decoded(85, '4:2:0', cropImage(photo, { x: 100, y: 100, width: 320, height: 240 }));
    const crop = cropImage(photo, { x: 100, y: 100, width: 320, height: 240 });
    await writePicture(join(folder, 'pictures', 'clean.png'), cover);
    await writePicture(join(folder, 'pictures', 'changed.png'), lsbMatching(0.05)(cover, seededRandom(2)));
    await writePicture(join(folder, 'pictures', 'never.png'), crop);
  });

  for (const mode of ['strict', 'fixed']) {
    it(`are told from changed ones by pentimento detect in mode ${mode}`, async () => {
      const [json, html, csv] = ['d.json', 'd.html', 'd.csv'].map((name) => join(folder, `${mode}-${name}`));
      const args = ['--mode', mode, '--json', json!, '--html', html!, '--csv', csv!];
      const { code, out } = await pentimento(['detect', join(folder, 'pictures'), ...args]);
      assert.equal(code, 0);
      assert.match(out, /^file .* fusion +JPEG lattice % +verdict\n/);
      assert.match(out, /clean\.png .* 0\.\d\d +nothing seen\n/);
      assert.match(out, /changed\.png .* \d+\.\d\d +suspicious\n/);
      assert.match(out, /^1 decoded from a JPEG and changed afterwards \(above 0\.5 %\)\. /m);
      const { files } = JSON.parse(await readFile(json!, 'utf8'));
      const changes = files.map(
        (found: { jpegLattice?: { changed: boolean } }) => found.jpegLattice?.changed,
      );
      assert.deepEqual(changes, [true, false, undefined]);
      const page = await readFile(html!, 'utf8');
      assert.match(page, /<b>1 <small>of 2<\/small><\/b><span>decoded from a JPEG and changed afterwards/);
      // The table of StegExpose stays what it is.
      assert.doesNotMatch(await readFile(csv!, 'utf8'), /lattice/i);
    });
  }

  it('make the audit say how many containers are found without training', async () => {
    const covers = await temporaryFolder();
    for (const [index, x] of [0, 150, 300].entries()) {
      const crop = cropImage(photo, { x, y: 96, width: 256, height: 128 });
      await writePicture(join(covers, `${index}.png`), await decoded(85, '4:2:0', crop));
    }
    const options = {
      methods: ['lsb-matching@0.1'],
      tile: 128,
      folds: 3,
      learningCurve: false,
      controls: false,
    };
    const report = await audit({ covers, ...options });
    assert.deepEqual(report.subjects[0]!.jpegLattice, { tiles: 6, falseAlarmRate: 0, foundRate: 1 });
    assert.match(
      auditText(report),
      /JPEG lattice[^\n]*\n.*tiles[^\n]*\n.*\n.*lsb-matching@0\.1 .* 6 .* 0 % .* 100 %/,
    );
    assert.match(auditPage(report, '2026-01-01'), /Covers that were JPEGs/);
    assert.equal(JSON.parse(auditJson(report)).subjects[0].jpegLattice.foundRate, 1);
  });

  it('and others make it say nothing', async () => {
    const covers = await temporaryFolder();
    for (const [index, x] of [0, 150, 300].entries())
      await writePicture(
        join(covers, `${index}.png`),
        cropImage(photo, { x, y: 96, width: 256, height: 128 }),
      );
    const options = {
      methods: ['lsb-matching@0.1'],
      tile: 128,
      folds: 3,
      learningCurve: false,
      controls: false,
    };
    const report = await audit({ covers, ...options });
    assert.equal(report.subjects[0]!.jpegLattice, undefined);
    assert.doesNotMatch(auditText(report) + auditPage(report, '2026-01-01'), /lattice/i);
  });
});
