import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { residualLeak } from '../../src/metrics/residual-leak.ts';
import { detectionPage } from '../../src/report/detection/detection-page.ts';
import { stegExpose } from '../../src/steganalysis/stegexpose/detector.ts';
import { weightedStego } from '../../src/steganalysis/textbook/weighted-stego.ts';
import { pentimento } from '../cli/run-cli.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { replaceLowestBits } from './lsb-replacement.ts';
import { uniformNumbers } from './synthetic-picture.ts';

const LIMITS =
  /These detectors look for LSB replacement only: networks, LSB matching and trellis codes go unseen/;

describe('pentimento detect', { concurrency: 2 }, () => {
  /** Covers a.png, b.png and c.png; in containers, b.png carries half a bit a sample, and what is no picture. */
  let root: string;
  let covers: string;
  let containers: string;
  before(async () => {
    root = await temporaryFolder();
    [covers, containers] = [join(root, 'covers'), join(root, 'containers')];
    await mkdir(containers);
    for (const [name, sample] of [
      ['a.png', 'coffee.png'],
      ['b.png', 'kodim23.png'],
      ['c.png', 'astronaut.png'],
    ] as const) {
      const { image } = await readPicture(await writeSample(sample, join(covers, name), 200, 150));
      const payload = name === 'b.png' ? 0.5 : 0;
      await writePicture(join(containers, name), replaceLowestBits(image, payload, uniformNumbers(1)));
    }
    await writeFile(join(containers, 'broken.png'), 'not a picture');
    await writeFile(join(containers, 'notes.txt'), 'not meant to be one');
  });

  it('prints a row a picture and what it cannot see; names what is broken, and ignores the rest', async () => {
    const { code, out, err } = await pentimento(['detect', containers]);
    assert.equal(code, 0);
    assert.match(out, /^file +primary sets +chi-square +sample pairs +RS +fusion +JPEG lattice % +verdict\n/);
    const verdicts = [...out.matchAll(/(.)\.png .* (suspicious|nothing seen)$/gm)].map((found) =>
      found.slice(1),
    );
    assert.deepEqual(verdicts, [
      ['a', 'nothing seen'],
      ['b', 'suspicious'],
      ['c', 'nothing seen'],
    ]);
    assert.match(out, /^1 of 3 files above the threshold of 0\.2\. /m);
    assert.match(out, LIMITS);
    assert.match(err, /^Left out .*broken\.png: Expected a PNG/m);
    assert.doesNotMatch(out + err, /notes/);
  });

  it('writes the table of StegExpose', async () => {
    const csv = join(await temporaryFolder(), 'scores.csv');
    await pentimento(['detect', containers, '--csv', csv]);
    const lines = (await readFile(csv, 'utf8')).split('\n');
    assert.deepEqual(lines.slice(0, 1), ['']);
    assert.match(lines[1]!, /,Primary Sets,Chi Square,Sample Pairs,RS analysis,Fusion \(mean\)$/);
    const { image } = await readPicture(join(containers, 'b.png'));
    const { primarySets, chiSquare, samplePairs, regularSingular, fusion } = stegExpose(image);
    const fields = lines[3]!.split(',');
    assert.deepEqual(fields.slice(0, 2), ['b.png', 'true']);
    assert.match(fields[2]!, /^\d+$/);
    assert.deepEqual(
      fields.slice(3),
      [primarySets, chiSquare, samplePairs, regularSingular, fusion].map(String),
    );
    assert.deepEqual([lines.length, lines.at(-1)], [6, '']);
  });

  it('leaves files early with --fast', async () => {
    const csv = join(await temporaryFolder(), 'scores.csv');
    const { code } = await pentimento(['detect', containers, '--fast', '--csv', csv]);
    assert.equal(code, 0);
    const lines = (await readFile(csv, 'utf8')).split('\n');
    assert.match(lines[1]!, /Fusion \(mean & fast\)$/);
    assert.match(lines[2]!, /^a\.png,false,\d+,[\d.E-]+,null,null,null,[\d.E-]+$/);
  });

  it('in mode fixed writes estimates, in bits per sample, as CSV and JSON', async () => {
    const folder = await temporaryFolder();
    const [csv, json] = [join(folder, 'scores.csv'), join(folder, 'scores.json')];
    const { code, out } = await pentimento([
      ...['detect', containers, '--mode', 'fixed', '--csv', csv, '--json', json],
    ]);
    assert.equal(code, 0);
    assert.match(out, /^file .* RS +WS +fusion +JPEG lattice % +verdict\n/);
    const result = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(Object.keys(result), ['mode', 'fast', 'threshold', 'files', 'unreadable']);
    const [, b] = result.files;
    const { image } = await readPicture(join(containers, 'b.png'));
    assert.deepEqual(b.scores.weightedStego, weightedStego(image));
    assert.ok(Math.abs(b.scores.weightedStego.payload - 0.5) < 0.06);
    assert.ok(Math.abs(b.hiddenBytes - (0.5 * 3 * 200 * 150) / 8) < 900);
    assert.match(result.unreadable[0].path, /broken\.png$/);
    const lines = (await readFile(csv, 'utf8')).split('\r\n');
    assert.equal(
      lines[0],
      'file,width,height,suspicious,hidden_bytes,primary_sets,chi_square,sample_pairs,rs,ws,fusion',
    );
    assert.equal(lines[2]!.split(',')[9], String(b.scores.weightedStego.payload));
  });

  it('says in JSON which detector did not run and which has no result', async () => {
    const folder = await temporaryFolder();
    const [dot, json] = [join(folder, 'dot.png'), join(folder, 'dot.json')];
    await writeSample('coffee.png', dot, 1, 1);
    const { code, out } = await pentimento(['detect', dot, '--json', json]);
    assert.equal(code, 0);
    assert.match(out, /dot\.png +- +- +nothing seen/);
    const [{ scores, hiddenBytes }] = JSON.parse(await readFile(json, 'utf8')).files;
    const none = { samplePairs: null, chiSquare: null, regularSingular: null };
    assert.deepEqual(scores, { primarySets: 'NaN', ...none, fusion: 'NaN' });
    assert.equal(hiddenBytes, 0);
  });

  it('compares with the covers, and looks for the secret in what changed', async () => {
    const json = join(await temporaryFolder(), 'changes.json');
    const secret = join(covers, 'a.png');
    const [b, c] = [join(containers, 'b.png'), join(containers, 'c.png')];
    const given = ['--with-cover', covers, '--secret', secret, '--json', json];
    const { code, out } = await pentimento(['detect', b, c, ...given]);
    assert.equal(code, 0);
    assert.match(out, /^Container minus cover/m);
    assert.match(out, /b\.png +all +2[45]\.\d\d +-?0\.\d{3} +0\.\d{3} +1 /);
    assert.match(out, /c\.png +all +0\.00 +0\.000 +0\.000 +0 /);
    const [{ comparison }] = JSON.parse(await readFile(json, 'utf8')).files;
    const read = async (path: string) => (await readPicture(path)).image;
    const leak = residualLeak(await read(join(covers, 'b.png')), await read(b), await read(secret));
    assert.equal(comparison.residualLeak, leak);
    assert.deepEqual(
      comparison.residual.all.histogram.map(([difference]: [number]) => difference),
      [-1, 0, 1],
    );
    // Another size is no reason to say nothing of the rest.
    const wrong = await writeSample('coffee.png', join(root, 'small.png'), 20, 20);
    const other = await pentimento(['detect', b, '--with-cover', wrong]);
    assert.equal(other.code, 0);
    assert.match(other.err, /b\.png is not compared: Expected two pictures of the same size/);
  });

  it('writes a report that stands alone, whatever files are called', async () => {
    const folder = await temporaryFolder();
    const [file, html] = [join(folder, '<b>&"x".png'), join(folder, 'report.html')];
    await writePicture(file, (await readPicture(join(containers, 'b.png'))).image);
    for (const mode of ['strict', 'fixed']) {
      const given = ['--mode', mode, '--html', html, '--overwrite', '--with-cover', join(covers, 'b.png')];
      const { code, err } = await pentimento(['detect', file, join(containers, 'broken.png'), ...given]);
      assert.equal(code, 0, err);
      const page = await readFile(html, 'utf8');
      assert.match(page, /&lt;b&gt;&amp;&quot;x&quot;\.png/);
      assert.doesNotMatch(page, /<b>&"|https?:|<link|<img|src=/);
      for (const text of ['suspicious', 'LSB matching', 'Against the covers', 'Left out', 'Sample pairs']) {
        assert.ok(page.includes(text), text);
      }
      assert.equal(page.includes('Weighted stego-image'), mode === 'fixed');
    }
    assert.deepEqual((await readdir(folder)).length, 2);
    const none = { mode: 'strict', fast: false, threshold: 0.2, files: [], unreadable: [] } as const;
    assert.throws(() => detectionPage(none, '2030-01-02'), RangeError);
  });

  it('ends with 1 and one sentence where nothing can be read or done', async () => {
    const folder = await temporaryFolder();
    const picture = join(containers, 'a.png');
    const cases: readonly [readonly string[], RegExp][] = [
      [[folder], /^Expected at least one picture that can be read in .* but found none\n$/],
      [[join(containers, 'broken.png')], /Left out .*broken\.png: .*\nExpected at least one picture/],
      [[join(folder, 'none.png')], /none\.png \(which does not exist\)\nExpected at least one picture/],
      [[picture, '--csv', folder], /^Expected a file that can be written .* \(a folder\)\n$/],
      [[picture, '--mode', 'fixed', '--fast'], /^Expected --fast with --mode strict only\n$/],
      [[picture, '--secret', picture], /^Expected --secret together with --with-cover only\n$/],
      [[picture, '--with-cover', join(folder, 'none')], /for --with-cover but received .*none \(ENOENT\)\n$/],
      [[picture, '--threshold', '2'], /number of 0 to 1 for --threshold/],
      [[picture, '--mode', 'loose'], /Allowed choices are strict, fixed/],
      [[], /missing required argument 'paths'/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await pentimento(['detect', ...args]);
      assert.deepEqual([code, out], [1, ''], String(args));
      assert.match(err, message);
    }
    assert.deepEqual(await readdir(folder), []);
  });
});
