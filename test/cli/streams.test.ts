import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { claimStandardInput, readStandardInput } from '../../src/cli/standard-input.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { MAIN } from './run-cli.ts';

interface Streamed {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

/** Runs `pentimento` with bytes on standard input; without any, that is left open and silent. */
function streamed(
  args: readonly string[],
  input?: Uint8Array,
  options: {
    readonly cwd?: string;
    readonly stdout?: number;
    readonly node?: readonly string[];
    readonly onError?: (text: string, pid: number) => void;
  } = {},
): Promise<Streamed> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...(options.node ?? []), MAIN, ...args], {
      cwd: options.cwd,
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    let err = '';
    child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      options.onError?.(err, child.pid!);
    });
    // What refuses its input does not read it.
    child.stdin!.on('error', () => undefined);
    if (input !== undefined) child.stdin!.end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: Buffer.concat(out), err }));
  });
}

const LETTER = Buffer.from('%PDF-1.7\n\0\xff a letter, and no text\n', 'latin1');
const OPEN = 'Note: No passphrase: anyone with Pentimento can reveal the secret\n';

let folder: string;
let cover: string;
let coverBytes: Buffer;

before(async () => {
  folder = await temporaryFolder();
  cover = join(folder, 'cover.png');
  await writeSample('kodim23.png', cover, 96, 72);
  coverBytes = await readFile(cover);
});

const exact = ['--method', 'exact', '--embedding', 'matching'] as const;

describe('- is standard input and standard output', () => {
  it('for a secret and a container, byte for byte, with all text on standard error', async () => {
    const cwd = await temporaryFolder();
    const hidden = await streamed(['hide', '-', '--in', cover, '--out', '-', ...exact], LETTER, { cwd });
    assert.equal(hidden.code, 0, hidden.err);
    assert.equal((await sharp(hidden.out).metadata()).format, 'png');
    assert.match(hidden.err, /^Wrote standard output \(exact method, [\d.]+ s\)\n/);
    assert.ok(hidden.err.endsWith(OPEN));

    const shown = await streamed(['reveal', '-', '--out', '-'], hidden.out, { cwd });
    assert.equal(shown.code, 0, shown.err);
    assert.deepEqual(shown.out, LETTER);
    assert.match(shown.err, /^Wrote standard output \(application\/pdf, exact method, [\d.]+ s\)\n$/);
    assert.deepEqual(await readdir(cwd), []);

    // Its receiver may also let the secret have its own name, which has the ending of its content.
    const named = await streamed(['reveal', '-', '--out', 'letters/'], hidden.out, { cwd });
    assert.equal(named.code, 0, named.err);
    assert.deepEqual(await readFile(join(cwd, 'letters', 'secret.pdf')), LETTER);
  });

  it('for a cover, and for pictures of the networks, in the format that --format names', async () => {
    const args = ['hide', cover, '--in', '-', '--out', '-', '--format', 'webp'];
    const hidden = await streamed(args, coverBytes);
    assert.equal(hidden.code, 0, hidden.err);
    assert.equal((await sharp(hidden.out).metadata()).format, 'webp');
    const shown = await streamed(['reveal', '-', '--out', '-'], hidden.out);
    assert.equal(shown.code, 0, shown.err);
    const { format, width, height } = await sharp(shown.out).metadata();
    assert.deepEqual([format, width, height], ['png', 96, 72]);
  });

  it('for what is attacked', async () => {
    const args = ['attack', '-', '--with', 'noise-2', '--out', '-'];
    const { code, out, err } = await streamed(args, coverBytes);
    assert.equal(code, 0, err);
    assert.equal((await sharp(out).metadata()).width, 96);
    assert.match(err, /^Wrote standard output \(96x72, noise-2; PSNR against standard input: [\d.]+ dB\)\n$/);
  });

  it('with the JSON document on standard error, of an error, too', async () => {
    const args = ['hide', '-', '--in', cover, '--out', '-', '--json', ...exact];
    const hidden = await streamed(args, LETTER);
    assert.equal(JSON.parse(hidden.err).container, 'standard output');
    assert.equal((await sharp(hidden.out).metadata()).format, 'png');
    const nothing = await streamed(['reveal', '-', '--out', '-', '--json'], coverBytes);
    assert.deepEqual([nothing.code, nothing.out.length], [2, 0]);
    assert.equal(JSON.parse(nothing.err).error.code, 'nothing-hidden');
  });

  it('and nothing is written where the receiver would get nothing', async () => {
    const small = await sharp(coverBytes).resize(20, 20).png().toBuffer();
    const { code, out, err } = await streamed(['hide', cover, '--in', '-', '--out', '-'], small);
    assert.deepEqual([code, out.length], [1, 0]);
    assert.match(err, /^Expected a cover of at least 32 pixels a side/);
  });

  it('a file of that name is ./-', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, '-'), LETTER);
    const args = ['hide', './-', '--in', cover, '--out', 'c.png', ...exact];
    assert.equal((await streamed(args, undefined, { cwd })).code, 0);
  });
});

