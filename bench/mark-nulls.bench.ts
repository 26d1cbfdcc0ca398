/**
 * How clearly the pilots of a mark seem to agree in pictures that were not marked: the largest agreement of a whole search, for many
 * pictures, parts of pictures and keys, and the agreement in every single sight. An exponential tail is fitted to the largest fifth of the
 * former: it says from where on `verify` calls a mark present, and how often it is wrong.
 *
 *     npm run bench mark-nulls -- -- photos --minutes 25 --json bench/results/mark-nulls.json
 *
 * Every second picture is a part of a photo, of 25 to 90 % of its area. Each has `--keys 4`; for the first of them, in every fourth picture, the messages
 * are decoded as well and shown to the authentication code. With `--raw FILE` results are added to a file of one line a search, so
 * that runs can go on where others ended; `--start N` is the number of the first picture, by default that after the last of the file.
 * The photos are taken in an order that depends on `--seed 1`.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPicture } from '../src/image/picture-files.node.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { cropImage } from '../src/image/tiles.ts';
import { codedBitsOf } from '../src/marking/mark.ts';
import { ID_BITS, idOf } from '../src/marking/message.ts';
import type { PreparedPicture } from '../src/marking/signal/detect.ts';
import { prepared, sightsOf } from '../src/marking/signal/detect.ts';
import { layoutOf } from '../src/marking/signal/layout.ts';
import { decodeTailBiting } from '../src/marking/signal/tail-biting-code.ts';
import type { RandomSource } from '../src/random/seeded-random.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import type { ExponentialTail } from './exponential-tail.ts';
import { exponentialTail } from './exponential-tail.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '25' },
    keys: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    start: { type: 'string' },
    raw: { type: 'string' },
    json: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.log('Not run: expected folders of photos, as in npm run bench mark-nulls -- -- photos');
  process.exit();
}

/** The part of the values that makes the tail. */
const TAIL = 0.2;

/** One search: a picture and a key. */
interface NullSearch {
  /** Number of the picture. */
  readonly picture: number;
  /** The agreement in each sight, in the order of the search. */
  readonly z: readonly number[];
  /** Messages shown to the authentication code, and how many passed. */
  readonly tries: number;
  readonly passed: number;
}

const paths = positionals.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(png|webp|jpe?g)$/.test(name))
    .sort()
    .map((name) => join(folder, name)),
);
shuffle(paths, seededRandom(Number(flags.seed)));

const searches: NullSearch[] =
  flags.raw !== undefined && existsSync(flags.raw)
    ? readFileSync(flags.raw, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];
const end = performance.now() + 60_000 * Number(flags.minutes);
const first =
  flags.start === undefined ? 1 + Math.max(-1, ...searches.map((s) => s.picture)) : Number(flags.start);
for (let index = first; performance.now() < end; index++) {
  const random = seededRandom(Number(flags.seed), index);
  const { image } = await readPicture(paths[index % paths.length]!);
  const picture = prepared(index % 2 === 0 ? image : partOf(image, random));
  for (let key = 0; key < Number(flags.keys) && performance.now() < end; key++) {
    const bytes = Uint8Array.from({ length: 32 }, () => random.integer(256));
    const search = await searchOf(index, picture, bytes, key === 0 && index % 4 === 0);
    searches.push(search);
    if (flags.raw !== undefined) appendFileSync(flags.raw, `${JSON.stringify(search)}\n`);
  }
}
report();

function shuffle(values: string[], random: RandomSource): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [values[i], values[j]] = [values[j]!, values[i]!];
  }
}

function partOf(image: RgbImage, random: RandomSource): RgbImage {
  const area = 0.25 + 0.65 * random.uniform();
  const across = Math.exp(Math.log(area) * (0.3 + 0.4 * random.uniform()));
  const width = Math.max(160, Math.round(image.width * across));
  const height = Math.max(160, Math.round((image.height * area) / across));
  const rect = { width: Math.min(width, image.width), height: Math.min(height, image.height) };
  return cropImage(image, {
    ...rect,
    x: random.integer(image.width - rect.width + 1),
    y: random.integer(image.height - rect.height + 1),
  });
}

async function searchOf(
  index: number,
  picture: PreparedPicture,
  key: Uint8Array,
  decodes: boolean,
): Promise<NullSearch> {
  const layouts = await Promise.all(ID_BITS.map((bits) => layoutOf(key, codedBitsOf(bits))));
  const z: number[] = [];
  let tries = 0;
  let passed = 0;
  for (const sight of sightsOf(picture, layouts[0]!)) {
    z.push(Math.round(1e4 * sight.lock.z) / 1e4);
    if (!decodes) continue;
    for (const layout of layouts) {
      for (const { message } of decodeTailBiting(sight.words(layout)[0]!.soft, 4)) {
        tries += 1;
        if ((await idOf(message, key)) !== undefined) passed += 1;
      }
    }
  }
  return { picture: index, z, tries, passed };
}

function report(): void {
  const largest = searches.map(({ z }) => Math.max(...z));
  const single = searches.flatMap(({ z }) => z);
  const identity = searches.map(({ z }) => z[0]!);
  const tail = exponentialTail(largest, TAIL);
  const summary = {
    pictures: new Set(searches.map(({ picture }) => picture)).size,
    searches: searches.length,
    sights: single.length,
    messages: searches.reduce((sum, { tries }) => sum + tries, 0),
    messagesPassed: searches.reduce((sum, { passed }) => sum + passed, 0),
    largest: { ...figuresOf(largest), histogram: histogramOf(largest) },
    single: { ...figuresOf(single), histogram: histogramOf(single) },
    unchanged: figuresOf(identity),
    oneInAMillion: {
      /** With the likeliest scale. */
      likely: tail.from + tail.scale * Math.log(1e6 * TAIL),
      /** With that at the upper end of its interval of 90 %. */
      upper: tail.from + (tail.scale + 1.645 * tail.scaleError) * Math.log(1e6 * TAIL),
    },
  };
  console.log(
    `${summary.searches} searches in ${summary.pictures} pictures, ${summary.sights} sights; ` +
      `${summary.messagesPassed} of ${summary.messages} messages passed; ` +
      `one in a million from ${summary.oneInAMillion.likely.toFixed(2)} (at most ${summary.oneInAMillion.upper.toFixed(2)})`,
  );
  const digits = (title: string) => ({ title, digits: 3 });
  console.log(
    formatTable(
      ['of', ...['mean', 'deviation', 'largest', 'tail from', 'scale', 'error', 'location'].map(digits)],
      (['largest', 'single', 'unchanged'] as const).map((name) => {
        const { mean, deviation, most, tail } = summary[name];
        return [name, mean, deviation, most, tail.from, tail.scale, tail.scaleError, tail.location];
      }),
    ),
  );
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(summary, undefined, 2)}\n`);
}

interface Figures {
  readonly mean: number;
  readonly deviation: number;
  readonly most: number;
  readonly tail: ExponentialTail;
}

function figuresOf(values: readonly number[]): Figures {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(square / (values.length - 1));
  const most = values.reduce((a, b) => Math.max(a, b));
  return { mean, deviation, most, tail: exponentialTail(values, TAIL) };
}

/** How many values there are from each tenth on. */
function histogramOf(values: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of [...values].sort((a, b) => a - b)) {
    const from = (Math.floor(10 * value) / 10).toFixed(1);
    counts[from] = (counts[from] ?? 0) + 1;
  }
  return counts;
}
