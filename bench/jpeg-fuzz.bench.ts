/**
 * Damaged JPEG files through `readJpeg` and `writeJpeg`, in numbers that a test has no time for: how often each answer came, the
 * slowest case and the most memory. It fails at the first crash, or file that is not repeated; a hang shows as progress that stops.
 *
 * `npm run bench jpeg-fuzz`; after two further `--`: `--runs 100000`, `--seed 1`.
 */
import { parseArgs } from 'node:util';
import { formatTable } from '../src/report/text/table.ts';
import { STORED_FILES, sharpJpeg } from '../test/image/jpeg/jpeg-files.ts';
import { fuzzJpeg } from '../test/image/jpeg/jpeg-fuzz.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
});
const runs = Number(flags.runs);
const SHOWN = 8;

const files = [
  ...STORED_FILES.map(([, bytes]) => bytes),
  await sharpJpeg({ quality: 80 }),
  await sharpJpeg({ quality: 60, progressive: true }),
  await sharpJpeg({ quality: 90, mozjpeg: true }),
  await sharpJpeg({ quality: 95, optimiseCoding: false, chromaSubsampling: '4:4:4' }, 24, 16),
];
const started = performance.now();
const { counts, slowest, mostMemory } = fuzzJpeg({
  files,
  runs,
  seed: Number(flags.seed),
  onProgress: (done) => {
    if (done % Math.ceil(runs / SHOWN) !== 0) return;
    const seconds = (performance.now() - started) / 1000;
    const megabytes = process.memoryUsage.rss() / 2 ** 20;
    console.log(`${done} of ${runs}, ${seconds.toFixed(0)} s, ${megabytes.toFixed(0)} MiB`);
  },
});
console.log(
  formatTable(
    ['answer', { title: 'times', digits: 0 }],
    Object.entries(counts).sort(([, a], [, b]) => b - a),
  ),
);
console.log(
  `Slowest case ${slowest.toFixed(0)} ms; at most ${mostMemory.toFixed(0)} bytes of coefficients a byte of the file`,
);
