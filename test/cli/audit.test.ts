import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writePicture } from '../../src/image/picture-files.node.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { MARKDOWN_SECTIONS } from '../../src/report/audit/audit-markdown.ts';
import { subjectNames } from '../../src/steganalysis/audit/names.ts';
import { FEATURE_SETS } from '../../src/steganalysis/features/feature-sets.ts';
import { patiently } from '../suite/patience.ts';
import { temporaryFolder } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

/** A smooth texture: a random walk along rows, pulled towards the row above. */
function texture(seed: number): ReturnType<typeof rgbImage> {
  const [width, height] = [128, 96];
  const random = seededRandom(seed);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const left = i % (3 * width) < 3 ? 128 : data[i - 3]!;
    const above = i < 3 * width ? left : data[i - 3 * width]!;
    data[i] = Math.min(235, Math.max(20, Math.round((left + above) / 2 + random.integer(9) - 4)));
  }
  return rgbImage(width, height, data);
}

const BENCHMARK = fileURLToPath(new URL('../../bench/detectability.bench.js', import.meta.url));

async function runBenchmark(args: readonly string[]): Promise<void> {
  await patiently('The benchmark', promisify(execFile)(process.execPath, [BENCHMARK, ...args]));
}

describe('pentimento audit', { concurrency: 2 }, () => {
  let covers: string;
  before(async () => {
    covers = await temporaryFolder();
    for (let index = 0; index < 4; index++) {
      await writePicture(join(covers, `${index}.png`), texture(index + 1));
    }
  });

  it('prints figures, and writes JSON and a page of the same', async () => {
    const folder = await temporaryFolder();
    const [json, html] = [join(folder, 'audit.json'), join(folder, 'audit.html')];
    const { code, out, err } = await pentimento([
      ...['audit', '--method', 'lsb4', '--covers', covers, '--tile', '32', '--folds', '2'],
      ...['--no-controls', '--no-learning-curve', '--json-file', json, '--html', html],
    ]);
    assert.equal(code, 0, err);
    assert.match(out, /^4 photos, 48 tiles of 32x32, 2 folds, spam features, seed 1:\n/);
    assert.match(out, /^lsb4 \(control\) +\d\d\.\d\d /m);
    assert.match(out, /^Null test/m);
    const text = await readFile(json, 'utf8');
    const report = JSON.parse(text);
    const [subject] = report.subjects;
    assert.equal(report.subjects.length, 1);
    assert.ok(out.includes(subject.trained.error.toFixed(3)));
    assert.ok(subject.trained.error < 0.25, 'half of all bits replaced are found');
    assert.ok(subject.trained.curve.length >= 2);
    assert.doesNotMatch(text, /"scores"/);
    assert.match(await readFile(html, 'utf8'), /<b>lsb4<\/b>/);
  });

  it('makes the measured sections of a document, from figures that were kept the same', async () => {
    const folder = await temporaryFolder();
    const [kept, document] = [join(folder, 'kept.json'), join(folder, 'document.md')];
    await writeFile(
      document,
      MARKDOWN_SECTIONS.map((name) => `About ${name}:\n<!-- measured:${name} -->\n<!-- /measured -->\n`).join(
        '',
      ),
    );
    const small = ['--methods', 'lsb4', '--no-controls', '--tile', '32', '--folds', '2'];
    const network = ['--network-folds', '2', '--network-minutes', '0.001'];
    await runBenchmark([covers, '--out', document, '--json', kept, ...small, ...network]);
    const written = await readFile(document, 'utf8');
    assert.match(written, /^About setting:\n<!-- measured:setting -->\n4 photos, 48 tiles of 32x32, /);
    assert.match(written, /^About controls:\n.*\n\| control \|.*\n.*\n\| `lsb4` \| \d\d\.\d\d \| /m);
    const { subjects } = JSON.parse(await readFile(kept, 'utf8'));
    assert.ok(written.includes(`**${subjects[0].trained.error.toFixed(3)}**`));
    assert.ok(written.includes(` ${subjects[0].network.error.toFixed(3)} (`));
    await runBenchmark(['--from', kept, '--out', document]);
    assert.equal(await readFile(document, 'utf8'), written);
    await assert.rejects(runBenchmark(['--from', kept, '--out', kept]), /to be followed by/);
  });

  it('has every name in its help, and the features', async () => {
    const { out } = await pentimento(['audit', '--help']);
    for (const [name, what] of subjectNames()) {
      const line = out.split('\n').find((text) => text.startsWith(`  ${name} `));
      assert.equal(line?.slice(name.length + 2).trim(), what);
    }
    for (const name of FEATURE_SETS.keys()) assert.ok(out.includes(`"${name}"`), name);
  });

  it('ends at once when it is interrupted, and leaves no file', async () => {
    const scratch = await temporaryFolder();
    const before = process.env.TMPDIR;
    process.env.TMPDIR = scratch;
    let interrupted = false;
    const ended = pentimento(
      ['audit', '--method', 'exact', '--covers', covers, '--tile', '32', '--folds', '2'],
      {
        onError: (_, pid) => {
          if (interrupted) return;
          interrupted = true;
          process.kill(pid, 'SIGINT');
        },
      },
    );
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    const { code, out } = await ended;
    assert.deepEqual([code, out], [130, '']);
    const left = (await readdir(scratch)).filter((name) => name.startsWith('pentimento-'));
    assert.deepEqual(left, []);
  });

  it('refuses what cannot be audited before the work', async () => {
    const folder = await temporaryFolder();
    const enough = ['--covers', covers, '--folds', '2', '--tile', '32'];
    const cases: readonly [readonly string[], RegExp][] = [
      [['--covers', covers], /'--method <names\.\.\.>' not specified/],
      [['--method', 'exact'], /'--covers <dir>' not specified/],
      [['--method', 'lsb4', 'magic', ...enough], /^Expected one of deep, .* but received magic\n$/],
      [['--method', 'lsb4', '--method', 'hill', ...enough], /^Expected one of deep, .* but received hill\n$/],
      [['--method', 'lsb4', '--covers', covers], /^Expected at least 8 photos.* but received 4\n$/],
      [['--method', 'lsb4', '--limit', '1', ...enough], /^Expected at least 2 photos.* but received 1\n$/],
      [['--method', 'lsb4', '--covers', folder], /^Expected pictures in .* but found none\n$/],
      [['--method', 'lsb4', '--covers', covers, '--folds', '1'], /at least 2 for --folds/],
      [
        ['--method', 'lsb4', ...enough, '--network-minutes', '1'],
        /^Expected --network with .* received none\n$/,
      ],
      [
        ['--method', 'lsb4', ...enough, '--network', '--network-folds', '1'],
        /at least 2 for --network-folds/,
      ],
      [
        ['--method', 'lsb4', ...enough, '--network', '--network-minutes', '0'],
        /positive number for --network/,
      ],
      [['--method', 'lsb4', '--tile', '0', ...enough], /positive whole number for --tile/],
      [['--method', 'lsb4', '--features', 'srm', ...enough], /Allowed choices are spam, rich/],
      [['--method', 'lsb4', ...enough, '--json-file', join(folder, 'none', 'a.json')], /none/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await pentimento(['audit', ...args]);
      assert.deepEqual([code, out], [1, ''], args.join(' '));
      assert.match(err, message);
    }
    assert.deepEqual(await readdir(folder), []);
  });
});
