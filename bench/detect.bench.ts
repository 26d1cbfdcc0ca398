/**
 * The classical detectors: the time of each for a 768x512 photo on one thread, as milliseconds and as a multiple of the original
 * StegExpose's speed, and what they find at known payloads of LSB replacement: the error of the estimates, and the rates and
 * the area under the curve of strict mode's fused score.
 *
 * `npm run bench detect`; after two further `--`: `--photos <folder>` (default: `samples/`), `--rounds 9`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPicture } from '../src/image/picture-files.node.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import type { Column } from '../src/report/text/table.ts';
import { formatTable } from '../src/report/text/table.ts';
import { detectFile } from '../src/steganalysis/detect/detect-file.node.ts';
import { findPictures } from '../src/steganalysis/detect/find-pictures.node.ts';
import { stegExposeChiSquare } from '../src/steganalysis/stegexpose/chi-square.ts';
import { STEGEXPOSE_THRESHOLD, stegExpose } from '../src/steganalysis/stegexpose/detector.ts';
import { stegExposePrimarySets } from '../src/steganalysis/stegexpose/primary-sets.ts';
import { stegExposeRegularSingular } from '../src/steganalysis/stegexpose/regular-singular.ts';
import { stegExposeSamplePairs } from '../src/steganalysis/stegexpose/sample-pairs.ts';
import { chiSquare } from '../src/steganalysis/textbook/chi-square.ts';
import { originalWeightedStego } from '../src/steganalysis/textbook/original-weighted-stego.ts';
import { primarySets } from '../src/steganalysis/textbook/primary-sets.ts';
import { regularSingular } from '../src/steganalysis/textbook/regular-singular.ts';
import { samplePairs } from '../src/steganalysis/textbook/sample-pairs.ts';
import { TEXTBOOK_THRESHOLD, textbookDetection } from '../src/steganalysis/textbook/textbook-detection.ts';
import { weightedStego } from '../src/steganalysis/textbook/weighted-stego.ts';
import { replaceLowestBits } from '../test/steganalysis/lsb-replacement.ts';
import type { TimedTask } from './rounds.ts';
import { cpuClock, median, timeInRounds } from './rounds.ts';

const SAMPLES = fileURLToPath(new URL('../../samples', import.meta.url));

const { values: flags } = parseArgs({
  options: {
    photos: { type: 'string', default: SAMPLES },
    rounds: { type: 'string', default: '9' },
  },
});

/** Milliseconds that the original program takes for a 768x512 PNG in default mode, on one thread, reading included. */
const ORIGINAL_MILLISECONDS = 750;

const PAYLOADS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1] as const;

await timeDetectors();
await measureEstimates();

async function timeDetectors(): Promise<void> {
  const path = join(SAMPLES, 'kodim23.png');
  const { image } = await readPicture(path);
  const job = { path, fast: false } as const;
  const tasks: TimedTask[] = [
    {
      name: 'strict, with reading the PNG',
      run: () => detectFile({ ...job, mode: 'strict', threshold: 0.2 }),
    },
    { name: 'strict', run: () => stegExpose(image) },
    { name: '  primary sets', run: () => stegExposePrimarySets(image) },
    { name: '  sample pairs', run: () => stegExposeSamplePairs(image) },
    { name: '  chi-square', run: () => stegExposeChiSquare(image) },
    { name: '  RS', run: () => stegExposeRegularSingular(image) },
    { name: 'fixed, with reading the PNG', run: () => detectFile({ ...job, mode: 'fixed', threshold: 0.2 }) },
    { name: 'fixed', run: () => textbookDetection(image) },
    { name: '  primary sets', run: () => primarySets(image) },
    { name: '  sample pairs', run: () => samplePairs(image) },
    { name: '  chi-square', run: () => chiSquare(image) },
    { name: '  RS', run: () => regularSingular(image) },
    { name: '  WS', run: () => weightedStego(image) },
  ].map((task, index) => ({ ...task, name: `${index} ${task.name}` }));
  const rounds = Number(flags.rounds);
  const seconds = await timeInRounds(tasks, rounds, { warmUp: 4, clock: cpuClock });
  const milliseconds: Column = { title: 'ms', digits: 1 };
  console.log(`${image.width}x${image.height}, medians of ${rounds} interleaved rounds of computing time`);
  console.log(
    formatTable(
      ['detector', milliseconds, { title: 'times as fast as the original', digits: 0 }],
      tasks.map(({ name }) => {
        const time = 1000 * median(seconds.get(name)!);
        const detector = name.replace(/^\d+ /, '').replace(/^ {2}/, '- ');
        return [detector, time, detector.startsWith('strict') ? ORIGINAL_MILLISECONDS / time : undefined];
      }),
    ),
  );
}

