/**
 * Random and mutated containers through `revealExact`, in numbers that a test has no time for: how often each answer came. It fails
 * at the first crash, or answer that was not hidden; a hang shows as progress that stops.
 *
 * `npm run bench exact-fuzz`; after two further `--`: `--runs 20000`, `--seed 1`.
 */
import { parseArgs } from 'node:util';
import { formatTable } from '../src/report/text/table.ts';
import { fuzzExact } from '../test/hiding/exact-fuzz.ts';

const { values: flags } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const runs = Number(flags.runs);
const SHOWN = 8;

const started = performance.now();
let shown = 0;
const counts = await fuzzExact({
  runs,
  seed: Number(flags.seed),
  onProgress: (done) => {
    if (done < (runs * (shown + 1)) / SHOWN) return;
    shown++;
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
