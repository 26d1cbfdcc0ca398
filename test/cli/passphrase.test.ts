/** Where `pentimento hide` and `reveal` take passphrases from, without a terminal. */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import type { RunOptions } from './run-cli.ts';
import { pentimento } from './run-cli.ts';

const PASSPHRASE = 'staple anvil carpet moon';

/** Files that are read and never changed. */
let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 64, 64);
  await writeFile(at('letter.txt'), 'a letter');
  await writeFile(at('right.txt'), `${PASSPHRASE}\n`);
  await writeFile(at('wrong.txt'), 'wrong');
  await writeFile(at('other.txt'), 'other');
  await writeFile(at('blank.txt'), '   \n');
  await writeFile(at('two.txt'), 'line one\nline two\n');
  await hide({
    secret: at('letter.txt'),
    cover: at('cover.png'),
    container: at('container.png'),
    method: 'exact',
    passphrase: PASSPHRASE,
  });
});

const phraseFiles = (...names: string[]): string[] =>
  names.flatMap((name) => ['--passphrase-file', at(name)]);

const reveal = async (args: readonly string[], options: RunOptions = {}) =>
  pentimento(['reveal', at('container.png'), '--out', join(await temporaryFolder(), 'out.txt'), ...args], {
    detached: true,
    ...options,
  });

const hideLetters = async (names: readonly string[], args: readonly string[], options: RunOptions = {}) => {
  const folder = await temporaryFolder();
  const container = join(folder, 'out.png');
  const secrets = names.map(at);
  const finished = await pentimento(
    ['hide', ...secrets, '--in', at('cover.png'), '--out', container, '--method', 'exact', ...args],
    { detached: true, ...options },
  );
  return { ...finished, container, written: await readdir(folder) };
};

