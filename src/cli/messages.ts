/**
 * What the library says, in the words of the command line: with the option as it is typed, and with the way out. Any other message is
 * good as it is.
 */
import { extname } from 'node:path';
import type { CodedError, ErrorCode, ErrorDetails } from '../errors/coded.ts';
import { isCoded } from '../errors/coded.ts';
import { media } from '../media/media.ts';
import { methodFor, methods } from '../methods/registry.ts';
import { kebab } from './method-options.ts';

type Words = (details: ErrorDetails, message: string) => string | undefined;

const WORDS: Partial<Record<ErrorCode, Words>> = {
  'output-exists': ({ path }) =>
    path === undefined ? undefined : `${path} exists; add --overwrite to replace it, or give another name`,
  'foreign-option': ({ option, method, phase }) => {
    const owners = methods().filter(
      ({ options }) => phase === undefined && options[String(option)] !== undefined,
    );
    if (owners.length === 0) return undefined;
    const names = listed(owners.map(({ name }) => name));
    return `--${kebab(String(option))} does nothing with --method ${method}; it belongs to --method ${names}`;
  },
  'bad-option': ({ option, expected, received, reason }) => {
    if (option === undefined || received === undefined) return undefined;
    const flag = `--${kebab(String(option))}`;
    if (reason !== undefined) return `${flag} ${received} cannot be measured: ${reason}`;
    return expected === undefined ? undefined : `Expected ${expected} for ${flag} but received ${received}`;
  },
  'missing-option': ({ option }, message) =>
    option === undefined ? undefined : `${message}; add --${kebab(String(option))}`,
  'cover-too-fine': (_, message) => `${message}; --force hides in it all the same`,
  'output-format': ({ path, what }, message) => {
    if (what !== 'container') return undefined;
    const medium = media().find(({ endings }) => endings.includes(extname(String(path)).toLowerCase()));
    const method = medium && methodFor(medium.kind);
    return method && `${message}; --method ${method.name} hides in such a file`;
  },
  'file-missing': ({ file, option, purpose }, message) => {
    if (file !== undefined) return `${file} does not exist`;
    return purpose === undefined ? undefined : message.replace(String(purpose), `for --${option}`);
  },
  'training-exists': ({ path }) =>
    `There is a training in ${path} already. Use --resume to go on with it, or another folder.`,
  'weights-mismatch': (_, message) => `${message}; the settings of its network belong into --config`,
  'model-missing': ({ id }, message) =>
    id === undefined
      ? message.replace(' for the model but', ' for --model but')
      : message.replace('name its folder as the model', 'give its folder with --model'),
  'not-a-picture': (details, message) => orAsAFile(details, message, '; hide'),
  'unsupported-picture': orAsAFile,
  'damaged-picture': orAsAFile,
  'picture-too-large': orAsAFile,
};

/**
 * The message for people of whatever was thrown.
 */
export function cliMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!isCoded(error)) return message;
  const { code, details }: CodedError = error;
  return WORDS[code]?.(details, message) ?? message;
}

/** Where a secret cannot be hidden as a picture, some other method hides it as a file. */
function orAsAFile({ others }: ErrorDetails, message: string, instead = ', or hide'): string | undefined {
  if (!Array.isArray(others) || others.length === 0) return undefined;
  return `${message}${instead} it as a file with --method ${listed(others.map(String))}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