describe('standard streams are refused with a sentence', () => {
  const cases: readonly [string, (cover: string) => readonly string[], Uint8Array | undefined, RegExp][] = [
    [
      'for two things at once, without waiting for either',
      () => ['hide', '-', '--in', '-', '--out', 'a.png'],
      undefined,
      /^Standard input \(-\) can be read once only, but was given for the secret and for the cover/,
    ],
    [
      'that hold nothing',
      (cover) => ['hide', '-', '--in', cover, '--out', 'a.png', '--method', 'exact'],
      Buffer.alloc(0),
      /^Expected the secret on standard input but it is empty$/m,
    ],
    [
      'that hold no picture',
      () => ['reveal', '-', '--out', 'a.png'],
      LETTER,
      /^Expected a PNG, .* but received standard input \(application\/pdf\)$/m,
    ],
    [
      'for a format that the name of a file says',
      () => ['reveal', '-', '--out', 'a.png', '--format', 'webp'],
      undefined,
      /^Expected --format with --out - only/,
    ],
    [
      'for a report',
      () => ['evaluate', '--covers', '.', '--csv', '-'],
      undefined,
      /^Expected a file for --csv but received -; --json prints/,
    ],
  ];
  for (const [what, args, input, message] of cases) {
    it(what, async () => {
      const cwd = await temporaryFolder();
      const { code, out, err } = await streamed(args(cover), input, { cwd });
      assert.deepEqual([code, out.length], [1, 0], err);
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
      assert.deepEqual(await readdir(cwd), []);
    });
  }

  it('where they cannot be written', {
    skip: process.platform !== 'linux' && 'needs /dev/full',
  }, async () => {
    const args = ['attack', cover, '--with', 'noise-2', '--out', '-'];
    const { code, err } = await streamed(args, undefined, { stdout: openSync('/dev/full', 'w') });
    assert.equal(code, 1);
    assert.match(err, /The result could not be written to standard output: ENOSPC/);
    assert.doesNotMatch(err, /^Wrote/m);
  });

  it('where standard input is a terminal', async () => {
    const tty = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
    Object.defineProperty(process.stdin, 'isTTY', { value: true, configurable: true });
    try {
      claimStandardInput('the cover');
      assert.throws(() => claimStandardInput('the passphrase'), { code: 'conflicting-options' });
      await assert.rejects(
        readStandardInput(),
        /^Error: Expected the cover on standard input but it is a terminal/,
      );
    } finally {
      if (tty) Object.defineProperty(process.stdin, 'isTTY', tty);
      else Reflect.deleteProperty(process.stdin, 'isTTY');
    }
  });
});

describe('a signal', { skip: process.platform === 'win32' && 'Windows has no signals' }, () => {
  /** Says when the handlers are there. */
  const node = [
    '--import',
    'data:text/javascript,process.on("newListener",(n)=>{if(n==="SIGTERM")process._rawDebug("armed")})',
  ];
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal} ends a command that waits for its input, with ${code}`, async () => {
      const cwd = await temporaryFolder();
      let sent = false;
      const ended = await streamed(['hide', '-', '--in', cover, '--out', 'a.png', '--json'], undefined, {
        cwd,
        node,
        onError(text, pid) {
          if (sent || !text.includes('armed')) return;
          sent = true;
          process.kill(pid, signal);
        },
      });
      assert.equal(ended.code, code, ended.err);
      assert.deepEqual(JSON.parse(ended.out.toString()), {
        error: { code: 'interrupted', message: 'Interrupted' },
      });
      assert.deepEqual(await readdir(cwd), []);
    });
  }
});
