/**
 * What the program leaves on a machine and asks of a network: the files that it was asked for, and nothing. Every command that runs
 * networks, and the library in a main thread and in a thread of its user's, run in an empty home with the system's calls recorded.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../architecture/source.ts';
import { MAIN } from '../cli/run-cli.ts';
import { photoFolder } from '../training/sample-photos.ts';

const INDEX = new URL('../../src/index.js', import.meta.url).href;
const SIDE = 96;

/** Calls by which a process makes files or reaches others. */
const CALLS = 'openat,open,creat,mkdir,mkdirat,symlink,symlinkat,link,linkat,socket,connect,sendto,sendmsg';

interface Traces {
  /** What is left in the home folder and in that for temporary files. */
  readonly files: readonly string[];
  /** Paths outside the work folder that were opened for writing or made; undefined where calls cannot be recorded. */
  readonly written?: readonly string[];
  /** Calls that open a connection or look up a name. */
  readonly network?: readonly string[];
}

const work = await mkdtemp(join(tmpdir(), 'pentimento-privacy-'));
after(() => rm(work, { recursive: true }));

/** Why calls cannot be recorded here; false where they can. */
const unrecorded = whyUnrecorded();

function whyUnrecorded(): string | false {
  const { error, status, stderr } = spawnSync('strace', ['-f', '-qq', '-e', 'trace=openat', 'true'], {
    encoding: 'utf8',
  });
  if (error !== undefined)
    return 'strace is not installed: nobody looked for connections and for files elsewhere';
  return status === 0 ? false : `strace does not work here: ${stderr.trim().split('\n')[0]}`;
}

let runs = 0;

/** Runs Node in an empty home, without `CI`, and with telemetry asked for. */
async function traces(args: readonly string[]): Promise<Traces> {
  runs += 1;
  const [home, record] = [join(work, `home-${runs}`), join(work, `record-${runs}`)];
  const temporary = join(work, `temporary-${runs}`);
  await mkdir(home);
  await mkdir(temporary);
  const { PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES, LD_LIBRARY_PATH } = process.env;
  const env = {
    ...{ PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES, LD_LIBRARY_PATH },
    HOME: home,
    TMPDIR: temporary,
    TEMP: temporary,
    USERPROFILE: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    ORT_DISABLE_TELEMETRY: '0',
  };
  const recorder = unrecorded
    ? []
    : ['strace', '-f', '-qq', '--seccomp-bpf', '-o', record, '-e', `trace=${CALLS}`];
  const [program, ...rest] = [...recorder, process.execPath, ...args];
  const child = spawn(program!, rest, { env, cwd: work, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  assert.equal(code, 0, err);
  const files = (
    await Promise.all([home, temporary].map((path) => readdir(path, { recursive: true })))
  ).flat();
  if (unrecorded) return { files };
  const calls = (await readFile(record, 'utf8')).split('\n').map((line) => line.replace(/^\d+ +/, ''));
  return { files, written: calls.flatMap(writtenElsewhere), network: calls.filter(reachesOut) };
}

/** The path that a call makes or opens for writing, where that is none of the files that were asked for. */
function writtenElsewhere(call: string): string[] {
  const [, path] = /^(?:openat|open)\(.*?"([^"]*)".*O_(?:WRONLY|RDWR|CREAT)/.exec(call) ??
    /^(?:creat|mkdir|mkdirat|symlink|symlinkat|link|linkat)\(.*"([^"]*)"/.exec(call) ?? [
      undefined,
      undefined,
    ];
  if (path === undefined || !path.startsWith('/') || path.startsWith(`${work}/`)) return [];
  return /^\/(?:dev|proc)\//.test(path) ? [] : [path];
}

/** Whether a call is one to other machines, or to a service of this one that could ask them. */
function reachesOut(call: string): boolean {
  if (/^connect\(/.test(call)) return true;
  return /^(?:socket|sendto|sendmsg)\(.*(?:AF_INET|PF_INET|AF_INET6)/.test(call);
}

const WORKER = 'new (require("node:worker_threads").Worker)';

describe('what a run leaves behind', () => {
  const file = (name: string): string => join(work, name);
  const hideScript = (out: string): string =>
    `import(${JSON.stringify(INDEX)}).then(({ hide }) => hide(${JSON.stringify({
      secret: file('secret.png'),
      cover: file('cover.png'),
      container: file(out),
    })}))`;

  before(async () => {
    await cp(await photoFolder(4, SIDE), file('photos'), { recursive: true });
    await copyFile(file('photos/00.png'), file('cover.png'));
    await copyFile(file('photos/01.png'), file('secret.png'));
    await writeFile(file('letter.txt'), 'Dear Ann');
    const settings = { network: { maps: 3, kernels: [3] }, crop: 16, batch: 1, validationPhotos: 1 };
    await writeFile(file('small.json'), JSON.stringify(settings));
  });

  const cli = (...args: string[]): string[] => [MAIN, ...args];
  const audit = ['--tile', '32', '--folds', '2', '--no-controls', '--no-learning-curve'];
  const cases: readonly (readonly [string, () => string[]])[] = [
    ['hide', () => cli('hide', 'secret.png', '--in', 'cover.png', '--out', 'container.png')],
    ['reveal', () => cli('reveal', 'container.png', '--out', 'revealed.png')],
    [
      'hide with the exact method',
      () => cli('hide', 'letter.txt', '--in', 'cover.png', '--out', 'exact.png', '--method', 'exact'),
    ],
    ['reveal of the exact method', () => cli('reveal', 'exact.png', '--out', 'letter-again.txt')],
    [
      'train',
      () => cli('train', '--data', 'photos', '--out', 'model', '--config', 'small.json', '--steps', '3'),
    ],
    ['audit', () => cli('audit', '--method', 'deep', '--covers', 'photos', ...audit)],
    ['doctor', () => cli('doctor')],
    ['the library', () => ['--input-type=module', '-e', `await ${hideScript('library.png')}`]],
    [
      "the library in a thread of its user's, with an environment of its own",
      () => [
        '-e',
        `${WORKER}(${JSON.stringify(hideScript('thread.png'))}, { eval: true, env: { ORT_DISABLE_TELEMETRY: '0' } })`,
      ],
    ],
    [
      'the library where process.env was replaced',
      () => ['-e', `process.env = { ...process.env }; ${hideScript('replaced.png')}`],
    ],
  ];
  for (const [name, args] of cases) {
    it(`is nothing but what was asked for: ${name}`, async (t) => {
      const { files, written, network } = await traces(args());
      assert.deepEqual(files, []);
      if (unrecorded) t.diagnostic(unrecorded);
      assert.deepEqual(written ?? [], []);
      assert.deepEqual(network ?? [], []);
    });
  }

  it('is watched for in all folders, and on the network', { skip: unrecorded }, () => {
    assert.ok(runs > 0);
  });

  it('is a database and a device id where the native runtime is not silenced, or these tests prove nothing', async (t) => {
    const load = createRequire(new URL('../../src/runtime/native.node.js', import.meta.url));
    let library: string;
    try {
      library = load.resolve('onnxruntime-node');
    } catch {
      return t.skip('the native runtime is not installed');
    }
    if (process.platform === 'win32') return t.skip("there it uses the system's own tracing");
    const model = join(ROOT, 'models', 'baluja', 'reveal.onnx');
    const script = `require(${JSON.stringify(library)}).InferenceSession.create(${JSON.stringify(model)})`;
    const { files } = await traces(['-e', script]);
    assert.notDeepEqual(files, []);
  });
});
