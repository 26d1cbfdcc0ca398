/**
 * Asks for passphrases on the terminal, without showing them.
 */
import { openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import { coded } from '../../errors/coded.ts';
import { claimStandardInput } from '../standard-input.ts';
import { interruption } from '../terminal.ts';
import { badPhrase } from './phrase-text.ts';

/** How often a passphrase may be mistyped. */
const TRIES = 3;

/** A terminal on which passphrases are typed; close it after the last one. */
export interface Questioner {
  /**
   * Asks for one passphrase.
   *
   * @param name - what it is for, printed after "Passphrase"; empty if there is only one.
   * @param twice - asks again, so that a typing error is noticed.
   * @throws RangeError (`bad-passphrase`) after three tries; the interruption of Ctrl-C, which exits with
   *   130.
   */
  readonly ask: (name: string, twice: boolean) => Promise<string>;
  readonly close: () => void;
}

/**
 * Opens the terminal: standard input if it is one, otherwise the terminal that started the process, so that standard input stays
 * free for files.
 *
 * @throws RangeError (`missing-option`) if there is none.
 */
export function openQuestioner(): Questioner {
  const { input, say, release } = openTerminal();
  // Readline edits the line and restores the terminal; its echo is discarded, and it keeps no history.
  const lines = createInterface({
    input,
    output: new Writable({ write: (_chunk, _encoding, done) => done() }),
    terminal: true,
    historySize: 0,
    crlfDelay: Infinity,
  });
  const typed: string[] = [];
  let waiting:
    | { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }
    | undefined;
  let ended: Error | undefined;
  lines.on('line', (line) => {
    if (waiting === undefined) typed.push(line);
    else waiting.resolve(line);
    waiting = undefined;
  });
  const end = (error: Error): void => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = undefined;
  };
  lines.on('SIGINT', () => end(interruption()));
  lines.on('close', () => end(badPhrase('Expected a passphrase but the input of the terminal ended')));

  const read = async (prompt: string): Promise<string> => {
    say(prompt);
    try {
      return await new Promise<string>((resolve, reject) => {
        if (ended !== undefined) reject(ended);
        else if (typed.length > 0) resolve(typed.shift()!);
        else waiting = { resolve, reject };
      });
    } finally {
      say('\n');
    }
  };

  const ask = async (name: string, twice: boolean): Promise<string> => {
    let problem = '';
    for (let tries = 0; tries < TRIES; tries++) {
      if (problem !== '') say(`${problem}\n`);
      const phrase = await read(`Passphrase${name}: `);
      if (phrase === '') {
        problem = 'Expected at least one character.';
        continue;
      }
      if (!twice || (await read('The same again: ')) === phrase) return phrase;
      problem = 'The two differ.';
    }
    throw badPhrase(
      `Expected ${twice ? 'the same passphrase twice' : 'a passphrase'} but received none in ${TRIES} tries`,
    );
  };

  return {
    ask,
    close: () => {
      lines.close();
      release();
    },
  };
}

interface Terminal {
  readonly input: ReadStream;
  /** Writes to standard error if it is a terminal, otherwise to the terminal itself. */
  readonly say: (text: string) => void;
  readonly release: () => void;
}

function openTerminal(): Terminal {
  const device = terminalDevice();
  const say = (text: string): void => {
    if (device === undefined || process.stderr.isTTY) process.stderr.write(text);
    else writeSync(device, text);
  };
  if (process.stdin.isTTY) {
    claimStandardInput('the question for the passphrase');
    return { input: process.stdin, say, release: () => process.stdin.unref() };
  }
  if (device === undefined) {
    throw coded(
      new RangeError(
        'Expected a terminal to ask for the passphrase on (--passphrase) but there is none; give --passphrase-file <file>, ' +
          '--passphrase-file - for standard input, or the environment variable PENTIMENTO_PASSPHRASE',
      ),
      'missing-option',
    );
  }
  const input = new ReadStream(device);
  return { input, say, release: () => input.destroy() };
}

/** The terminal that started the process; Windows has no such name. */
function terminalDevice(): number | undefined {
  try {
    return openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
}
