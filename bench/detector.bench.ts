/**
 * How well a detector network finds what it was trained to find: for each embedding one network is trained on photos of a folder, and
 * judges tiles of 256x256 pixels of other photos and of their containers. Prints the detection error P_E (equal priors,
 * threshold 0), its interval over photos, and how fast the training went.
 *
 *     npm run bench detector -- -- TRAINING_PHOTOS TEST_PHOTOS
 *
 * Three figures for each: on photos of the training's folder that were held out; on the test photos, which another camera took; and
 * on the test photos after training on further test photos, by folds, from the first network's weights. The first and last are what a
 * warden reaches who has covers of the same source, as in the literature; the middle one shows what it costs not to have them.
 *
 * `--minutes 0.75` of training for each embedding and `--fold-minutes 1` for each fold of `--folds 2` (0: none), `--only ternary` for
 * some embeddings, `--photos 200` at most, `--crop`, `--batch`, `--seed`, `--model invertible` for another model's containers, which are
 * kept in `--cache FOLDER`.
 */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rotateClockwise } from '../src/image/orientation.ts';
import { readPicture, writePicture } from '../src/image/picture-files.node.ts';
import { resize } from '../src/image/resize.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { cropImage, planTiles } from '../src/image/tiles.ts';
import { deepMethod } from '../src/methods/deep/deep-method.ts';
import { hidePicture } from '../src/methods/frame/hide-picture.ts';
import { openModel } from '../src/methods/models/model-folder.node.ts';
import { xunet } from '../src/networks/detectors/xunet.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { createNodeRuntime } from '../src/runtime/node-runtime.node.ts';
import { assignFolds } from '../src/steganalysis/audit/folds.ts';
import { lsb4, lsbMatching } from '../src/steganalysis/controls/lsb.ts';
import { ternary } from '../src/steganalysis/controls/ternary.ts';
import { clusteredInterval } from '../src/steganalysis/error-rates/interval.ts';
import { areaUnderCurve, errorAtThreshold, rocCurve } from '../src/steganalysis/error-rates/roc.ts';
import { folderPhotos } from '../src/training/data/photo-folder.node.ts';
import type { CoverContainerPair } from '../src/training/detector/pairs.ts';
import type { Detector } from '../src/training/detector/score.ts';
import { loadDetector, scoreDetector } from '../src/training/detector/score.ts';
import type { DetectorState } from '../src/training/detector/train-detector.ts';
import { trainDetector, transferredState } from '../src/training/detector/train-detector.ts';

const TILE = 256;
/** Photos of the training's folder that are left out of the training, to tell a change of photos from too little training. */
const HELD_OUT = 24;
/** Training photos are scaled down by these factors: traces of how they were stored go, and the smallest still hold a crop. */
const [LEAST_SCALE, LARGEST_SCALE] = [0.6, 0.9];

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '0.75' },
    'fold-minutes': { type: 'string', default: '1' },
    folds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    photos: { type: 'string', default: '200' },
    crop: { type: 'string', default: '128' },
    batch: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string' },
    model: { type: 'string', default: 'invertible' },
    cache: { type: 'string', default: join(tmpdir(), 'pentimento-detector-bench') },
  },
});
const [trainingFolder, testFolder] = positionals;
if (trainingFolder === undefined || testFolder === undefined) {
  console.log(
    'Not run: expected folders of photos to train and to test on, as in npm run bench detector -- -- photos/train photos/kodak',
  );
  process.exit();
}
const seed = Number(flags.seed);
const [crop, batch] = [Number(flags.crop), Number(flags.batch)];

/** Photos of one kind, each with a name that a file in the cache can have. */
interface PhotoSet {
  readonly name: string;
  readonly photos: readonly RgbImage[];
}

/** Containers of a set's photos, in their order. */
type Embed = (set: PhotoSet) => Promise<readonly RgbImage[]>;

async function loadPhotos(folder: string, most: number, scaled: boolean): Promise<RgbImage[]> {
  const source = await folderPhotos(folder);
  const count = Math.min(most, source.names.length);
  const photos: RgbImage[] = [];
  for (let index = 0; index < count; index++) {
    const photo = await source.load(Math.floor((index * source.names.length) / count));
    const random = seededRandom(seed, index);
    const scale = scaled ? LEAST_SCALE + (LARGEST_SCALE - LEAST_SCALE) * random.uniform() : 1;
    const [width, height] = [photo.width, photo.height].map((side) => Math.round(scale * side));
    photos.push(scaled ? resize(photo, width!, height!) : photo);
  }
  return photos.filter(({ width, height }) => Math.min(width, height) >= crop);
}

