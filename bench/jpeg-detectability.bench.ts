/**
 * How well a trained warden tells JPEG containers from covers by their coefficients: P_E of DCTR features and the ensemble, by subject and
 * rate, for covers that are compressed here. Photos are tested by folds.
 *
 *     npm run bench jpeg-detectability -- -- photos/kodak photos/train/bsds_
 *
 * Folders, or beginnings of paths. `--covers 200` and `--size 256` say how many crops there are, `--quality 75,95`, `--colours 4:2:0`
 * (4:4:4, grey) how they are compressed. `--rates 0.05,0.1,0.2,0.4` are bits per non-zero AC coefficient of all components, or of luma with
 * `--luma`, where controls hide in luma alone. `--only jpeg,nsf5@0.1` chooses subjects, at all rates or at one. `--colour` shows chroma to
 * the warden. `--curve jpeg@0.2` adds learning curves of subjects; `--search` the search for the size of subspaces;
 * `--subspace-dimension`, `--ridge`, `--folds`, `--seed`. `--json FILE` keeps all figures.
 */
import { parseArgs } from 'node:util';
import type { JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { assertWritable, writeFileAtomically } from '../src/image/picture-files.node.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import type { PhotoFeatures } from '../src/steganalysis/audit/fold-job.ts';
import type { Detection } from '../src/steganalysis/audit/judgement.ts';
import type { LearningPoint } from '../src/steganalysis/audit/protocol.ts';
import { WorkerPool } from '../src/steganalysis/audit/worker-pool.node.ts';
import { nonZeroAcCount } from '../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { auditJpegFeatures, jpegNullTest } from '../src/steganalysis/jpeg/jpeg-audit.ts';
import type { JpegColours } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { JPEG_COLOURS } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import type { CoverPhoto } from './jpeg-ways.ts';
import { coversOf, picturesAt, subjectsNamed } from './jpeg-ways.ts';
import { median } from './rounds.ts';

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
    curve: { type: 'string', default: '' },
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

const subjects = subjectsNamed(flags.only, numbers(flags.rates), payload);
const paths = (await Promise.all(positionals.map(picturesAt))).flat();

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
  const photos = await coversOf(paths, {
    size: Number(flags.size),
    quality,
    colours: flags.colours as JpegColours,
    most: Number(flags.covers),
  });
  const nonZero = photos.flatMap(({ covers }) => covers.map(({ frame }) => nonZeroAcCount(frame.components)));
  console.log(
    `${photos.length} photos, ${nonZero.length} crops of ${flags.size}x${flags.size}, quality ${quality}; ` +
      `${median(nonZero)} AC coefficients of a crop are not 0, the median of ${Math.min(...nonZero)} to ${Math.max(...nonZero)}`,
  );
  let started = performance.now();
  const coverRows = await featuresOf(photos, ({ covers }) => covers);
  const pairs = (containers: readonly (readonly Float32Array[])[]): PhotoFeatures[] =>
    photos.map(({ photo }, index) => ({ photo, covers: coverRows[index]!, containers: containers[index]! }));
  const report = async (row: Row): Promise<void> => {
    rows.push(row);
    console.log(line(row));
    await keep();
  };

  const extraction = seconds(started);
  started = performance.now();
  const none = await jpegNullTest(pairs(coverRows), options);
  await report({
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
      learningCurve: flags.curve.split(',').includes(`${name}@${rate}`),
    });
    const trainingSeconds = seconds(started);
    await report({
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
/** Writes what is known so far, so that a run that is stopped leaves it. */
async function keep(): Promise<void> {
  if (flags.json === undefined) return;
  const text = `${JSON.stringify({ flags, photos: positionals, rows }, undefined, 2)}\n`;
  await writeFileAtomically(flags.json, new TextEncoder().encode(text));
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
