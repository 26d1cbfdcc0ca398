/**
 * What a convolutional network finds in JPEG containers: trained on crops of some photos, lesson after lesson, and tested on those of others.
 *
 *     npm run bench jpeg-network -- -- photos/kodak photos/train/bsds_ --training photos/train/
 *
 * The covers to test on are those of `jpeg-detectability`, and the training leaves these photos out. `--lessons` has names, rates (bits for
 * each non-zero AC coefficient), minutes, and learning rates if they are not the usual: `uniform@0.4:3,juniward+jpeg@0.4:10:0.0004` trains on the
 * first name, and tests on all. `--covers 300`
 * and `--pairs 400` say how many crops there are, `--quality 75`, `--colours 4:2:0`, `--crop`, `--batch`, `--threads`, `--seed`. `--json FILE` keeps
 * all figures and scores.
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { assertWritable, writeFileAtomically } from '../src/image/picture-files.node.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { createNodeRuntime } from '../src/runtime/node-runtime.node.ts';
import { shuffled } from '../src/steganalysis/audit/folds.ts';
import type { JpegColours } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import type { JpegLesson, SeenJpegPhoto } from '../src/steganalysis/jpeg/jpeg-network-warden.ts';
import { jpegNetworkWarden } from '../src/steganalysis/jpeg/jpeg-network-warden.ts';
import type { CoverPhoto, Subject } from './jpeg-ways.ts';
import { coversOf, picturesAt, subjectsNamed } from './jpeg-ways.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    training: { type: 'string', default: '' },
    lessons: { type: 'string', default: 'juniward@2:2,juniward@1:5,juniward+jpeg@0.4:5:0.0004' },
    covers: { type: 'string', default: '300' },
    pairs: { type: 'string', default: '400' },
    quality: { type: 'string', default: '75' },
    colours: { type: 'string', default: '4:2:0' },
    crop: { type: 'string', default: '128' },
    batch: { type: 'string', default: '8' },
    threads: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
if (positionals.length === 0 || flags.training === '') {
  console.log(
    'Not run: expected photos to test on and to train on, as in npm run bench jpeg-network -- -- photos/kodak --training photos/train/',
  );
  process.exit();
}
if (flags.json !== undefined) await assertWritable(flags.json);

const seed = Number(flags.seed);
const look = { size: 256, quality: Number(flags.quality), colours: flags.colours as JpegColours };
const paths = async (list: readonly string[]): Promise<string[]> =>
  (await Promise.all(list.map(picturesAt))).flat();

const tested = await coversOf(await paths(positionals), { ...look, most: Number(flags.covers) });
const isTested = new Set(tested.map(({ photo }) => photo));
const others = (await paths(flags.training.split(','))).filter((path) => !isTested.has(basename(path)));
const order = [...shuffled(others.length, seed)].map((index) => others[index]!);
const training = await coversOf(order, { ...look, most: Number(flags.pairs) });
console.log(
  `${count(training)} crops of ${training.length} photos to train on, ${count(tested)} of ${tested.length} to test on, quality ${flags.quality}`,
);

/** Photos with their containers; another stream of random numbers than the tested ones have. */
async function hidden(
  photos: readonly CoverPhoto[],
  { hide }: Subject,
  ...words: number[]
): Promise<SeenJpegPhoto[]> {
  const pairs: SeenJpegPhoto[] = [];
  for (const [index, { photo, covers }] of photos.entries()) {
    const containers = await Promise.all(
      covers.map((cover, crop) => hide(cover, seededRandom(seed, index, crop, ...words))),
    );
    pairs.push({ photo, covers, containers });
  }
  return pairs;
}

const TRAINING_STREAM = 1;

const lessons = flags.lessons.split(',').map((lesson): JpegLesson => {
  const [, ways = '', rate = '', minutes = '', learningRate] =
    /^([a-z0-9+-]+)@([\d.]+):([\d.]+)(?::([\d.]+))?$/.exec(lesson) ?? [];
  const subjects = ways.split('+').flatMap((way) => subjectsNamed(way, [Number(rate)], {}));
  if (subjects.length === 0) {
    throw new RangeError(`Expected a lesson such as juniward@0.4:10 but received ${lesson}`);
  }
  return {
    name: `${subjects[0]!.name}@${rate}`,
    minutes: Number(minutes),
    learningRate: learningRate === undefined ? undefined : Number(learningRate),
    training: () => hidden(training, subjects[0]!, TRAINING_STREAM),
    tested: subjects.map((subject) => ({
      name: `${subject.name}@${rate}`,
      photos: () => hidden(tested, subject),
    })),
  };
});

const runtime = createNodeRuntime(flags.threads === undefined ? {} : { threads: Number(flags.threads) });
const findings: unknown[] = [];
let logged = 0;
for await (const found of jpegNetworkWarden(lessons, {
  runtime,
  crop: Number(flags.crop),
  batch: Number(flags.batch),
  seed,
  onProgress(lesson, { seconds, step, loss, error, stepsPerSecond }) {
    if (seconds < logged) logged = 0;
    if (seconds - logged < 20) return;
    logged = seconds;
    console.log(
      `  ${lesson}, ${seconds.toFixed(0)} s: step ${step} (${stepsPerSecond.toFixed(2)} a second), loss ${loss.toFixed(3)}, error ${error.toFixed(3)}`,
    );
  },
})) {
  findings.push(found);
  for (const { name, detection } of found.detections) {
    const { error, errorInterval, leastError, areaUnderCurve, falseAlarmRate } = detection;
    console.log(
      `${name}: P_E ${error.toFixed(3)} (${errorInterval.low.toFixed(3)} to ${errorInterval.high.toFixed(3)}), least ${leastError.toFixed(3)}, ` +
        `AUC ${areaUnderCurve.toFixed(3)}, P_FA ${falseAlarmRate.toFixed(3)}; trained on ${found.name}, ${found.pairs} pairs, ` +
        `${(found.seconds / 60).toFixed(1)} minutes, ${found.steps} steps`,
    );
  }
  if (flags.json !== undefined) {
    const text = `${JSON.stringify({ flags, photos: positionals, findings })}\n`;
    await writeFileAtomically(flags.json, new TextEncoder().encode(text));
  }
}
await runtime.dispose();

function count(photos: readonly CoverPhoto[]): number {
  return photos.reduce((sum, { covers }) => sum + covers.length, 0);
}
