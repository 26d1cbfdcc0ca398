/**
 * The tests on another version of Node: `npm run test:node -- 24`, with words as `npm test` takes them: `npm run test:node -- 24 frame`.
 * With `--short` the few things that every version has to do, on each of the versions: `npm run test:node -- 20 22 24 26 --short`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nodeOf } from './node-version.mjs';
import { checkNode, compile, install, ROOT, run, step } from './setup.mjs';

const MAIN = join(ROOT, 'dist', 'src', 'cli', 'main.js');
const SAMPLES = join(ROOT, 'samples');

/** Settings of a training of seconds. */
const SMALL = { network: { maps: 3, kernels: [3] }, crop: 32, batch: 1, validationPhotos: 1 };

const words = process.argv.slice(2);
const short = words.includes('--short');
const rest = words.filter((word) => word !== '--short');
const versions = short ? rest : rest.slice(0, 1);
if (versions.length === 0 || !versions.every((version) => /^\d+(\.\d+\.\d+)?$/.test(version))) {
  console.error(`Expected a version of Node, such as 24, but received ${rest.join(' ') || 'none'}`);
  process.exit(1);
}

checkNode();
install();
let failed = 0;
for (const version of versions) {
  const node = nodeOf(version);
  if (node === undefined) failed += 1;
  else if (!short)
    failed += run(node, [join(ROOT, 'scripts', 'test.mjs'), ...rest.slice(1)], onPath(node)) === 0 ? 0 : 1;
  else failed += shortly(node, version);
}
process.exit(failed === 0 ? 0 : 1);

/** What the tests start by name is that Node, too. */
function onPath(node) {
  return { env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` } };
}

/** Hides, reveals, both methods, trains ten steps and builds the page; returns how much failed. */
function shortly(node, version) {
  if (compile() !== 0) return 1;
  const folder = mkdtempSync(join(tmpdir(), 'pentimento-node-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(SMALL));
  const [cover, secret] = [join(SAMPLES, 'coffee.png'), join(SAMPLES, 'chelsea.png')];
  const cli = (...args) => [MAIN, ...args];
  const table = [
    ['hide', cli('hide', secret, '--in', cover, '--out', 'deep.png')],
    ['reveal', cli('reveal', 'deep.png', '--out', 'deep-secret.png')],
    ['hide exactly', cli('hide', secret, '--in', cover, '--out', 'exact.png', '--method', 'exact')],
    ['reveal exactly', cli('reveal', 'exact.png', '--out', 'exact-secret.png')],
    ['train', cli('train', '--data', SAMPLES, '--out', 'model', '--steps', '10', '--config', 'small.json')],
    ['page', [join(ROOT, 'scripts', 'web.mjs'), '--build']],
  ];
  try {
    return table.filter(
      ([name, args]) =>
        step(`node ${version}`, name, () =>
          run(node, args, { ...onPath(node), cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }),
        ) !== 0,
    ).length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
