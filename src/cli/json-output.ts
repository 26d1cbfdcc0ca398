/**
 * `--json`, which means the same in every command: one JSON document on standard output, with the result or the error. With `--out -`
 * the result goes to standard output, and the document to standard error.
 */
import { CommanderError } from 'commander';
import type { ErrorCode } from '../errors/coded.ts';
import { errorCode } from '../errors/coded.ts';
import { STREAM } from './inputs.ts';

/** Commands whose `--json` used to take a file. */
const TOOK_A_FILE: ReadonlySet<string> = new Set(['evaluate', 'detect', 'audit']);

/**
 * Rewrites the old spelling of arguments: in commands that write reports, `--json results.json` becomes `--json-file results.json`.
 * Only a value that ends in `.json` counts as a file; none of these commands reads such files.
 *
 * @param args - arguments from the shell, the command first.
 */
export function modernArguments(args: readonly string[]): string[] {
  const modern: string[] = [];
  const command = args.find((arg) => !arg.startsWith('-'));
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const value = args[index + 1];
    const isOld = index < end && command !== undefined && TOOK_A_FILE.has(command);
    if (isOld && arg === '--json' && value !== undefined && /^[^-].*\.json$/i.test(value)) {
      modern.push('--json-file', value);
      index++;
    } else if (isOld && arg.startsWith('--json=')) {
      modern.push(`--json-file=${arg.slice('--json='.length)}`);
    } else {
      modern.push(arg);
    }
  }
  return modern;
}

/**
 * Whether arguments ask for JSON. This is checked before they are parsed, because errors in them are reported as JSON, too.
 */
export function asksForJson(args: readonly string[]): boolean {
  return beforeEnd(args).includes('--json');
}

/** Whether the result itself goes to standard output, so that text must not. */
export function asksForStream(args: readonly string[]): boolean {
  const options = beforeEnd(args);
  return options.some(
    (arg, index) => arg === `--out=${STREAM}` || (arg === '--out' && options[index + 1] === STREAM),
  );
}

function beforeEnd(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

/** A thrown error as JSON: `{"error":{"code":..,"message":..}}`. */
export function errorJson(error: unknown, message: string): string {
  return JSON.stringify({ error: { code: codeOf(error), message } });
}

const USAGE_CODES: Readonly<Record<string, ErrorCode>> = {
  'commander.missingArgument': 'missing-option',
  'commander.missingMandatoryOptionValue': 'missing-option',
  'commander.optionMissingArgument': 'missing-option',
  'commander.conflictingOption': 'conflicting-options',
};

/** Compared by name: importing the classes would load all of hiding. */
const NAMED_CODES: Readonly<Record<string, ErrorCode>> = {
  NothingHiddenError: 'nothing-hidden',
  DamagedContainerError: 'damaged-container',
  PayloadTooLargeError: 'payload-too-large',
  Interruption: 'interrupted',
};

function codeOf(error: unknown): ErrorCode {
  if (error instanceof CommanderError) return USAGE_CODES[error.code] ?? 'bad-option';
  const code = errorCode(error);
  return code === 'failed' && error instanceof Error ? (NAMED_CODES[error.name] ?? code) : code;
}
