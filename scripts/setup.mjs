/**
 * Makes a fresh checkout ready to run: the locked dependencies, then the compiled code. The other scripts call it first;
 * where nothing has changed it does nothing and needs no network.
 *
 * Runs before anything is installed: nothing but Node's own modules here.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vendor } from './vendor.mjs';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Lowest version of Node, as `engines` in package.json has it. */
const NODE_VERSION = [20, 19];

/** What `tsconfig.json` includes. */
const SOURCE_FOLDERS = ['src', 'test', 'bench'];

const MODULES = join(ROOT, 'node_modules');
const DIST = join(ROOT, 'dist');
const INSTALL_STAMP = join(MODULES, '.pentimento-installed');
const COMPILE_STAMP = join(DIST, '.compiled');
const COMPILER_STATE = join(DIST, '.tsbuildinfo');
const COMPILED_FILE = /\.(?:js|js\.map|d\.ts)$/;

/** Installs and compiles where that is needed; ends the process where it fails. */
export function setup() {
  checkNode();
  install();
  const status = compile();
  if (status !== 0) fail('compile', status);
}

/** Ends the process, with one line, where Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_VERSION[0] || (major === NODE_VERSION[0] && minor >= NODE_VERSION[1])) return;
  console.error(
    `Expected Node ${NODE_VERSION.join('.')} or newer but this is Node ${process.versions.node}.`,
  );
  process.exit(1);
}

/** Installs the locked dependencies unless they are there; ends the process where it fails. */
export function install() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  if (existsSync(INSTALL_STAMP) && readFileSync(INSTALL_STAMP, 'utf8') === wanted) return;
  if (!isInstalled(JSON.parse(lock.toString('utf8')))) {
    rmSync(INSTALL_STAMP, { force: true });
    const npm = npmCommand();
    const status = step('install', 'npm ci --ignore-scripts', () =>
      run(
        npm[0],
        [...npm.slice(1), 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
        {
          env: { ...withoutCallerOptions(process.env), ONNXRUNTIME_NODE_INSTALL: 'skip' },
          shell: npm[0] === 'npm' && process.platform === 'win32',
        },
      ),
    );
    if (status !== 0) fail('install', status);
  }
  writeFileSync(INSTALL_STAMP, wanted);
}

/** The program npm and its first arguments: npm names its own for the scripts that it runs; without it, the one on the path. */
export function npmCommand() {
  const own = process.env.npm_execpath;
  return own !== undefined && basename(own) === 'npm-cli.js' ? [process.execPath, own] : ['npm'];
}

/** What the npm that runs us (`install --global`, `pack --dry-run`) hands on and an install of this folder must not follow. */
const CALLER_OPTIONS = [
  'global',
  'location',
  'prefix',
  'local_prefix',
  'omit',
  'include',
  'production',
  'dry_run',
  'json',
];

function withoutCallerOptions(env) {
  const foreign = new Set(['node_env', ...CALLER_OPTIONS.map((name) => `npm_config_${name}`)]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.has(name.toLowerCase())));
}

/**
 * Whether `npm ci` was run by hand: npm notes in node_modules what it installed. Packages for other machines
 * (`optional`) may be missing.
 */
function isInstalled(lock) {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return false;
  }
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * Compiles src, test and bench to dist/ when a source has changed, beside what comes from packages (vendor.mjs), checking all types, and removes what was compiled
 * from sources that are gone.
 *
 * @returns the compiler's exit code: 0, or not where a type does not fit.
 */
export function compile() {
  vendor();
  const sources = SOURCE_FOLDERS.flatMap((folder) => filesBelow(join(ROOT, folder))).filter((path) =>
    path.endsWith('.ts'),
  );
  const wanted = fingerprint([
    ...sources,
    join(ROOT, 'tsconfig.json'),
    join(ROOT, 'package.json'),
    join(ROOT, 'package-lock.json'),
  ]);
  const outputs = new Map(sources.map((path) => [compiledBase(path), path]));
  const whole = [...outputs].every(([base, path]) => path.endsWith('.d.ts') || existsSync(`${base}.js`));
  if (whole && existsSync(COMPILE_STAMP) && readFileSync(COMPILE_STAMP, 'utf8') === wanted) return 0;

  rmSync(COMPILE_STAMP, { force: true });
  // The compiler writes only what has changed since its last run: it must not believe that missing files are there.
  if (!whole) rmSync(COMPILER_STATE, { force: true });
  for (const folder of SOURCE_FOLDERS) {
    for (const path of filesBelow(join(DIST, folder))) {
      if (COMPILED_FILE.test(path) && !outputs.has(path.replace(COMPILED_FILE, ''))) rmSync(path);
    }
  }
  const compiler = join(MODULES, 'typescript', 'bin', 'tsc');
  const status = step('compile', `tsc, ${sources.length} files`, () =>
    run(process.execPath, [compiler, '--project', ROOT, '--pretty', String(process.stdout.isTTY === true)]),
  );
  if (status === 0) {
    mkdirSync(DIST, { recursive: true });
    writeFileSync(COMPILE_STAMP, wanted);
  }
  return status;
}

/** The files of a folder and the folders in it, sorted; none where there is no such folder. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

/** Runs a program on this terminal, with the repository as its folder, and returns its exit code. */
export function run(program, parameters, options = {}) {
  const result = spawnSync(program, parameters, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error !== undefined) {
    console.error(`${program} cannot be started: ${result.error.message}`);
    return 127;
  }
  return result.status ?? 1;
}

/** Says what is done, does it, and says how it went and how long it took. */
export function step(name, what, work) {
  const started = performance.now();
  console.log(`${name}: ${what}`);
  const status = work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${status === 0 ? 'done' : `failed (exit code ${status})`}, ${seconds} s`);
  return status;
}

/** Whether a program of that name is on the path. */
export function findProgram(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

function fail(name, status) {
  console.error(`The step "${name}" failed; see above.`);
  process.exit(status);
}

/** Where a source is compiled to, without the ending. */
function compiledBase(source) {
  return join(DIST, relative(ROOT, source)).replace(/\.ts$/, '');
}

/** Changes when a file is added, removed or written. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${relative(ROOT, path).split(sep).join('/')} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
