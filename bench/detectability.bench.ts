/**
 * The whole audit, and the figures of its page: all methods, controls, learning curves, the convolutional warden and the null tests. Writes the
 * measured sections of docs/detectability.md anew and leaves its prose alone, which is to be read again after that. About an hour on two cores for
 * the 24 Kodak photos.
 *
 *     npm run bench detectability -- -- FOLDER
 *
 * `--out docs/detectability.md` for another document with such sections, `--json FILE` to keep all figures, `--html FILE` for the page; `--from FILE`
 * to write the document from kept figures without measuring. `--methods deep,exact` and `--no-controls`, `--tile`, `--folds`, `--seed`,
 * `--network-minutes 1`, `--network-folds 4` change what is measured.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { assertWritable, writeFileAtomically } from '../src/image/picture-files.node.ts';
import { auditJson } from '../src/report/audit/audit-json.ts';
import { auditMarkdown, MARKDOWN_SECTIONS } from '../src/report/audit/audit-markdown.ts';
import { auditPage } from '../src/report/audit/audit-page.ts';
import { auditText } from '../src/report/audit/audit-text.ts';
import { audit } from '../src/steganalysis/audit/audit.node.ts';
import type { AuditReport } from '../src/steganalysis/audit/audit-report.ts';
import { assertMeasured, withMeasured } from './measured-sections.ts';

/** Seconds between two lines of progress. */
const INTERVAL = 30;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'docs/detectability.md' },
    json: { type: 'string' },
    html: { type: 'string' },
    from: { type: 'string' },
    methods: { type: 'string', default: 'deep,deep:baluja,exact,exact@0.05,exact@0.02' },
    'no-controls': { type: 'boolean', default: false },
    tile: { type: 'string', default: '256' },
    folds: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    'network-minutes': { type: 'string', default: '1' },
    'network-folds': { type: 'string', default: '4' },
  },
});
const [folder] = positionals;
if (folder === undefined && flags.from === undefined) {
  console.log('Not run: expected a folder of photos, as in npm run bench detectability -- -- photos/kodak');
  process.exit();
}
// What cannot be written is told before the work.
assertMeasured(await readFile(flags.out, 'utf8'), MARKDOWN_SECTIONS);
for (const file of [flags.json, flags.html]) if (file !== undefined) await assertWritable(file);

const write = (path: string, text: string): Promise<void> =>
  writeFileAtomically(path, new TextEncoder().encode(text));
const report = flags.from === undefined ? await measured(folder!) : await kept(flags.from);
console.log(auditText(report));
// Read only now: people may have written in it meanwhile.
await write(flags.out, withMeasured(await readFile(flags.out, 'utf8'), auditMarkdown(report)));

async function measured(covers: string): Promise<AuditReport> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interruption.abort(new Error('Interrupted')));
  }
  const started = performance.now();
  let [stage, told] = ['', 0];
  const found = await audit({
    covers,
    methods: flags.methods.split(','),
    controls: !flags['no-controls'],
    tile: Number(flags.tile),
    folds: Number(flags.folds),
    seed: Number(flags.seed),
    network: { minutes: Number(flags['network-minutes']), folds: Number(flags['network-folds']) },
    signal: interruption.signal,
    onProgress(what, done, total) {
      const seconds = (performance.now() - started) / 1000;
      const now = what.replace(/, loss.*/, '');
      if (now === stage && seconds - told < INTERVAL) return;
      [stage, told] = [now, seconds];
      console.log(`${seconds.toFixed(0)} s: ${what}  ${Math.floor(done)}/${total}`);
    },
  });
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s in all`);
  if (flags.json !== undefined) await write(flags.json, `${auditJson(found)}\n`);
  if (flags.html !== undefined) {
    await write(flags.html, auditPage(found, new Date().toISOString().slice(0, 10)));
  }
  return found;
}

/** Figures that `--json` has kept; scores of tiles are not among them, and not asked for. */
async function kept(file: string): Promise<AuditReport> {
  return JSON.parse(await readFile(file, 'utf8')) as AuditReport;
}
