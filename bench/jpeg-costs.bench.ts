/**
 * Costs of JPEG coefficients: processor time and peak of resident memory, for 512x512 grey and for 12 megapixels at 4:2:0, all
 * components together. Each measurement has a process of its own that starts from a file. Time is also given as a multiple of what
 * reading the file takes.
 *
 * `npm run bench jpeg-costs`; after two further `--`: `--megapixels 24`, `--rounds 5`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeJpegPixels } from '../src/image/jpeg/encode-pixels.ts';
import type { JpegComponent } from '../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../src/image/jpeg/read-jpeg.ts';
import type { JpegSampling } from '../src/image/jpeg/standard-layout.ts';
import { writeJpeg } from '../src/image/jpeg/write-jpeg.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { juniwardCosts } from '../src/methods/jpeg/costs/juniward.ts';
import { uerdCosts } from '../src/methods/jpeg/costs/uerd.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { cpuClock, median, medianRatio, timeInRounds } from './rounds.ts';

const MEBIBYTE = 2 ** 20;

const { values: flags } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
    child: { type: 'string' },
    costs: { type: 'string', default: 'none' },
  },
});

/** `none` only reads the file: what the others' memory starts from. */
const COSTS: Readonly<Record<string, (component: JpegComponent) => unknown>> = {
  none: () => undefined,
  UERD: uerdCosts,
  'J-UNIWARD': juniwardCosts,
};

interface Measured {
  readonly seconds: number;
  readonly timesReading: number;
  readonly peak: number;
}

/** Smooth shapes and the noise of a sensor. */
function madeUp(width: number, height: number): RgbImage {
  const random = seededRandom(1);
  const image = rgbImage(width, height);
  for (let at = 0, pixel = 0; at < image.data.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const smooth = 128 + 60 * Math.sin(x / 37) * Math.cos(y / 53) + (((x >> 6) + (y >> 5)) % 3) * 15;
    const noise = 8 * (random.uniform() + random.uniform() - 1);
    for (let channel = 0; channel < 3; channel++) image.data[at++] = smooth + noise * (1 + channel / 4);
  }
  return image;
}

function parent(): void {
  const folder = mkdtempSync(join(tmpdir(), 'pentimento-bench-'));
  const unit = Math.sqrt((Number(flags.megapixels) * 1e6) / 12);
  const pictures: readonly (readonly [width: number, height: number, sampling: JpegSampling])[] = [
    [512, 512, 'grey'],
    [Math.round(4 * unit), Math.round(3 * unit), '4:2:0'],
  ];
  const rows: (readonly (string | number)[])[] = [];
  for (const [width, height, sampling] of pictures) {
    const path = join(folder, 'file.jpg');
    const image = madeUp(width, height);
    const started = cpuClock();
    const { file } = encodeJpegPixels(image, { quality: 90, sampling });
    const encoding = cpuClock() - started;
    writeFileSync(path, writeJpeg(file));
    for (const name of Object.keys(COSTS)) {
      const parameters = ['--child', path, '--costs', name, ...process.argv.slice(2)];
      const { stdout, status } = spawnSync(
        process.execPath,
        [fileURLToPath(import.meta.url), ...parameters],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      if (status !== 0) throw new Error(`The measurement of ${name} failed`);
      const { seconds, timesReading, peak } = JSON.parse(String(stdout)) as Measured;
      rows.push([`${width}x${height} ${sampling}`, name, seconds, timesReading, peak / MEBIBYTE]);
    }
    console.log(`${width}x${height} ${sampling}: transformed and quantised in ${encoding.toFixed(2)} s`);
  }
  rmSync(folder, { recursive: true });
  console.log(`Processor time, medians of ${flags.rounds} rounds, the first one cold`);
  console.log(
    formatTable(
      [
        'file',
        'costs',
        { title: 's', digits: 2 },
        { title: 'times reading', digits: 2 },
        { title: 'peak MiB', digits: 0 },
      ],
      rows,
    ),
  );
}

/** All costs of a round are held until its end, as an embedder holds them. */
async function child(path: string): Promise<void> {
  const bytes = new Uint8Array(readFileSync(path));
  const { components } = readJpeg(bytes).frame;
  const seconds = await timeInRounds(
    [
      { name: 'costs', run: () => components.map(COSTS[flags.costs]!) },
      { name: 'read', run: () => void readJpeg(bytes) },
    ],
    Number(flags.rounds),
    { warmUp: 0, clock: cpuClock },
  );
  const [own, reading] = [seconds.get('costs')!, seconds.get('read')!];
  const measured: Measured = {
    seconds: median(own),
    timesReading: medianRatio(own, reading),
    peak: process.resourceUsage().maxRSS * 1024,
  };
  console.log(JSON.stringify(measured));
}

if (flags.child === undefined) parent();
else await child(flags.child);
