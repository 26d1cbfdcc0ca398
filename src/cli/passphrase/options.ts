/**
 * The sources of passphrases for commands: the terminal, files, standard input, the environment. Never an argument, which process lists
 * and shell histories show.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { coded } from '../../errors/coded.ts';
import { passphraseStrength } from '../../keys/passphrase-strength.ts';
import { claimStandardInput } from '../standard-input.ts';
import { note } from '../terminal.ts';
import type { Questioner } from './ask.ts';
import { readPhraseFile } from './phrase-file.ts';
import { badPhrase, phraseFromText } from './phrase-text.ts';

/** The environment variable that is read if no option gives a passphrase. */
const VARIABLE = 'PENTIMENTO_PASSPHRASE';

/** A place that an option names; `undefined` is the terminal. */
interface Source {
  readonly file: string | undefined;
}

/** The values of the options of `addPassphraseOptions`: both hold the same list, in the order in which they were typed. */
export interface PassphraseFlags {
  readonly passphrase?: readonly Source[];
  readonly passphraseFile?: readonly Source[];
}

const DESCRIPTIONS = {
  hide: [
    'ask for the passphrase on the terminal, twice; without one anyone can reveal. With several secrets asks for each',
    'file with the passphrase, one line of UTF-8; - is standard input. With several secrets one for each, in their order',
  ],
  reveal: [
    'ask for the passphrase on the terminal',
    'file with the passphrase it was hidden with; - is standard input. Given several times, each is tried',
  ],
} as const;

/** Adds `--passphrase` and `--passphrase-file`, and names the environment variable in the help. */
export function addPassphraseOptions(command: Command, purpose: keyof typeof DESCRIPTIONS): Command {
  const sources: Source[] = [];
  const collect = (file: string | undefined): readonly Source[] => {
    sources.push({ file });
    return sources;
  };
  const [asked, file] = DESCRIPTIONS[purpose];
  return command
    .option('--passphrase', asked, () => collect(undefined))
    .option('--passphrase-file <file>', file, collect)
    .addHelpText(
      'after',
      `
Environment:
  ${VARIABLE}  the passphrase where no option gives one; every program of the same user can read it there`,
    );
}

/**
 * Refuses a passphrase as an argument before it could be printed in a message or taken for a file name: `--passphrase=...`, and any
 * word after `--passphrase` that is not a file.
 *
 * @param args - the arguments of the command line.
 * @throws RangeError (`bad-option`) that does not repeat it.
 */
export function refusePhraseArguments(args: readonly string[]): void {
  const end = args.indexOf('--');
  for (const [index, argument] of args.slice(0, end < 0 ? undefined : end).entries()) {
    const next = args[index + 1];
    const isPhrase =
      /^--pass(?!phrase-file=)[^=]*=/i.test(argument) ||
      (argument === '--passphrase' && next !== undefined && !isFileOrOption(next));
    if (!isPhrase) continue;
    throw coded(
      new RangeError(
        'Expected nothing after --passphrase, which asks on the terminal, but received something that is no file. Never type a passphrase ' +
          'into a command: others can see it there and the shell remembers it, so choose another one if this was yours',
      ),
      'bad-option',
      { option: '--passphrase' },
    );
  }
}

function isFileOrOption(argument: string): boolean {
  return /^(-|-[a-z]|--|--[a-z][a-z-]*(=.*)?)$/i.test(argument) || existsSync(argument);
}

/**
 * A passphrase for each secret; `undefined` if there is none at all.
 *
 * @throws RangeError if there is not one for each secret (`conflicting-options`), or one cannot be used (`bad-passphrase`).
 */
