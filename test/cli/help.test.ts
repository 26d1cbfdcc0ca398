import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../architecture/source.ts';
import { endWhenStalled } from '../suite/patience.ts';
import { MAIN, pentimento } from './run-cli.ts';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const commands = [
  'hide',
  'reveal',
  'capacity',
  'models',
  'owner',
  'owner new',
  'owner show',
  'mark',
  'verify',
  'evaluate',
  'attack',
  'detect',
  'audit',
  'train',
  'export',
  'doctor',
];

/** Prints the CommonJS modules that were loaded: sharp and onnxruntime-node are such. */
const LIST_MODULES = [
  '--import',
  'data:text/javascript,import m from "node:module";process.on("exit",()=>console.error(Object.keys(m._cache).join("\\n")))',
];

describe('the help', { concurrency: 2 }, () => {
  for (const command of commands) {
    it(`of ${command} has its options and examples`, async () => {
      const { code, out, err } = await pentimento([...command.split(' '), '--help']);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, new RegExp(`^Usage: pentimento ${command}`));
      assert.match(out, new RegExp(`Examples?:\\n {2}\\$ pentimento ${command}`));
      assert.ok(out.split('\n').every((line) => line.length <= 200));
    });
  }

  it('names every command, with examples', async () => {
    const { code, out } = await pentimento(['--help']);
    assert.equal(code, 0);
    for (const command of commands.filter((name) => !name.includes(' '))) {
      assert.match(out, new RegExp(`^ {2}${command}\\b`, 'm'));
    }
    assert.match(out, /Examples:\n {2}\$ pentimento hide/);
  });

  it('is printed where no command is given, which is an error', async () => {
    const { code, out, err } = await pentimento([]);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^Usage: pentimento/);
  });
});

describe('the version', () => {
  it('is that of the package', async () => {
    for (const flag of ['--version', '-V']) {
      assert.deepEqual(await pentimento([flag]), { code: 0, out: `${version}\n`, err: '' });
    }
  });
});

describe('what is not to be understood', { concurrency: 2 }, () => {
  const cases: readonly [readonly string[], RegExp][] = [
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['--frobnicate'], /unknown option '--frobnicate'/],
    [['hide', 'a.png', '--in', 'b.png', '--out', 'c.png', '--strength', '3'], /unknown option '--strength'/],
    [['hide'], /'--in <cover>' not specified/],
    [['hide', '--in', 'b.png', '--out', 'c.png'], /missing required argument 'secret'/],
    [['hide', 'a.png', '--in', 'b.png'], /'--out <container>' not specified/],
    [['reveal', 'a.png', 'b.png', '--out', 'c.png'], /too many arguments/],
    [
      ['hide', 'a.png', '--in', 'b.png', '--out', 'c.png', '--device', 'tpu'],
      /Allowed choices are cpu, webgpu/,
    ],
    [['reveal', 'a.png'], /'--out <file\|folder>' not specified/],
    [['evaluate'], /'--covers <dir>' not specified/],
    [['evaluate', '--covers', '.', '--limit', '0'], /positive whole number for --limit/],
    [['train', '--data', '.'], /'--out <dir>' not specified/],
    [['train', '--data', '.', '--out', 'm', '--steps', 'many'], /positive whole number for --steps/],
    [['train', '--data', '.', '--out', 'm', '--minutes', '-1'], /positive number for --minutes/],
    [['train', '--data', '.', '--out', 'm', '--seed', '0.5'], /0 to 4294967295 for --seed/],
  ];
  for (const [args, message] of cases) {
    it(`pentimento ${args.join(' ')}: exit code 1, and how to get help`, async () => {
      const { code, out, err } = await pentimento(args);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, message);
      assert.match(err, /\(run with --help for how to use it\)/);
    });
  }
});

describe('help and version', () => {
  it('load neither sharp nor ONNX Runtime', async () => {
    for (const args of [['--version'], ['--help'], ['hide', '--help'], ['train', '--help']]) {
      const { err } = await pentimento(args, { node: LIST_MODULES });
      assert.match(err, /commander/);
      assert.doesNotMatch(err, /sharp|onnxruntime|hash-wasm/);
    }
  });

  it('end quietly where nobody reads them', async () => {
    for (const args of [['--help'], ['models', '--json']]) {
      const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      endWhenStalled(child, `pentimento ${args.join(' ')}`);
      child.stdout.destroy();
      let err = '';
      child.stderr.on('data', (text) => {
        err += text;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      assert.deepEqual([code, err], [0, '']);
    }
  });
});
