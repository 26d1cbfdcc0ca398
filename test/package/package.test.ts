/**
 * The package as its users get it: a clean clone gives a command and a tarball, and the tarball installs into an empty project and
 * works there, with the native runtime and without it. Packages come from the registry, or from npm's cache.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../architecture/source.ts';
import { type Finished, finished } from '../suite/finished.ts';
import { writeSample } from '../training/sample-photos.ts';

/** What no clone has, and the tests, which take half the time to compile and are in no package. */
const NOT_CLONED = /^(?:node_modules|\.git|demo|runs|test|bench|dist.*|.*\.tgz)$/;

const QUICKLY = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** The npm that runs us, else the one on the path. */
const ownNpm = process.env.npm_execpath;
const NPM = ownNpm !== undefined && basename(ownNpm) === 'npm-cli.js' ? [process.execPath, ownNpm] : ['npm'];

const work = await mkdtemp(join(tmpdir(), 'pentimento-package-'));
after(() => rm(work, { recursive: true, force: true }));

/** Runs a program as a user's shell would, with nothing of the npm that runs the tests. */
function run(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_(?!config_(?:registry|cache)$)|NODE_TEST|NODE_ENV)/i.test(name),
  );
  const [program, ...args] = command;
  const shell = process.platform === 'win32' && program === 'npm';
  return finished(
    spawn(program!, args, {
      cwd,
      shell,
      env: { ...Object.fromEntries(own), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

async function succeed(command: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, out, err } = await run(command, cwd, env);
  assert.equal(code, 0, `${command.join(' ')}: ${err}${out}`);
  return out;
}

/** Why nothing can be installed; false where it can. Continuous integration always can. */
const unreachable = process.env.CI === 'true' ? false : await whyUnreachable();

async function whyUnreachable(): Promise<string | false> {
  const { code } = await run([...NPM, 'view', 'commander', 'version', '--fetch-retries=0'], work);
  return code === 0 ? false : 'the registry of npm cannot be reached: nothing was packed and installed';
}

describe('a clean clone', { skip: unreachable }, () => {
  const clone = join(work, 'clone');
  const project = join(work, 'project');
  let tarball: string;

  before(async () => {
    await cp(ROOT, clone, {
      recursive: true,
      filter: (path) => !NOT_CLONED.test(relative(ROOT, path).split(sep)[0]!),
    });
  });

  it('gives a command by "npm install -g ."', async () => {
    const prefix = join(work, 'global');
    await mkdir(prefix);
    await succeed([...NPM, 'install', '--global', '.', '--prefix', prefix, ...QUICKLY], clone);
    const windows = process.platform === 'win32';
    const command = windows ? join(prefix, 'pentimento.cmd') : join(prefix, 'bin', 'pentimento');
    assert.equal(await succeed([command, '--version'], work), `${await version()}\n`);
  });

  it('gives a tarball with code by "npm pack"', async () => {
    // Compiled anew: what the test before left is not what counts.
    await rm(join(clone, 'dist'), { recursive: true });
    await succeed([...NPM, 'pack', '--pack-destination', work, ...QUICKLY], clone);
    tarball = join(work, `pentimento-${await version()}.tgz`);
    assert.ok((await stat(tarball)).size > 2 ** 20);
  });

  it('gives a package that installs under --engine-strict', async () => {
    await mkdir(project);
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({ name: 'user', private: true, type: 'module' }),
    );
    // Its own script fetches what we do not use from another place.
    const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' };
    await succeed([...NPM, 'install', tarball, '--engine-strict', ...QUICKLY], project, env);
    assert.ok(existsSync(join(project, 'node_modules', 'pentimento', 'LICENSE')));
    await writeSample('coffee.png', join(project, 'cover.png'), 96, 96);
    await writeSample('chelsea.png', join(project, 'secret.png'), 96, 96);
  });

  it('names only source files that it holds', async () => {
    const installed = join(project, 'node_modules', 'pentimento', 'dist');
    const missing: string[] = [];
    for (const path of await readdir(installed, { recursive: true })) {
      if (!/\.m?js$/.test(path)) continue;
      const named = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(
        await readFile(join(installed, path), 'utf8'),
      )?.[1];
      if (named === undefined) continue;
      const map = join(installed, dirname(path), named);
      const { sourcesContent } = existsSync(map) ? JSON.parse(await readFile(map, 'utf8')) : {};
      if (!Array.isArray(sourcesContent)) missing.push(path);
    }
    assert.deepEqual(missing, []);
  });

  it('comes with the licences of what is built in', async () => {
    const vendor = join(project, 'node_modules', 'pentimento', 'dist', 'vendor');
    for (const name of await readdir(vendor)) {
      assert.match(await readFile(join(vendor, name, 'LICENSE.txt'), 'utf8'), /Copyright \(c\)/, name);
    }
  });

  it('has types under nodenext and bundler that need no skipLibCheck, with the TypeScript of the README', async () => {
    const compiler = join(ROOT, 'node_modules', 'typescript');
    const { version: full } = JSON.parse(await readFile(join(compiler, 'package.json'), 'utf8'));
    const named = /TypeScript (\d+\.\d+)/.exec(await readFile(join(ROOT, 'README.md'), 'utf8'))?.[1];
    assert.ok(
      named !== undefined && full.startsWith(`${named}.`),
      `README names ${named}, tested is ${full}`,
    );
    await writeFile(join(project, 'use.ts'), USE);
    for (const [module, resolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      const options = [
        '--noEmit',
        '--strict',
        '--target',
        'es2023',
        '--lib',
        'es2023,dom',
        '--types',
        'node',
      ];
      const types = join(ROOT, 'node_modules', '@types');
      await succeed(
        [
          ...[process.execPath, join(compiler, 'bin', 'tsc'), ...options, '--typeRoots', types],
          ...['--module', module!, '--moduleResolution', resolution!, 'use.ts'],
        ],
        project,
      );
    }
  });

  for (const [name, leave] of [
    ['with the native runtime', async () => undefined],
    ['without it', () => rm(join(project, 'node_modules', 'onnxruntime-node'), { recursive: true })],
  ] as const) {
    describe(name, () => {
      before(leave);
      const node = (...args: string[]): Promise<string> => succeed([process.execPath, ...args], project);

      it('is imported and required', async () => {
        const hide = 'console.log(typeof p.hide, typeof p.reveal)';
        const imported = `const p = await import('pentimento'); ${hide}`;
        assert.equal(await node('--input-type=module', '-e', imported), 'function function\n');
        assert.equal(
          await node('--input-type=commonjs', '-e', `const p = require('pentimento'); ${hide}`),
          'function function\n',
        );
      });

      it('answers to npx, hides and reveals', async () => {
        const npx = [...NPM, 'exec', '--offline', '--', 'pentimento'];
        assert.equal(await succeed([...npx, '--version'], project), `${await version()}\n`);
        const { code, err } = await run(
          [...npx, 'hide', 'secret.png', '--in', 'cover.png', '--out', `container ${name}.png`],
          project,
        );
        assert.equal(code, 0, err);
        if (name === 'without it') assert.match(err, /WebAssembly does its work/);
        else assert.doesNotMatch(err, /WebAssembly/);
        await succeed([...npx, 'reveal', `container ${name}.png`, '--out', `revealed ${name}.png`], project);
        assert.ok(existsSync(join(project, `revealed ${name}.png`)));
      });

      it('hides and reveals exactly, by the codecs that are built in', async () => {
        const exact = `exact ${name}.png`;
        const cli = join(project, 'node_modules', 'pentimento', 'dist', 'src', 'cli', 'main.js');
        const how = ['--method', 'exact', '--lossless'];
        await writeSample('coffee.png', join(project, 'large.png'), 256, 256);
        await node(cli, 'hide', 'secret.png', '--in', 'large.png', '--out', exact, ...how);
        await node(cli, 'reveal', exact, '--out', `exactly ${name}.png`);
        assert.ok(existsSync(join(project, `exactly ${name}.png`)));
      });

      it('is told of by doctor', async () => {
        const cli = join(project, 'node_modules', 'pentimento', 'dist', 'src', 'cli', 'main.js');
        const used =
          name === 'without it' ? /^cpu +runs, on WebAssembly/m : /^cpu +runs, on the native runtime/m;
        assert.match(await node(cli, 'doctor'), used);
      });
    });
  }
});

/** A program of a user's, in TypeScript. */
const USE = `
import { type HideReport, hide, openModel, reveal } from 'pentimento';
import { createBrowserRuntime, createSecretCoder } from 'pentimento/browser';
import { createNodeRuntime } from 'pentimento/engine';
import { detectFiles } from 'pentimento/steganalysis';
import { train } from 'pentimento/training';

export const report: Promise<HideReport> = hide({ secret: 'a.png', cover: 'b.png', container: 'c.png' });
export const runtime = createBrowserRuntime({ backend: 'wasm' });
export const used = [openModel, reveal, train, createSecretCoder, createNodeRuntime, detectFiles];
`;

async function version(): Promise<string> {
  return JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).version;
}
