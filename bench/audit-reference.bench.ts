/**
 * The trained warden against embedding whose strength is known: if these points are off, no other detection figure of this project
 * is worth anything. Tiles of 256x256 pixels, 8 folds by photo, at the bits per sample of three colours a pixel.
 *
 *     npm run bench audit-reference -- -- FOLDER
 *
 * `--features spam,color` for the rich model too, `--planes mean,all` and `--form transition` for other SPAM features, `--only hill` for
 * some of the controls, `--curve` for learning curves.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPicture } from '../src/image/picture-files.node.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { cropImage, planTiles } from '../src/image/tiles.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import type { PhotoFeatures } from '../src/steganalysis/audit/fold-job.ts';
import type { Detection } from '../src/steganalysis/audit/judgement.ts';
import type { Measurement } from '../src/steganalysis/audit/protocol.ts';
import { crossValidation, learningCurve, nullTest } from '../src/steganalysis/audit/protocol.ts';
import { WorkerPool } from '../src/steganalysis/audit/worker-pool.node.ts';
import { hill } from '../src/steganalysis/controls/adaptive.ts';
import type { Control } from '../src/steganalysis/controls/control.ts';
import { lsb4, lsbMatching, lsbReplacement } from '../src/steganalysis/controls/lsb.ts';
import { ternary } from '../src/steganalysis/controls/ternary.ts';
import { colorRichModel } from '../src/steganalysis/features/color-rich-model/color-rich-model.ts';
import type { SpamPlanes } from '../src/steganalysis/features/color-spam.ts';
import { colorSpam } from '../src/steganalysis/features/color-spam.ts';
import type { SpamForm } from '../src/steganalysis/features/spam.ts';

const TILE = 256;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    features: { type: 'string', default: 'spam' },
    planes: { type: 'string', default: 'mean-both' },
    form: { type: 'string', default: 'joint' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    folds: { type: 'string', default: '8' },
    ridge: { type: 'string' },
    'subspace-dimension': { type: 'string' },
    curve: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.log('Not run: expected a folder of photos, as in npm run bench audit-reference -- -- photos/kodak');
  process.exit();
}
const seed = Number(flags.seed);
const options = {
  seed,
  folds: Number(flags.folds),
  ridge: flags.ridge === undefined ? undefined : Number(flags.ridge),
  subspaceDimension:
    flags['subspace-dimension'] === undefined ? undefined : Number(flags['subspace-dimension']),
};

interface TiledPhoto {
  readonly name: string;
  readonly tiles: readonly RgbImage[];
}

const photos: readonly TiledPhoto[] = await Promise.all(
  (await readdir(folder)).sort().map(async (name) => {
    const { image } = await readPicture(join(folder, name));
    const tiles = planTiles(image.width, image.height, { tile: TILE, overlap: 0, least: TILE })
      .map(({ core }) => core)
      .filter(({ width, height }) => width >= TILE && height >= TILE);
    return { name, tiles: tiles.map((part) => cropImage(image, { ...part, width: TILE, height: TILE })) };
  }),
);

/** The control's name, and the container of each tile of each photo. */
type EmbedTile = (photo: number, tile: number) => RgbImage;

const embedded = (control: Control): EmbedTile => {
  return (photo, tile) => control(photos[photo]!.tiles[tile]!, seededRandom(seed, photo, tile));
};
const pictureInPicture: EmbedTile = (photo, tile) => {
  const { tiles } = photos[(photo + 7) % photos.length]!;
  return lsb4(tiles[tile % tiles.length]!)(photos[photo]!.tiles[tile]!, seededRandom(seed));
};
const controls: readonly (readonly [string, EmbedTile])[] = [
  ['LSB replacement 0.2', embedded(lsbReplacement(0.2))],
  ['LSB matching 0.2', embedded(lsbMatching(0.2))],
  ['LSB matching 0.1', embedded(lsbMatching(0.1))],
  ['LSB matching 0.05', embedded(lsbMatching(0.05))],
  ['HILL 0.4', embedded(hill(0.4))],
  ['HILL 0.4 per pixel', embedded(hill(0.4 / 3))],
  ['ternary 0.4', embedded(ternary(0.4))],
  ['ternary 1.58', embedded(ternary())],
  ['4-bit LSB', pictureInPicture],
];

type Features = (image: RgbImage) => Float32Array;
const spam = (planes: SpamPlanes): Features => {
  return (image) => colorSpam(image, { planes, form: flags.form as SpamForm });
};
const spamSets = flags.planes
  .split(',')
  .map((planes): [string, Features] => [`SPAM ${planes}`, spam(planes as SpamPlanes)]);
const featureSets = flags.features
  .split(',')
  .flatMap((name): [string, Features][] => (name === 'color' ? [['CRMQ1', colorRichModel]] : spamSets));

const pool = new WorkerPool();
const rows: (string | number)[][] = [];
for (const [featureName, features] of featureSets) {
  let started = performance.now();
  const covers = photos.map(({ tiles }) => tiles.map(features));
  const extraction = (performance.now() - started) / covers.flat().length;
  const asPhotos = (containers: readonly (readonly Float32Array[])[]): PhotoFeatures[] =>
    photos.map(({ name }, photo) => ({
      photo: name,
      covers: covers[photo]!,
      containers: containers[photo]!,
    }));
  const report = async (name: string, measurement: Measurement<Detection>): Promise<void> => {
    started = performance.now();
    const detection = await pool.measure(measurement);
    const { error, errorInterval, leastError, areaUnderCurve, missedAtFivePercent, atOnePercent } = detection;
    const row = [
      featureName,
      name,
      error,
      `${errorInterval.low.toFixed(2)}-${errorInterval.high.toFixed(2)}`,
      leastError,
      areaUnderCurve,
      missedAtFivePercent,
      atOnePercent.truePositiveRate,
      extraction,
      (performance.now() - started) / 1000,
    ];
    rows.push(row);
    console.log(row.map((cell) => (typeof cell === 'number' ? cell.toFixed(3) : cell)).join('  '));
  };
  if (flags.only === '') {
    await report('none', nullTest(asPhotos(covers), options));
  }
  for (const [name, embed] of controls.filter(([name]) => name.includes(flags.only))) {
    const containers = photos.map(({ tiles }, photo) => tiles.map((_, tile) => features(embed(photo, tile))));
    await report(name, crossValidation(asPhotos(containers), options));
    if (!flags.curve) continue;
    for (const { pairs, error, errorInterval } of await pool.measure(
      learningCurve(asPhotos(containers), options),
    )) {
      console.log(
        `  ${pairs} pairs: ${error.toFixed(3)} (${errorInterval.low.toFixed(3)}-${errorInterval.high.toFixed(3)})`,
      );
    }
  }
}
await pool.dispose();
console.log(
  `\n${photos.length} photos, ${photos.reduce((sum, { tiles }) => sum + tiles.length, 0)} tiles of ${TILE}x${TILE}; ${flags.folds} folds by photo, seed ${seed}`,
);
console.log(
  formatTable(
    [
      'features',
      'embedding',
      { title: 'P_E', digits: 3 },
      '95 %',
      { title: 'least P_E', digits: 3 },
      { title: 'AUC', digits: 3 },
      { title: 'P_MD at 5 %', digits: 3 },
      { title: 'TPR at 1 %', digits: 3 },
      { title: 'ms a tile', digits: 0 },
      { title: 's of training', digits: 1 },
    ],
    rows,
  ),
);
