/**
 * Speed of syndrome-trellis codes on one core: samples a second and add-compare-selects a second (2^height a sample) of the encoder
 * at several heights and rates, how many times as fast it is as the same algorithm in plain TypeScript, which here keeps no decisions
 * and so finds the cost alone, and the speed of extraction.
 *
 * `npm run bench trellis.bench`; after two further `--`: `--rounds 7`, `--samples 65536`.
 */
import { parseArgs } from 'node:util';
import { createTrellisEncoder } from '../src/methods/exact/trellis/embed.ts';
import { trellisExtract } from '../src/methods/exact/trellis/extract.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { plainViterbi } from '../test/hiding/trellis-reference.ts';
import type { TimedTask } from './rounds.ts';
import { cpuClock, median, medianRatio, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    samples: { type: 'string', default: '65536' },
  },
});
const samples = Number(flags.samples);
const HEIGHTS = [7, 8, 10, 12];
const RATES = [0.05, 0.4, 0.9];

/** The plain algorithm gets a part of the samples, and its time is multiplied. */
const PLAIN_PART = 1 / 16;

const random = seededRandom(1);
const costOfZero = Float32Array.from({ length: samples }, () => random.uniform());
const costOfOne = Float32Array.from({ length: samples }, () => random.uniform());
const bits = Uint8Array.from({ length: samples }, () => random.integer(2));

const cases = HEIGHTS.flatMap((height) => {
  const encoder = createTrellisEncoder(height, samples);
  return RATES.map((rate) => {
    const message = bits.subarray(0, Math.floor(rate * samples));
    const part = Math.floor(PLAIN_PART * samples);
    const few = [costOfZero.subarray(0, part), costOfOne.subarray(0, part)] as const;
    const name = `${height} ${rate}`;
    const tasks: readonly TimedTask[] = [
      { name: `encode ${name}`, run: () => encoder.encode(costOfZero, costOfOne, message) },
      { name: `extract ${name}`, run: () => trellisExtract(bits, message.length, height) },
      {
        name: `plain ${name}`,
        run: () => plainViterbi(...few, message.subarray(0, Math.floor(rate * part)), height),
      },
    ];
    return { height, rate, name, tasks };
  });
});

const tasks = cases.flatMap((each) => each.tasks);
const seconds = await timeInRounds(tasks, Number(flags.rounds), { warmUp: 3, clock: cpuClock });
console.log(`segments of ${samples} samples, medians of ${flags.rounds} interleaved rounds`);
console.log(
  formatTable(
    [
      'height',
      'bits a sample',
      { title: 'encode, M samples/s', digits: 2 },
      { title: 'G add-compare-selects/s', digits: 2 },
      { title: 'times plain', digits: 0 },
      { title: 'extract, M samples/s', digits: 0 },
    ],
    cases.map(({ height, rate, name }) => {
      const encode = seconds.get(`encode ${name}`)!;
      const speed = samples / median(encode);
      const ratio = medianRatio(seconds.get(`plain ${name}`)!, encode) / PLAIN_PART;
      const extract = samples / median(seconds.get(`extract ${name}`)!);
      return [height, rate, speed / 1e6, (speed * 2 ** height) / 1e9, ratio, extract / 1e6];
    }),
  ),
);