export async function hidingPassphrases(
  flags: PassphraseFlags,
  secrets: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const sources = completed(sourcesOf(flags), secrets.length);
  if (sources.length === 0) {
    const phrase = fromEnvironment();
    if (phrase !== undefined && secrets.length === 1) return [phrase];
    if (phrase === undefined && secrets.length === 1) return [undefined];
  }
  if (sources.length !== secrets.length) {
    throw coded(
      new RangeError(
        secrets.length === 1
          ? `Expected one --passphrase-file or --passphrase for one secret but received ${sources.length}`
          : `Expected a --passphrase-file for each of ${secrets.length} secrets but received ${sources.length}; --passphrase asks for each`,
      ),
      'conflicting-options',
      { secrets: secrets.length, passphrases: sources.length },
    );
  }
  const several = secrets.length > 1;
  return phrasesOf(sources, (index) => (several ? ` for ${nameOf(secrets[index]!)}` : ''), true);
}

/**
 * The passphrases to reveal with, as the library's `reveal` takes them. Prints a note about one that is only
 * blanks.
 *
 * @throws RangeError where one cannot be used (`bad-passphrase`).
 */
export async function revealingPassphrases(
  flags: PassphraseFlags,
): Promise<{ readonly passphrase?: string; readonly passphrases?: readonly string[] }> {
  const sources = sourcesOf(flags);
  const fallback = sources.length === 0 ? fromEnvironment() : undefined;
  const several = sources.length > 1;
  const phrases =
    fallback === undefined
      ? await phrasesOf(sources, (index) => (several ? ` ${index + 1} of ${sources.length}` : ''), false)
      : [fallback];
  for (const [index, phrase] of phrases.entries()) {
    if (passphraseStrength(phrase).blank)
      note(`Note: The passphrase${several ? ` ${index + 1}` : ''} is nothing but blanks`);
  }
  if (phrases.length === 0) return {};
  return several ? { passphrases: phrases } : { passphrase: phrases[0]! };
}

/** The files that passphrases are read from; no result may replace them. */
export function phraseFiles(flags: PassphraseFlags): string[] {
  return sourcesOf(flags).flatMap(({ file }) => (file === undefined || file === '-' ? [] : [file]));
}

function sourcesOf({ passphrase, passphraseFile }: PassphraseFlags): readonly Source[] {
  return passphrase ?? passphraseFile ?? [];
}

function nameOf(secret: string): string {
  return secret === '-' ? 'standard input' : basename(secret);
}

/** A single `--passphrase` asks, at its place, for all secrets without another option. */
function completed(sources: readonly Source[], secrets: number): readonly Source[] {
  const asked = sources.filter(({ file }) => file === undefined).length;
  const missing = secrets - sources.length;
  return asked === 1 && missing > 0
    ? sources.flatMap((source) => (source.file === undefined ? Array(missing + 1).fill(source) : [source]))
    : sources;
}

/** Reads files first, so that no passphrase is typed in vain. */
async function phrasesOf(
  sources: readonly Source[],
  name: (index: number) => string,
  twice: boolean,
): Promise<string[]> {
  const phrases: (string | undefined)[] = [];
  for (const { file } of sources) if (file === '-') claimStandardInput('--passphrase-file');
  for (const { file } of sources) phrases.push(file === undefined ? undefined : await readPhraseFile(file));
  if (!phrases.includes(undefined)) return phrases as string[];
  const { openQuestioner } = await import('./ask.ts');
  const questioner: Questioner = openQuestioner();
  try {
    const all: string[] = [];
    for (const [index, phrase] of phrases.entries()) {
      all.push(phrase ?? (await questioner.ask(name(index), twice)));
    }
    return all;
  } finally {
    questioner.close();
  }
}

/** The value of the variable; child processes do not inherit it. */
function fromEnvironment(): string | undefined {
  const text = process.env[VARIABLE];
  if (text === undefined) return undefined;
  delete process.env[VARIABLE];
  if (text === '') {
    throw badPhrase(
      `Expected a passphrase in the environment variable ${VARIABLE} but it is empty; unset it to go on without one`,
    );
  }
  return phraseFromText(text, `the environment variable ${VARIABLE}`, 'variable');
}
