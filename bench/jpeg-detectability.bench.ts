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
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { JpegComponent, JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../src/image/jpeg/write-jpeg.ts';
import { assertWritable, readPicture, writeFileAtomically } from '../src/image/picture-files.node.ts';
import { KeyRing } from '../src/keys/key-ring.ts';
import type { JpegCover } from '../src/media/jpeg.ts';
import { nodeSecretCoder } from '../src/methods/exact/codecs/secret-coder.node.ts';
import { payloadOverhead } from '../src/methods/exact/payload.ts';
import { coefficientCover, JPEG_LAYOUT } from '../src/methods/jpeg/coefficient-cover.ts';
import { juniwardCosts } from '../src/methods/jpeg/costs/juniward.ts';
import { uerdCosts } from '../src/methods/jpeg/costs/uerd.ts';
import { jpeg } from '../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../src/methods/method.ts';
import type { RandomSource } from '../src/random/seeded-random.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import type { PhotoFeatures } from '../src/steganalysis/audit/fold-job.ts';
import type { Detection } from '../src/steganalysis/audit/judgement.ts';
import type { LearningPoint } from '../src/steganalysis/audit/protocol.ts';
import { WorkerPool } from '../src/steganalysis/audit/worker-pool.node.ts';
import { adaptiveJpeg } from '../src/steganalysis/controls/jpeg/adaptive-jpeg.ts';
import { nonZeroAcCount } from '../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { jsteg } from '../src/steganalysis/controls/jpeg/jsteg.ts';
import { nsf5 } from '../src/steganalysis/controls/jpeg/nsf5.ts';
import { auditJpegFeatures, jpegNullTest } from '../src/steganalysis/jpeg/jpeg-audit.ts';
import type { JpegColours } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { JPEG_COLOURS, jpegCovers } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { median } from './rounds.ts';

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

const knownCosts = new WeakMap<JpegComponent, Float32Array>();

/** Ways to hide by name, each tried at all rates: the method, what it is at the bound of all codes, controls, and another program. */
const WAYS: readonly (readonly [name: string, at: (rate: number) => Subject['hide']])[] = [
  ['jpeg', ourMethod],
  ['juniward', (rate) => adaptiveJpeg(juniwardCostsOnce, rate, payload)],
  ['juniward-in-luma', allInLuma],
  ['uerd', (rate) => adaptiveJpeg(uerdCosts, rate, payload)],
  [
    'uniform',
    (rate) =>
      adaptiveJpeg(({ coefficients }) => new Float32Array(coefficients.length).fill(1), rate, payload),
  ],
  ['jsteg', (rate) => jsteg(rate, payload)],
  ['nsf5', (rate) => nsf5(rate, payload)],
  ['steghide', steghide],
];
const chosen = flags.only === '' ? WAYS.map(([name]) => name) : flags.only.split(',');
const subjects: readonly Subject[] = chosen.flatMap((choice) => {
  const [name, rate] = choice.split('@');
  const way = WAYS.find(([own]) => own === name);
  if (way === undefined) {
    throw new RangeError(
      `Expected one of ${WAYS.map(([own]) => own).join(', ')} for --only but received ${name}`,
    );
  }
  if (name === 'steghide' && spawnSync('steghide', ['version']).error !== undefined) {
    console.log('Without steghide: the program was not found');
    return [];
  }
  const rates = rate === undefined ? numbers(flags.rates) : [Number(rate)];
  return rates.map((own) => ({ name: way[0], rate: own, hide: way[1](own) }));
});

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

/**
 * The method itself, without a passphrase. Its file is empty: what a file leaves of the rate is filled with random bits, and all is
 * encrypted. Where even that takes more than the rate, the rate is raised.
 */
function ourMethod(rate: number): Subject['hide'] {
  const file = { kind: 'file', name: '', mediaType: '' } as const;
  const secret = { ...file, content: new Uint8Array(0) };
  const host = { coder: nodeSecretCoder() } as MethodHost;
  return async (cover, random) => {
    const code = await jpeg.load();
    const samples = coefficientCover(cover).samples.length;
    const body = samples - JPEG_LAYOUT.saltSamples(samples) - JPEG_LAYOUT.headerSamples(samples, 1);
    const least =
      (8 * (payloadOverhead(file) + 1) * samples) / (body * nonZeroAcCount(cover.frame.components));
    const { container } = await code.hide(
      { kind: 'jpeg', file: cover } as JpegCover,
      [{ secret, keys: new KeyRing(undefined) }],
      { rate: Math.max(rate, least) },
      { host, random: (length) => randomBytes(length, random) },
    );
    return (container as JpegCover).file;
  };
}

/** J-UNIWARD's costs, which covers have once and all rates share. */
function juniwardCostsOnce(component: JpegComponent): Float32Array {
  const known = knownCosts.get(component) ?? juniwardCosts(component);
  knownCosts.set(component, known);
  return known;
}

/** J-UNIWARD in luma alone, with as many bits as all components would carry at this rate. */
function allInLuma(rate: number): Subject['hide'] {
  return (cover, random) => {
    const { components } = cover.frame;
    const ownRate = (rate * nonZeroAcCount(components)) / nonZeroAcCount(components.slice(0, 1));
    const hide = adaptiveJpeg(juniwardCostsOnce, ownRate, { components: 'luma' });
    return hide(cover, random);
  };
}

/** The program steghide, with a file of the rate's size; its own header comes on top, as ours does. */
function steghide(rate: number): Subject['hide'] {
  const run = promisify(execFile);
  return async (cover, random) => {
    const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
    const at = (name: string): string => join(folder, name);
    const secret = randomBytes(Math.round((rate * nonZeroAcCount(cover.frame.components)) / 8), random);
    await writeFile(at('cover.jpg'), writeJpeg(cover));
    await writeFile(at('secret'), secret);
    const files = ['-cf', at('cover.jpg'), '-ef', at('secret'), '-sf', at('container.jpg')];
    const passphrase = `${random.integer(2 ** 32)}`;
    await run('steghide', ['embed', ...files, '-p', passphrase, ...'-q -Z -N -K -e none'.split(' ')]);
    const container = readJpeg(new Uint8Array(await readFile(at('container.jpg'))));
    await rm(folder, { recursive: true });
    return container;
  };
}

function randomBytes(length: number, random: RandomSource): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
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