describe('a passphrase', { concurrency: 2 }, () => {
  it('comes from standard input', async () => {
    const { code, err } = await reveal(['--passphrase-file', '-'], { input: `${PASSPHRASE}\r\n` });
    assert.equal(code, 0, err);
    const two = await reveal(['--passphrase-file', '-'], { input: `${PASSPHRASE}\nmore\n` });
    assert.match(two.err, /^Expected one line with the passphrase in standard input but it has 2 lines;/);
    const none = await reveal(['--passphrase-file', '-']);
    assert.match(none.err, /^Expected a passphrase in standard input but the input is empty\n$/);
    const twice = await reveal(['--passphrase-file', '-', '--passphrase-file', '-'], { input: PASSPHRASE });
    assert.match(twice.err, /^Standard input \(-\) can be read once only, but was given for/);
    assert.deepEqual([two.code, none.code, twice.code], [1, 1, 1]);
  });

  it('comes from the environment where no option gives one', async () => {
    const env = { PENTIMENTO_PASSPHRASE: PASSPHRASE };
    const shown = await reveal([], { env });
    assert.equal(shown.code, 0, shown.err);
    const overruled = await reveal(phraseFiles('wrong.txt'), { env });
    assert.equal(overruled.code, 2);
    const hidden = await hideLetters(['letter.txt'], [], { env });
    assert.equal(hidden.code, 0, hidden.err);
    assert.equal(hidden.err, '');
    const known = await pentimento(
      ['reveal', hidden.container, '--out', await temporaryFolder(), ...phraseFiles('right.txt')],
      { detached: true },
    );
    assert.equal(known.code, 0, known.err);
  });

  it('is never left out in silence because the variable is empty', async () => {
    const { code, err, written } = await hideLetters(['letter.txt'], [], {
      env: { PENTIMENTO_PASSPHRASE: '' },
    });
    assert.equal(code, 1);
    assert.match(err, /variable PENTIMENTO_PASSPHRASE but it is empty; unset it to go on without one\n$/);
    assert.deepEqual(written, []);
  });

  it('of several files is tried one after the other, and named by its number', async () => {
    const [text, json, wrong] = [
      await reveal(phraseFiles('wrong.txt', 'right.txt', 'other.txt')),
      await reveal([...phraseFiles('other.txt', 'wrong.txt', 'right.txt'), '--json']),
      await reveal(phraseFiles('wrong.txt', 'other.txt')),
    ];
    assert.equal(text.code, 0, text.err);
    assert.match(text.out, /\nPassphrase 2 of 3 matched\n$/);
    assert.equal(JSON.parse(json.out).passphrase, 3);
    assert.deepEqual([wrong.code, wrong.out], [2, '']);
    assert.match(wrong.err, /^Nothing is hidden in .* for any of these 2 passphrases,/);
  });

  it('that is weak is warned of, one that is nothing but blanks in both directions', async () => {
    const { code, out } = await hideLetters(['letter.txt'], [...phraseFiles('wrong.txt'), '--json']);
    assert.equal(code, 0);
    assert.match(JSON.parse(out).warnings.at(-1), /^The passphrase is weak: at 1,000 guesses a second /);
    const blank = await hideLetters(['letter.txt'], phraseFiles('blank.txt'));
    assert.match(blank.err, /Note: The passphrase is nothing but blanks, which anyone guesses;/);
    const shown = await reveal(phraseFiles('blank.txt'));
    assert.match(shown.err, /^Note: The passphrase is nothing but blanks\nNothing is hidden in /);
  });

  it('is asked for on a terminal only, and where there is none that is said', async () => {
    const { code, out, err } = await reveal(['--passphrase']);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^Expected a terminal .* there is none; give --passphrase-file <file>, .*\n$/);
    for (const way of ['--passphrase-file -', 'PENTIMENTO_PASSPHRASE']) assert.ok(err.includes(way));
  });

  it('is needed once for every secret', async () => {
    const letters = ['letter.txt', 'right.txt'];
    const one = await hideLetters(letters, phraseFiles('other.txt'));
    assert.match(
      one.err,
      /^Expected a --passphrase-file for each of 2 secrets but received 1; --passphrase /,
    );
    const two = await hideLetters(['letter.txt'], phraseFiles('other.txt', 'right.txt'));
    assert.match(two.err, /^Expected one --passphrase-file or --passphrase for one secret but received 2\n$/);
    const variable = await hideLetters(letters, [], { env: { PENTIMENTO_PASSPHRASE: PASSPHRASE } });
    assert.match(variable.err, /^Expected a --passphrase-file for each of 2 secrets but received 0/);
    assert.deepEqual([one.code, two.code, variable.code], [1, 1, 1]);
    assert.deepEqual([...one.written, ...two.written, ...variable.written], []);
  });

  it('of more than one line is refused with the number of lines', async () => {
    const { code, err, written } = await hideLetters(['letter.txt'], phraseFiles('two.txt'));
    assert.equal(code, 1);
    assert.match(err, /^Expected one line .*two\.txt but it has 2 lines; leave only the passphrase in it\n$/);
    assert.deepEqual(written, []);
  });
});

describe('a passphrase as an argument is refused and not repeated', { concurrency: 2 }, () => {
  const cases: readonly (readonly string[])[] = [
    ['--passphrase', 'hunter2'],
    ['--passphrase=hunter2'],
    ['--passphrase=hunter2 hunter2'],
    ['--passphrase', '-hunter2'],
    ['--passphrase', 'hunter2', '--json'],
    ['--password=hunter2'],
    ['--pass=hunter2'],
    ['--json', '--Passphrase=hunter2'],
  ];
  for (const args of cases) {
    it(args.join(' '), async () => {
      for (const run of [await hideLetters(['letter.txt'], args), await reveal(args)]) {
        assert.equal(run.code, 1);
        const said = args.includes('--json') ? JSON.parse(run.out).error.message : run.err.trimEnd();
        assert.match(
          said,
          /^Expected nothing after --passphrase, .* so choose another one if this was yours$/,
        );
        assert.doesNotMatch(run.out + run.err, /hunter2/);
      }
    });
  }

  it('but a file may follow the option', async () => {
    const { err } = await pentimento(
      ['reveal', '--passphrase', at('container.png'), '--out', at('none.txt')],
      {
        detached: true,
      },
    );
    assert.match(err, /^Expected a terminal to ask for the passphrase/);
  });
});

it('the help names the environment variable and its risk', async () => {
  for (const command of ['hide', 'reveal']) {
    const { out } = await pentimento([command, '--help']);
    assert.match(
      out,
      /PENTIMENTO_PASSPHRASE {2}the passphrase .*; every program of the same user can read it/,
    );
    assert.match(out, /--passphrase {2,}ask for the passphrase on the terminal/);
  }
});
