/**
 * How well a trained warden tells JPEG containers from covers by their coefficients: P_E of DCTR features and the ensemble, by subject and
 * rate, for covers that are compressed here. Photos are tested by folds.
 *
 *     npm run bench jpeg-detectability -- -- photos/kodak photos/train/bsds_
 *
 * Folders, or beginnings of paths. `--covers 200` and `--size 256` say how many crops there are, `--quality 75,95`, `--colours 4:2:0`
 * (4:4:4, grey) how they are compressed. `--rates 0.05,0.1,0.2,0.4` are bits per non-zero AC coefficient, `--only jsteg` chooses among
 * subjects. `--colour` shows chroma to the warden, `--luma` hides in luma alone. `--curve` adds learning curves, `--search` the search for
 * the size of subspaces; `--subspace-dimension`, `--ridge`, `--folds`, `--seed`. `--json FILE` keeps all figures.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { assertWritable, readPicture, writeFileAtomically } from '../src/image/picture-files.node.ts';
import type { RandomSource } from '../src/random/seeded-random.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import type { PhotoFeatures } from '../src/steganalysis/audit/fold-job.ts';
import type { Detection } from '../src/steganalysis/audit/judgement.ts';
import type { LearningPoint } from '../src/steganalysis/audit/protocol.ts';
import { WorkerPool } from '../src/steganalysis/audit/worker-pool.node.ts';
import { jsteg } from '../src/steganalysis/controls/jpeg/jsteg.ts';
import { nsf5 } from '../src/steganalysis/controls/jpeg/nsf5.ts';
import { auditJpegFeatures, jpegNullTest } from '../src/steganalysis/jpeg/jpeg-audit.ts';
import type { JpegColours } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { JPEG_COLOURS, jpegCovers } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';

/** What is audited: a way from a cover to a container. */
interface Subject {
  readonly name: string;
  /** Bits per non-zero AC coefficient. */
  readonly rate: number;
  hide(cover: JpegFile, random: RandomSource): JpegFile | Promise<JpegFile>;
}

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    covers: { type: 'string', default: '200' },
    size: { type: 'string', default: '256' },
    quality: { type: 'string', default: '75,95' },
    colours: { type: 'string', default: '4:2:0' },
    rates: { type: 'string', default: '0.05,0.1,0.2,0.4' },
    only: { type: 'string', default: '' },
    colour: { type: 'boolean', default: false },
    luma: { type: 'boolean', default: false },
    curve: { type: 'boolean', default: false },
    search: { type: 'boolean', default: false },
    'subspace-dimension': { type: 'string' },
    ridge: { type: 'string' },
    folds: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.log(
    'Not run: expected folders of photos, as in npm run bench jpeg-detectability -- -- photos/kodak',
  );
  process.exit();
}
if (!JPEG_COLOURS.includes(flags.colours as JpegColours)) {
  throw new RangeError(
    `Expected one of ${JPEG_COLOURS.join(', ')} for --colours but received ${flags.colours}`,
  );
}
if (flags.json !== undefined) await assertWritable(flags.json);

const seed = Number(flags.seed);
const numbers = (list: string): number[] => list.split(',').map(Number);
const payload = { components: flags.luma ? 'luma' : 'all' } as const;

/** Ways to hide by name, each tried at all rates: methods and further controls go here. */
const WAYS: readonly (readonly [name: string, at: (rate: number) => Subject['hide']])[] = [
  ['jsteg', (rate) => jsteg(rate, payload)],
  ['nsf5', (rate) => nsf5(rate, payload)],
];
const subjects: readonly Subject[] = WAYS.filter(([name]) => name.includes(flags.only)).flatMap(
  ([name, at]) => numbers(flags.rates).map((rate) => ({ name, rate, hide: at(rate) })),
);

const pool = new WorkerPool();
const options = {
  seed,
  folds: Number(flags.folds),
  search: flags.search,
  ridge: flags.ridge === undefined ? undefined : Number(flags.ridge),
  subspaceDimension:
    flags['subspace-dimension'] === undefined ? undefined : Number(flags['subspace-dimension']),
  colour: flags.colour,
  workers: pool,
};

interface CoverPhoto {
  readonly photo: string;
  readonly covers: readonly JpegFile[];
}

/** A line of the table. */
interface Row {
  readonly quality: number;
  readonly subject: string;
  readonly rate: number | undefined;
  readonly detection: Omit<Detection, 'scores' | 'curve'>;
  readonly learningCurve?: readonly LearningPoint[] | undefined;
  /** Seconds to hide and to extract features, and to train and test. */
  readonly featureSeconds: number;
  readonly trainingSeconds: number;
}

