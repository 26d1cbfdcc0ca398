/**
 * JPEG files in and out: how long 12 megapixels take to read and write, as processor time and as a multiple of jpegtran's for the same;
 * and how long files become when coefficients change, by what becomes of their Huffman tables.
 *
 * `npm run bench jpeg`; after two further `--`: `--megapixels 12`, `--rounds 5`, `--file photo.jpg` for a file instead of made-up ones.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { JpegOptions } from 'sharp';
import sharp from 'sharp';
import { uncodableBlocks } from '../src/image/jpeg/count-symbols.ts';
import type { JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../src/image/jpeg/write-jpeg.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { cpuClock, median, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '5' },
    file: { type: 'string', multiple: true },
  },
});
const rounds = Number(flags.rounds);

/** How encoders write: a camera, a site, an editor. */
const WAYS: Readonly<Record<string, JpegOptions>> = {
  'quality 75, optimised': { quality: 75 },
  'quality 95, standard tables': { quality: 95, optimiseCoding: false },
  'quality 95, 4:4:4': { quality: 95, chromaSubsampling: '4:4:4' },
  'quality 85, progressive': { quality: 85, progressive: true },
};

/** Smooth shapes and the noise of a sensor. */
async function madeUp(options: JpegOptions): Promise<Uint8Array> {
  const unit = Math.sqrt((Number(flags.megapixels) * 1e6) / 12);
  const [width, height] = [Math.round(4 * unit), Math.round(3 * unit)];
  const random = seededRandom(1);
  const data = new Uint8Array(3 * width * height);
  for (let at = 0, pixel = 0; at < data.length; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const smooth = 128 + 60 * Math.sin(x / 37) * Math.cos(y / 53) + (((x >> 6) + (y >> 5)) % 3) * 15;
    const noise = 8 * (random.uniform() + random.uniform() - 1);
    for (let channel = 0; channel < 3; channel++) data[at++] = smooth + noise * (1 + channel / 4);
  }
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg(options)
      .toBuffer(),
  );
}

/** Seconds of processor time that jpegtran takes to copy a file's coefficients; `undefined` without jpegtran. */
function jpegtranSeconds(path: string): number | undefined {
  const { stdout, status } = spawnSync('bash', [
    '-c',
    'jpegtran -copy all "$1" > /dev/null && times',
    '-',
    path,
  ]);
  const children = String(stdout).trim().split('\n').at(-1)!;
  if (status !== 0) return undefined;
  return children.split(' ').reduce((total, time) => {
    const [minutes, seconds] = time.replace('s', '').split('m').map(Number);
    return total + 60 * minutes! + seconds!;
  }, 0);
}

/** Changes coefficients as an embedder does: a share of the non-zero AC ones, and for each fifth of them a zero. */
function embed(file: JpegFile, share: number): Map<number, Int16Array> {
  const random = seededRandom(2);
  const before = new Map<number, Int16Array>();
  for (const [
    index,
    { coefficients, blocksPerRow, blocksPerColumn, storedBlocksPerRow },
  ] of file.frame.components.entries()) {
    before.set(index, coefficients.slice());
    const perZero = (share / 5) * nonZeroShare(coefficients);
    for (let row = 0; row < blocksPerColumn; row++) {
      const start = 64 * row * storedBlocksPerRow;
      for (let at = start; at < start + 64 * blocksPerRow; at++) {
        if (random.uniform() < (coefficients[at] !== 0 && at % 64 !== 0 ? share : perZero)) {
          coefficients[at]! += random.integer(2) === 0 ? 1 : -1;
        }
      }
    }
  }
  return before;
}

function nonZeroShare(coefficients: Int16Array): number {
  let count = 0;
  for (const coefficient of coefficients) if (coefficient !== 0) count++;
  return count / coefficients.length;
}

/** Takes changes back, block by block, until the file's tables can code all; `undefined` where that does not end. */
function undo(file: JpegFile, before: ReadonlyMap<number, Int16Array>): number | undefined {
  let undone = 0;
  for (let round = 0; round < 20; round++) {
    const blocks = uncodableBlocks(file);
    if (blocks.length === 0) return undone;
    for (const { component, offset } of blocks) {
      const old = before.get(component)!.subarray(offset, offset + 64);
      file.frame.components[component]!.coefficients.set(old, offset);
    }
    undone += blocks.length;
  }
  return undefined;
}

const files: [string, Uint8Array][] = [];
for (const path of flags.file ?? []) files.push([basename(path), new Uint8Array(readFileSync(path))]);
if (!flags.file) for (const [name, way] of Object.entries(WAYS)) files.push([name, await madeUp(way)]);

const folder = mkdtempSync(join(tmpdir(), 'pentimento-bench-'));
const times: (readonly (string | number)[])[] = [];
const sizes: (readonly (string | number)[])[] = [];
for (const [name, bytes] of files) {
  const path = join(folder, 'file.jpg');
  writeFileSync(path, bytes);
  const file = readJpeg(bytes);
  const seconds = await timeInRounds(
    [
      { name: 'read', run: () => readJpeg(bytes) },
      { name: 'write', run: () => writeJpeg(file) },
    ],
    rounds,
    { warmUp: 0, clock: cpuClock },
  );
  const [read, write] = [median(seconds.get('read')!), median(seconds.get('write')!)];
  const theirs = Array.from({ length: rounds }, () => jpegtranSeconds(path) ?? Number.NaN);
  times.push([name, bytes.length / 1e6, read, write, (read + write) / median(theirs)]);

  for (const share of [0.01, 0.05]) {
    const changed = readJpeg(bytes);
    const before = embed(changed, share);
    const growth = (written: Uint8Array) => 100 * (written.length / bytes.length - 1);
    const ifNeeded = growth(writeJpeg(changed));
    const all = growth(writeJpeg(changed, { huffmanTables: 'rebuild' }));
    const undone = undo(changed, before);
    const kept = undone === undefined ? Number.NaN : growth(writeJpeg(changed, { huffmanTables: 'keep' }));
    sizes.push([name, 100 * share, ifNeeded, all, kept, undone ?? Number.NaN]);
  }
}
rmSync(folder, { recursive: true });

console.log(`Processor time, medians of ${rounds} rounds, the first one cold`);
console.log(
  formatTable(
    [
      'file',
      { title: 'MB', digits: 1 },
      { title: 'read s', digits: 2 },
      { title: 'write s', digits: 2 },
      { title: 'times jpegtran', digits: 1 },
    ],
    times,
  ),
);
console.log('\nGrowth in per cent, by what becomes of Huffman tables');
console.log(
  formatTable(
    [
      'file',
      { title: '% changed', digits: 0 },
      { title: 'rebuilt if needed', digits: 3 },
      { title: 'all rebuilt', digits: 3 },
      { title: 'kept', digits: 3 },
      { title: 'blocks undone', digits: 0 },
    ],
    sizes,
  ),
);
