/**
 * Everything that has to hold before a change goes in: types, lint, tests. `npm test`; `npm test -- frame` runs only
 * the test files whose path contains one of the words.
 *
 * No test fails by being slow. At the end it says how long each part took, and lists what was skipped with the reason.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { finished } from 'node:stream/promises';
import { run as runTests } from 'node:test';
import { spec as Spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { checkNode, compile, filesBelow, findProgram, install, ROOT, run, step } from './setup.mjs';

/**
 * When a test file is ended and counts as failed, in seconds: after so long without work, or after so much work, of all its threads
 * together. A test that waits ends itself sooner, and says for what (test/suite/patience.ts).
 */
const LIMITS = { idle: 300, work: 7200, look: 5 };

/** Files at a time: each has a process, and in it the networks' threads, one a core. */
const CONCURRENCY = Math.min(4, availableParallelism());

/** Files that take longest, longest first: one that begins last would end alone. */
const LONGEST = [
  'engine/backends',
  'package/package',
  'web/round-trip',
  'methods/jpeg/jpeg-method',
  'web/webgpu',
  'web/panels',
  'web/engine',
  'web/refusals',
  'web/protect',
  'web/offline',
  'web/accessibility',
  'web/jpeg-method',
  'cli/hide-reveal',
  'cli/outputs',
  'cli/passphrase',
  'cli/others',
  'cli/exact',
];

/** Loaded by every process of the tests. */
const PRELOADED = new URL('test-process.mjs', import.meta.url).href;

const words = process.argv.slice(2);
/** One line for each stage, and whether all went well. */
const lines = [];
let passed = true;

checkNode();
install();
findBrowser();
// Tests of code whose types do not fit would only mislead.
if (stage('types', compile) && stage('types of the page', checkPage)) {
  stage('lint', lint);
  await test();
}
console.log(`\n${lines.join('\n')}`);
process.exit(passed ? 0 : 1);

/** Says how to get the browser that some tests need; in continuous integration, gets it. */
function findBrowser() {
  if (['chromium-headless-shell', 'chromium'].some((name) => findProgram(name) !== undefined)) return;
  const root = process.getuid?.() === 0;
  const command = 'apt-get update && apt-get install --yes chromium-headless-shell';
  if (findProgram('apt-get') === undefined) {
    console.log('browser: no chromium on the path: the tests that need it will be skipped');
  } else if (root && process.env.CI === 'true') {
    step('browser', command, () =>
      run('sh', ['-c', command], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }),
    );
  } else {
    const full = root ? command : command.replaceAll('apt-get', 'sudo apt-get');
    console.log(
      `browser: no chromium on the path: the tests that need it will be skipped. To run them: ${full}`,
    );
  }
}

/** The page is compiled by its bundler, which looks at no types. */
function checkPage() {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  return step('types', 'tsc, web', () => run(process.execPath, [compiler, '--project', join(ROOT, 'web')]));
}

function lint() {
  const biome = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  return step('lint', 'biome check', () =>
    run(process.execPath, [biome, 'check', '--error-on-warnings', '.']),
  );
}

function stage(name, work) {
  const started = performance.now();
  const good = work() === 0;
  note(name, good, started);
  return good;
}

function note(name, good, started) {
  passed &&= good;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  lines.push(`${name}: ${good ? 'passed' : 'FAILED'}, ${seconds} s`);
}

async function test() {
  const started = performance.now();
  const folder = join(ROOT, 'dist', 'test');
  const all = filesBelow(folder).filter((path) => path.endsWith('.test.js'));
  const isWanted = (path) =>
    words.length === 0 || words.some((word) => relative(folder, path).includes(word));
  const files = longestFirst(all.filter(isWanted), folder);
  if (files.length === 0) {
    console.error(`None of the ${all.length} test files has ${words.join(' or ')} in its path`);
    note('tests', false, started);
    return;
  }
  const counts = { passed: 0, failed: 0 };
  const skipped = [];
  const record = (good) => (event) => {
    const reason = notRun(event);
    if (reason !== undefined) skipped.push({ ...event, reason });
    // A suite is no test: it counts only where itself fails, in a hook, and not through its tests.
    else if (event.details?.type === 'suite' && (good || isThroughTests(event))) return;
    else counts[good ? 'passed' : 'failed'] += 1;
  };
  console.log(`tests: ${files.length} files, ${CONCURRENCY} at a time`);
  // Not before it is compiled.
  const suite = (name) => import(pathToFileURL(join(folder, 'suite', name)));
  const { durationTables } = await suite('durations.js');
  const { watchChildren } = await suite('patience.js');
  const notes = mkdtempSync(join(tmpdir(), 'pentimento-tests-'));
  if (files.filter((path) => relative(folder, path).startsWith(`web${sep}`)).length > 1) buildPage(notes);
  const seconds = join(notes, 'seconds');
  writeFileSync(seconds, '');
  process.env.PENTIMENTO_TEST_SECONDS = seconds;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${PRELOADED}`;
  const stream = runTests({ files, concurrency: CONCURRENCY });
  stream.on('test:pass', record(true));
  stream.on('test:fail', record(false));
  const stop = watchChildren(LIMITS, (pid, why) => console.error(`Process ${pid} was ended: ${why}`));
  const report = stream.compose(new Spec());
  report.pipe(process.stdout, { end: false });
  await finished(report);
  stop();

  console.log(`\n${durationTables(durationsOf(seconds, folder))}`);
  rmSync(notes, { recursive: true });
  if (skipped.length > 0) console.log('\nSkipped:');
  for (const { name, file, reason } of skipped) {
    console.log(`  ${file === undefined ? '' : `${relative(folder, file)}: `}${name}: ${reason}`);
  }
  note('tests', counts.failed === 0 && counts.passed > 0, started);
  lines.push(`${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped`);
}

/** Builds the page once for all files of tests; where that fails each tries for itself, and says why. */
function buildPage(notes) {
  const page = join(notes, 'page');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const settings = ['--config', join(ROOT, 'web', 'vite.config.ts'), '--logLevel', 'error'];
  const status = step('page', 'vite build', () =>
    run(process.execPath, [vite, 'build', ...settings, '--outDir', page]),
  );
  if (status === 0) process.env.PENTIMENTO_BUILT_PAGE = page;
}

function longestFirst(files, folder) {
  const place = (path) => {
    const found = LONGEST.indexOf(
      relative(folder, path)
        .split(sep)
        .join('/')
        .replace(/\.test\.js$/, ''),
    );
    return found < 0 ? LONGEST.length : found;
  };
  return files.sort((a, b) => place(a) - place(b));
}

/** What the processes of the files noted when they ended, in seconds. */
function durationsOf(notes, folder) {
  const lines = readFileSync(notes, 'utf8').split('\n').slice(0, -1);
  return new Map(
    lines.map((line) => {
      const [path, seconds] = line.split('\t');
      return [relative(folder, path), Number(seconds)];
    }),
  );
}

/** Why a test proved nothing; undefined where it ran. */
function notRun({ skip, todo, name, file, nesting, details }) {
  for (const [reason, kind] of [
    [skip, 'skipped'],
    [todo, 'to do'],
  ]) {
    if (reason === undefined || reason === false) continue;
    return typeof reason === 'string' && reason !== '' ? `${kind}: ${reason}` : `${kind}, no reason given`;
  }
  // Node reports a file in which it found no test as a test that passed.
  const isEmpty = nesting === 0 && file !== undefined && resolve(name) === resolve(file) && !details.error;
  return isEmpty ? 'no test in this file' : undefined;
}

function isThroughTests({ details }) {
  return details.error?.failureType === 'subtestsFailed';
}