const rows: Row[] = [];
for (const quality of numbers(flags.quality)) {
  const photos = await coversOf(quality);
  const crops = photos.reduce((sum, { covers }) => sum + covers.length, 0);
  console.log(`${photos.length} photos, ${crops} crops of ${flags.size}x${flags.size}, quality ${quality}`);
  let started = performance.now();
  const coverRows = await featuresOf(photos, ({ covers }) => covers);
  const pairs = (containers: readonly (readonly Float32Array[])[]): PhotoFeatures[] =>
    photos.map(({ photo }, index) => ({ photo, covers: coverRows[index]!, containers: containers[index]! }));
  const report = (row: Row): void => {
    rows.push(row);
    console.log(line(row));
  };

  const extraction = seconds(started);
  started = performance.now();
  const none = await jpegNullTest(pairs(coverRows), options);
  report({
    quality,
    subject: 'covers against covers',
    rate: undefined,
    detection: bare(none),
    featureSeconds: extraction,
    trainingSeconds: seconds(started),
  });
  for (const { name, rate, hide } of subjects) {
    started = performance.now();
    const containers = await featuresOf(photos, ({ covers }, photo) =>
      Promise.all(covers.map((cover, crop) => hide(cover, seededRandom(seed, photo, crop)))),
    );
    const featureSeconds = seconds(started);
    started = performance.now();
    const { detection, learningCurve } = await auditJpegFeatures(pairs(containers), {
      ...options,
      nullTest: false,
      learningCurve: flags.curve,
    });
    const trainingSeconds = seconds(started);
    report({
      quality,
      subject: name,
      rate,
      detection: bare(detection),
      learningCurve,
      featureSeconds,
      trainingSeconds,
    });
  }
}
await pool.dispose();

console.log(`\n${markdown()}`);
if (flags.json !== undefined) {
  const text = `${JSON.stringify({ flags, photos: positionals, rows }, undefined, 2)}\n`;
  await writeFileAtomically(flags.json, new TextEncoder().encode(text));
}

/** Crops of the photos in the order of their names, until there are enough. */
async function coversOf(quality: number): Promise<CoverPhoto[]> {
  const photos: CoverPhoto[] = [];
  let left = Number(flags.covers);
  for (const path of (await Promise.all(positionals.map(picturesAt))).flat()) {
    if (left === 0) break;
    const { image } = await readPicture(path);
    const covers = await jpegCovers(image, {
      size: Number(flags.size),
      quality,
      colours: flags.colours as JpegColours,
      most: left,
    });
    if (covers.length > 0) photos.push({ photo: basename(path), covers });
    left -= covers.length;
  }
  return photos;
}

/** Files of a folder, or those that a path is the beginning of. */
async function picturesAt(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const [folder, start] = isFolder ? [path, ''] : [dirname(path), basename(path)];
  const names = (await readdir(folder)).filter((name) => name.startsWith(start)).sort();
  if (names.length === 0) throw new RangeError(`Expected photos but ${path} is the beginning of no path`);
  return names.map((name) => join(folder, name));
}

/** Features of files that each photo has, or is made to have, one photo after another. */
async function featuresOf(
  photos: readonly CoverPhoto[],
  files: (photo: CoverPhoto, index: number) => readonly JpegFile[] | Promise<readonly JpegFile[]>,
): Promise<Float32Array[][]> {
  const features: Promise<Float32Array[]>[] = [];
  for (const [index, photo] of photos.entries()) {
    const made = await files(photo, index);
    features.push(Promise.all(made.map((file) => pool.jpegFeatures(file, options))));
  }
  return Promise.all(features);
}

function bare({ scores: _scores, curve: _curve, ...figures }: Detection): Row['detection'] {
  return figures;
}

function seconds(started: number): number {
  return (performance.now() - started) / 1000;
}

function cells({ quality, subject, rate, detection, featureSeconds, trainingSeconds }: Row): string[] {
  const { error, errorInterval, leastError, areaUnderCurve, missedAtFivePercent } = detection;
  return [
    `${quality}`,
    subject,
    `${rate ?? ''}`,
    `**${error.toFixed(3)}** (${errorInterval.low.toFixed(3)} to ${errorInterval.high.toFixed(3)})`,
    leastError.toFixed(3),
    areaUnderCurve.toFixed(3),
    missedAtFivePercent.toFixed(3),
    featureSeconds.toFixed(1),
    trainingSeconds.toFixed(1),
  ];
}

function line(row: Row): string {
  const curve = row.learningCurve?.map(({ pairs, error }) => `${pairs} pairs: ${error.toFixed(3)}`) ?? [];
  return [cells(row).join('  '), ...curve].join('\n  ');
}

function markdown(): string {
  const head =
    'quality|subject|bits per non-zero AC|P_E|least P_E|AUC|P_MD at 5 %|s of features|s of training';
  const rule = '---:|---|---:|---:|---:|---:|---:|---:|---:';
  const lines = [head.split('|'), rule.split('|'), ...rows.map(cells)];
  return lines.map((columns) => `| ${columns.join(' | ')} |`).join('\n');
}
