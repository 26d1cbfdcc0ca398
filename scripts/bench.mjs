/**
 * Runs the benchmarks one after another. `npm run bench` runs all, `npm run bench pictures` those whose name contains
 * one of the words; what stands after `--` goes to the benchmarks: `npm run bench large-cover -- -- --megapixels 6`.
 */
import { basename, join } from 'node:path';
import { filesBelow, ROOT, run, setup } from './setup.mjs';

setup();
const [names, parameters] = splitAt(process.argv.slice(2), '--');
const benchmarks = filesBelow(join(ROOT, 'dist', 'bench')).filter((path) => path.endsWith('.bench.js'));
const chosen = benchmarks.filter(
  (path) => names.length === 0 || names.some((name) => basename(path).includes(name)),
);
if (chosen.length === 0) {
  const known = benchmarks.map((path) => basename(path, '.bench.js')).join(', ');
  console.error(`Expected a part of one of ${known} for the benchmark but received ${names.join(', ')}`);
  process.exit(1);
}
let failed = 0;
for (const path of chosen) {
  console.log(`\n== ${basename(path, '.bench.js')}`);
  const status = run(process.execPath, [path, ...parameters]);
  if (status !== 0) {
    failed += 1;
    console.error(`${basename(path, '.bench.js')} failed (exit code ${status})`);
  }
}
process.exitCode = failed === 0 ? 0 : 1;

function splitAt(values, separator) {
  const at = values.indexOf(separator);
  return at === -1 ? [values, []] : [values.slice(0, at), values.slice(at + 1)];
}