/** The secret of each photo: the seventh after it, turned and resized to fit, as in the protocol of `evaluate`. */
function secretOf({ photos }: PhotoSet, index: number): RgbImage {
  const { width, height } = photos[index]!;
  const secret = photos[(index + 7) % photos.length]!;
  const turned = secret.width > secret.height === width > height ? secret : rotateClockwise(secret);
  return turned.width === width && turned.height === height ? turned : resize(turned, width, height);
}

const simulated =
  (control: ReturnType<typeof ternary>): Embed =>
  async ({ photos }) =>
    photos.map((photo, index) => control(photo, seededRandom(seed, index, 1)));

const pictureInPicture: Embed = async (set) =>
  set.photos.map((photo, index) => lsb4(secretOf(set, index))(photo, seededRandom(seed)));

/** Containers of a model, frame included; they take long, so they are kept as files. */
const deep: Embed = async (set) => {
  const folder = join(flags.cache, `${flags.model}-${set.name}-${seed}-${set.photos.length}`);
  await mkdir(folder, { recursive: true });
  const paths = set.photos.map((_, index) => join(folder, `${index}.png`));
  if (!paths.every((path) => existsSync(path))) {
    const model = await openModel(flags.model);
    const method = deepMethod(model);
    for (const [index, cover] of set.photos.entries()) {
      if (existsSync(paths[index]!)) continue;
      await writePicture(paths[index]!, await hidePicture(method, cover, secretOf(set, index)));
    }
    await model.dispose();
  }
  return Promise.all(paths.map(async (path) => (await readPicture(path)).image));
};

/** Strong ones first: the detector of each starts with the weights of the one before. */
const embeddings: readonly (readonly [string, Embed])[] = [
  ['4-bit LSB', pictureInPicture],
  ['ternary 1.58', simulated(ternary())],
  ['LSB matching 0.4', simulated(lsbMatching(0.4))],
  [`deep (${flags.model})`, deep],
];

function tilesOf(image: RgbImage): RgbImage[] {
  const tiles = planTiles(image.width, image.height, { tile: TILE, overlap: 0, least: TILE });
  return tiles.map(({ core }) => cropImage(image, { ...core, width: TILE, height: TILE }));
}

interface Scores {
  readonly covers: readonly (readonly number[])[];
  readonly containers: readonly (readonly number[])[];
}

/** A pair of whole pictures. */
interface PicturePair extends CoverContainerPair {
  readonly cover: RgbImage;
  readonly container: RgbImage;
}

/** Logits of every part of every photo. */
async function scoreAll(
  detector: Detector,
  pairs: readonly PicturePair[],
  parts: (image: RgbImage) => readonly RgbImage[],
): Promise<Scores> {
  const score = async (image: RgbImage): Promise<number[]> => {
    const logits: number[] = [];
    for (const part of parts(image)) logits.push(await scoreDetector(detector, part));
    return logits;
  };
  const [covers, containers]: [number[][], number[][]] = [[], []];
  for (const { cover, container } of pairs) {
    covers.push(await score(cover));
    containers.push(await score(container));
  }
  return { covers, containers };
}

function summarize({ covers, containers }: Scores) {
  const clusters = covers.map((own, photo) => {
    const { falseAlarms, missedDetections } = errorAtThreshold(own, containers[photo]!, 0);
    return { successes: falseAlarms + missedDetections, trials: 2 * own.length };
  });
  const whole = errorAtThreshold(covers.flat(), containers.flat(), 0);
  const trials = covers.flat().length;
  return {
    error: (whole.falseAlarms + whole.missedDetections) / (2 * trials),
    interval: clusteredInterval(clusters),
    falseAlarmRate: whole.falseAlarms / trials,
    missedDetectionRate: whole.missedDetections / trials,
    area: areaUnderCurve(rocCurve(covers.flat(), containers.flat())),
  };
}

function pairUp(set: PhotoSet, containers: readonly RgbImage[]): PicturePair[] {
  return set.photos.map((cover, index) => ({ cover, container: containers[index]! }));
}

const all = await loadPhotos(trainingFolder, Number(flags.photos), true);
const isHeldOut = (index: number): boolean => index % Math.floor(all.length / HELD_OUT) === 0;
const training: PhotoSet = { name: 'training', photos: all.filter((_, index) => !isHeldOut(index)) };
const heldOut: PhotoSet = { name: 'held-out', photos: all.filter((_, index) => isHeldOut(index)) };
const test: PhotoSet = { name: 'test', photos: await loadPhotos(testFolder, 1000, false) };
console.log(
  `${training.photos.length} photos to train on, ${heldOut.photos.length} held out, ${test.photos.length} to test on; ` +
    `crops of ${crop}, ${batch} pairs a step, seed ${seed}`,
);

