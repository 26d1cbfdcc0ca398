/** Asking for passphrases on a terminal, in a real one. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { NO_TERMINAL, pentimentoInTerminal } from './run-in-terminal.ts';

const PASSPHRASE = 'Stapel Amboß Teppich Mond';
const ENTER = '\r';

let files: string;
const at = (name: string): string => join(files, name);

describe('a terminal', { skip: NO_TERMINAL, concurrency: 2 }, () => {
  before(async () => {
    files = await temporaryFolder();
    await writeSample('kodim23.png', at('cover.png'), 96, 96);
    await writeFile(at('letter.txt'), 'a letter');
    await writeFile(at('other.txt'), 'another letter');
    await writeFile(at('bob.txt'), 'granite violin oyster lamp\n');
  });

  const hide = (container: string, names: readonly string[], ...more: readonly string[]) => [
    'hide',
    ...names.map(at),
    '--in',
    at('cover.png'),
    '--out',
    container,
    '--method',
    'exact',
    ...more,
  ];
  const revealed = async (container: string, passphrase: string): Promise<string> => {
    const { secret } = await reveal({ container, passphrase, secret: await temporaryFolder() });
    return readFile(secret, 'utf8');
  };

  it('asks twice without an echo, again after a slip, and hides with what was typed', async () => {
    const container = join(await temporaryFolder(), 'out.png');
    const run = await pentimentoInTerminal(hide(container, ['letter.txt'], '--passphrase'), [
      ['Passphrase: ', `${PASSPHRASE}${ENTER}`],
      ['The same again: ', `slip of the finger${ENTER}`],
      // Two characters deleted, of two bytes each.
      ['The two differ.\r\nPassphrase: ', `Stapel Amboöä\x7f\x7fß Teppich Mond${ENTER}`],
      ['The same again: ', `${PASSPHRASE}${ENTER}`],
    ]);
    assert.equal(run.code, 0, run.shown);
    assert.deepEqual(run.echo, [false, false, false, false]);
    assert.equal(run.after, true);
    assert.doesNotMatch(run.shown, /Stapel|Amb|Teppich|Mond|slip|finger/);
    assert.equal(await revealed(container, PASSPHRASE), 'a letter');
  });

  it('gives up after three tries and hides nothing', async () => {
    const folder = await temporaryFolder();
    const run = await pentimentoInTerminal(hide(join(folder, 'out.png'), ['letter.txt'], '--passphrase'), [
      ['Passphrase: ', `one${ENTER}`],
      ['again: ', `two${ENTER}`],
      ['Passphrase: ', ENTER],
      ['Expected at least one character.\r\nPassphrase: ', `five${ENTER}`],
      ['again: ', `six${ENTER}`],
    ]);
    assert.equal(run.code, 1);
    assert.match(run.shown, /Expected the same passphrase twice but received none in 3 tries\r\n$/);
    assert.equal(run.after, true);
    assert.deepEqual(await readdir(folder), []);
  });

  it('ends with 130 at Ctrl-C, and echoes again', async () => {
    const folder = await temporaryFolder();
    const args = hide(join(folder, 'out.png'), ['letter.txt'], '--passphrase');
    const first = await pentimentoInTerminal(args, [['Passphrase: ', 'half a phr\x03']]);
    assert.deepEqual([first.code, first.after], [130, true], first.shown);
    assert.match(first.shown, /Interrupted\r\n$/);
    assert.doesNotMatch(first.shown, /half/);
    const second = await pentimentoInTerminal(args, [
      ['Passphrase: ', `${PASSPHRASE}${ENTER}`],
      ['again: ', '\x03'],
    ]);
    assert.deepEqual([second.code, second.after], [130, true], second.shown);
    assert.deepEqual(await readdir(folder), []);
  });

  it('echoes again where the process is told to end', async () => {
    const run = await pentimentoInTerminal(
      ['reveal', at('cover.png'), '--out', at('none.png'), '--passphrase'],
      [['Passphrase: ', 'half']],
      { signal: constants.signals.SIGTERM },
    );
    assert.notEqual(run.code, 0);
    assert.equal(run.after, true);
  });

  it('asks once for each secret that no file has a passphrase for, by its name', async () => {
    const container = join(await temporaryFolder(), 'out.png');
    const run = await pentimentoInTerminal(
      hide(container, ['letter.txt', 'other.txt'], '--passphrase', '--passphrase-file', at('bob.txt')),
      [
        ['Passphrase for letter.txt: ', `${PASSPHRASE}${ENTER}`],
        ['again: ', `${PASSPHRASE}${ENTER}`],
      ],
    );
    assert.equal(run.code, 0, run.shown);
    assert.equal(await revealed(container, PASSPHRASE), 'a letter');
    assert.equal(await revealed(container, 'granite violin oyster lamp'), 'another letter');

    const asked = await pentimentoInTerminal(hide(container, ['letter.txt', 'other.txt'], '--passphrase'), [
      ['Passphrase for letter.txt: ', `one${ENTER}`],
      ['again: ', `one${ENTER}`],
      ['Passphrase for other.txt: ', '\x03'],
    ]);
    assert.equal(asked.code, 130, asked.shown);
  });

  it('is asked even where standard input is a file, and once where something is revealed', async () => {
    const container = join(await temporaryFolder(), 'out.png');
    const args = hide(container, ['letter.txt'], '--passphrase');
    const typed = `${PASSPHRASE}${ENTER}`;
    const hidden = await pentimentoInTerminal(
      args,
      [
        ['Passphrase: ', typed],
        ['again: ', typed],
      ],
      { input: '/dev/null' },
    );
    assert.equal(hidden.code, 0, hidden.shown);
    assert.deepEqual([hidden.echo, hidden.after], [[false, false], true]);
    const shown = await pentimentoInTerminal(
      ['reveal', container, '--out', join(await temporaryFolder(), 'out.txt'), '--passphrase'],
      [['Passphrase: ', typed]],
    );
    assert.equal(shown.code, 0, shown.shown);
    assert.doesNotMatch(shown.shown, /again/);
  });

  it('never takes a passphrase as standard input, which it would show', async () => {
    const args = ['reveal', at('cover.png'), '--out', at('none.png'), '--passphrase-file', '-'];
    const run = await pentimentoInTerminal(args, []);
    assert.equal(run.code, 1);
    assert.match(run.shown, /it is a terminal, which would show the passphrase; use --passphrase/);
  });
});