async function measureEstimates(): Promise<void> {
  const paths = (await findPictures([flags.photos])).sort();
  const errors = new Map<string, number[][]>();
  const [strict, fixed]: [number[][], number[][]] = [PAYLOADS.map(() => []), PAYLOADS.map(() => [])];
  const add = (name: string, at: number, error: number): void => {
    if (!errors.has(name))
      errors.set(
        name,
        PAYLOADS.map(() => []),
      );
    errors.get(name)![at]!.push(error);
  };
  for (const [index, path] of paths.entries()) {
    const { image } = await readPicture(path);
    for (const [at, payload] of PAYLOADS.entries()) {
      const container = replaceLowestBits(image, payload, seededRandom(index, at).uniform);
      for (const [name, estimate] of estimatesOf(container)) add(name, at, estimate - payload);
      strict[at]!.push(stegExpose(container).fusion);
      fixed[at]!.push(textbookDetection(container).fusion);
    }
  }
  const columns = ['bit per sample', ...PAYLOADS.map((payload) => ({ title: String(payload), digits: 4 }))];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const rowsOf = (figure: (values: readonly number[]) => number): (string | number)[][] =>
    [...errors].map(([name, byPayload]) => [name, ...byPayload.map(figure)]);
  console.log(`\n${paths.length} photos of ${flags.photos}. Mean absolute error:`);
  console.log(
    formatTable(
      columns,
      rowsOf((values) => mean(values.map(Math.abs))),
    ),
  );
  console.log('\nMean error:');
  console.log(formatTable(columns, rowsOf(mean)));
  console.log('\nLargest absolute error:');
  console.log(
    formatTable(
      columns,
      rowsOf((values) => Math.max(...values.map(Math.abs))),
    ),
  );
  const share = (values: readonly number[], threshold: number): number =>
    values.filter((value) => value > threshold).length / values.length;
  console.log('\nFused score: share of the photos above the threshold, and area under the curve:');
  console.log(
    formatTable(columns, [
      [
        `strict, above ${STEGEXPOSE_THRESHOLD}`,
        ...strict.map((scores) => share(scores, STEGEXPOSE_THRESHOLD)),
      ],
      ['strict, area', ...strict.map((scores) => areaUnderCurve(strict[0]!, scores))],
      [`fixed, above ${TEXTBOOK_THRESHOLD}`, ...fixed.map((scores) => share(scores, TEXTBOOK_THRESHOLD))],
      ['fixed, area', ...fixed.map((scores) => areaUnderCurve(fixed[0]!, scores))],
    ]),
  );
}

function estimatesOf(image: RgbImage): (readonly [string, number])[] {
  return [
    ['primary sets', primarySets(image).payload],
    ['sample pairs', samplePairs(image).payload],
    ['RS', regularSingular(image).payload],
    ['WS (2004)', originalWeightedStego(image).payload],
    ['WS', weightedStego(image).payload],
  ];
}

/** The chance that a container scores above a cover; a tie counts half. */
function areaUnderCurve(covers: readonly number[], containers: readonly number[]): number {
  const wins = containers.flatMap((container) =>
    covers.map((cover) => (container > cover ? 1 : container === cover ? 0.5 : 0)),
  );
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}