const network = xunet();
const runtime = createNodeRuntime(flags.threads === undefined ? {} : { threads: Number(flags.threads) });

/** A detector of these pairs, and the last that was heard of its training. */
async function trainOn(
  name: string,
  pairs: readonly CoverContainerPair[],
  minutes: number,
  start: DetectorState | undefined,
): Promise<{ detector: Detector; state: DetectorState; stepsPerSecond: number }> {
  let stepsPerSecond = 0;
  let logged = 0;
  const { model, state } = await trainDetector({
    pairs,
    runtime,
    network,
    minutes,
    crop,
    batch,
    seed,
    resume: start === undefined ? undefined : transferredState(start),
    onProgress(progress) {
      ({ stepsPerSecond } = progress);
      if (progress.seconds - logged < 15) return;
      logged = progress.seconds;
      const { step, loss, error } = progress;
      console.log(
        `  ${name}, ${logged.toFixed(0)} s: step ${step}, loss ${loss.toFixed(3)}, error ${error.toFixed(3)}`,
      );
    },
  });
  return { detector: await loadDetector(model, runtime), state, stepsPerSecond };
}

const rows: (string | number)[][] = [];
function report(name: string, photos: string, scores: Scores, trained: Trained): void {
  const { error, interval, falseAlarmRate, missedDetectionRate, area } = summarize(scores);
  // Forward, gradient by weights, gradient by input: two operations a multiply-add, three times over.
  const operations = 3 * 2 * 2 * batch * network.multiplyAdds(crop, crop);
  const row = [
    name,
    photos,
    scores.covers.flat().length,
    error,
    `${interval.low.toFixed(3)}-${interval.high.toFixed(3)}`,
    falseAlarmRate,
    missedDetectionRate,
    area,
    trained.minutes,
    trained.steps,
    trained.stepsPerSecond,
    (operations * trained.stepsPerSecond) / 1e9,
  ];
  rows.push(row);
  console.log(row.map((cell) => (typeof cell === 'number' ? cell.toFixed(3) : cell)).join('  '));
}

/** How long a detector was trained, its folds added up. */
interface Trained {
  readonly minutes: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
}

const folds = Number(flags.folds);
const foldOf = folds === 0 ? undefined : assignFolds(test.photos.length, folds, seed);
let previous: DetectorState | undefined;
for (const [name, embed] of embeddings.filter(([name]) => name.includes(flags.only))) {
  const testPairs = pairUp(test, await embed(test));
  const heldOutPairs = pairUp(heldOut, await embed(heldOut));
  const first = await trainOn(name, pairUp(training, await embed(training)), Number(flags.minutes), previous);
  previous = first.state;
  const { seconds, batches } = first.state;
  const trained = { minutes: seconds / 60, steps: batches, stepsPerSecond: first.stepsPerSecond };
  report(name, 'held out', await scoreAll(first.detector, heldOutPairs, (image) => [image]), trained);
  report(name, 'test', await scoreAll(first.detector, testPairs, tilesOf), trained);
  await first.detector.dispose();

  const scores: Scores[] = [];
  const further: Trained[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const own = testPairs.filter((_, photo) => foldOf![photo] === fold);
    const others = testPairs.filter((_, photo) => foldOf![photo] !== fold);
    const { detector, state, stepsPerSecond } = await trainOn(
      `${name}, fold ${fold + 1}`,
      others,
      Number(flags['fold-minutes']),
      previous,
    );
    scores.push(await scoreAll(detector, own, tilesOf));
    further.push({ minutes: state.seconds / 60, steps: state.batches, stepsPerSecond });
    await detector.dispose();
  }
  if (folds === 0) continue;
  const sum = (value: (fold: Trained) => number): number =>
    further.reduce((total, fold) => total + value(fold), 0);
  report(
    name,
    'test, by folds',
    {
      covers: scores.flatMap(({ covers }) => covers),
      containers: scores.flatMap(({ containers }) => containers),
    },
    {
      minutes: sum(({ minutes }) => minutes),
      steps: sum(({ steps }) => steps),
      stepsPerSecond: sum(({ stepsPerSecond }) => stepsPerSecond) / folds,
    },
  );
}
await runtime.dispose();
console.log(
  formatTable(
    [
      'embedding',
      'photos',
      { title: 'pairs', digits: 0 },
      { title: 'P_E', digits: 3 },
      '95 %',
      { title: 'P_FA', digits: 3 },
      { title: 'P_MD', digits: 3 },
      { title: 'AUC', digits: 3 },
      { title: 'minutes', digits: 1 },
      { title: 'steps', digits: 0 },
      { title: 'steps/s', digits: 2 },
      { title: 'GFLOP/s', digits: 1 },
    ],
    rows,
  ),
);
process.exit(0);
