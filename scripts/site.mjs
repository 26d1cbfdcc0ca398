/**
 * The web app for any host: a folder of static files, and in it the whole page in one file, which also works from a disk. `npm run site`;
 * `npm run site -- --out FOLDER` writes to a folder that is new or empty.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkNode, filesBelow, install, ROOT } from './setup.mjs';

const OWN = join(ROOT, 'dist-site');
const SINGLE_FILE = 'pentimento.html';

const { values: flags } = parseArgs({ options: { out: { type: 'string', default: OWN } } });
const folder = resolve(flags.out);
if (
  folder !== OWN &&
  existsSync(folder) &&
  !(statSync(folder).isDirectory() && readdirSync(folder).length === 0)
) {
  console.error(`Expected a new or empty folder for --out but received ${flags.out}`);
  process.exit(1);
}

checkNode();
install();
// Not before it is installed.
const { build } = await import('vite');
const started = performance.now();
const common = { logLevel: 'error' };
await build({
  ...common,
  configFile: join(ROOT, 'web', 'vite.config.ts'),
  build: { outDir: folder },
  plugins: [namesSingleFile()],
});
await build({ ...common, configFile: join(ROOT, 'web', 'single-file.config.ts'), build: { outDir: folder } });

const files = filesBelow(folder);
const name = relative(process.cwd(), folder);
const place = name === '' || name.startsWith('..') ? folder : name;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`site: ${place}/, ${files.length} files, ${megabytes(files)}, ${seconds} s
  The first screen fetches ${megabytes(firstFiles())}; the rest follows when it is used.
  ${SINGLE_FILE} is the whole page in one file, ${megabytes([join(folder, SINGLE_FILE)])}: it works from a disk, without a server.
  Any host of static files will do, under any path: docs/web.md has recipes.`);

/** Opened from a disk, the page of the site gives way to the page in one file. */
function namesSingleFile() {
  const script = 'src="./from-disk.js"';
  return {
    name: 'pentimento:from-disk',
    transformIndexHtml: (html) => html.replace(script, `${script} data-page="./${SINGLE_FILE}"`),
  };
}

/** The document, and what it names. */
function firstFiles() {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const named = [...html.matchAll(/\b(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => path);
  return ['index.html', ...named].map((path) => join(folder, path));
}

function megabytes(paths) {
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
