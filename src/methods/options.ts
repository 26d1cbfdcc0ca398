/**
 * The options of a method, as data: the command line's options, their help, the controls of the page and the checks of the
 * library come from it.
 */
import type { CodedError } from '../errors/coded.ts';
import { coded } from '../errors/coded.ts';

/** When an option applies. */
export type OptionPhase = 'hide' | 'reveal';

interface OptionBasics {
  /** One line for people, a verb or a noun first; it names neither the method nor the default. */
  readonly help: string;
  /** The default, in the words of the help; left out if the help already says it. */
  readonly default?: string | number;
  /** The default for revealing, if it differs. */
  readonly revealDefault?: string;
  /** When it applies; by default only for hiding. */
  readonly phases?: readonly OptionPhase[];
  /** Its label on the page; an option without one is not on the page. */
  readonly label?: string;
  /** Values of other options with which it does not apply. */
  readonly unless?: Readonly<Record<string, readonly unknown[]>>;
  /** Whether it applies only to secrets that are pictures. */
  readonly forPictures?: boolean;
  /** Whether an evaluation can use it; true by default. */
  readonly measurable?: boolean;
}

/** One of several words. */
export interface ChoiceOption extends OptionBasics {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  /** The labels of the choices on the page, in their order. */
  readonly labels?: readonly string[];
  /** A placeholder for a list of choices that is too long to read. */
  readonly expected?: string;
}

/** A number. */
export interface NumberOption extends OptionBasics {
  readonly kind: 'number';
  readonly placeholder: string;
  readonly least: number;
  readonly most: number;
  /** Whether only whole numbers are allowed. */
  readonly whole?: boolean;
  /** Whether `least` itself is too small. */
  readonly above?: boolean;
  /** Only these numbers are allowed. */
  readonly values?: readonly number[];
}

/** A word, or a number. */
export interface WordOrNumberOption extends OptionBasics {
  readonly kind: 'word-or-number';
  readonly placeholder: string;
  readonly words: readonly string[];
  /** The labels of the words on the page, in their order; a word without one is not offered there. */
  readonly labels?: readonly string[];
  readonly least: number;
  readonly most: number;
  /** Words that an evaluation cannot measure, with the reason. */
  readonly unmeasurable?: Readonly<Record<string, string>>;
  /** Words with a flag of their own on the command line: `--lossless` for `--quality lossless`. */
  readonly flags?: readonly string[];
}

/** Something that is asked for or not. */
export interface FlagOption extends OptionBasics {
  readonly kind: 'flag';
}

/** Any text, such as a name or a folder. Programs may pass an object instead. */
export interface TextOption extends OptionBasics {
  readonly kind: 'text';
  readonly placeholder: string;
}

/** An option of a method. */
export type MethodOption = ChoiceOption | NumberOption | WordOrNumberOption | FlagOption | TextOption;

/** The options of a method by their names, in the order of the help. */
export type MethodOptionTable = Readonly<Record<string, MethodOption>>;

/** Values of options by their names; `undefined` is left out. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** The allowed values of an option, in words: `auto, lossless or 1 to 100`. */
export function expectedOf(option: MethodOption): string {
  switch (option.kind) {
    case 'choice':
      return option.expected ?? listed(option.choices);
    case 'number':
      if (option.values !== undefined) return listed(option.values.map(String));
      return `a ${option.whole === true ? 'whole ' : ''}number ${option.above === true ? 'above' : 'of at least'} ${option.least} and at most ${option.most}`;
    case 'word-or-number':
      return `${option.words.join(', ')} or a whole number from ${option.least} to ${option.most}`;
    case 'flag':
      return 'true or false';
    case 'text':
      return 'a name';
  }
}

/** Whether a value fits its option. */
export function fits(option: MethodOption, value: unknown): boolean {
  switch (option.kind) {
    case 'choice':
      return typeof value === 'string' && option.choices.includes(value);
    case 'number':
      return isWithin(option, value);
    case 'word-or-number':
      return (
        (typeof value === 'string' && option.words.includes(value)) ||
        isWithin({ ...option, kind: 'number', whole: true }, value)
      );
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null);
  }
}

/**
 * The value that a text stands for.
 *
 * @throws RangeError `bad-option` if it stands for none.
 */
export function parseOption(name: string, option: MethodOption, text: string): unknown {
  const isNumber =
    option.kind === 'number' || (option.kind === 'word-or-number' && !option.words.includes(text));
  const value = isNumber && text.trim() !== '' ? Number(text) : text;
  if (!fits(option, value)) throw badOption(name, option, text);
  return value;
}

/**
 * Checks values against a method's options.
 *
 * @param method - its name.
 * @param values - of options, by name.
 * @returns the values that were given, without those that are `undefined`.
 * @throws TypeError `foreign-option` for an option that the method does not have; RangeError `bad-option` for a value that does not fit.
 */
export function checkOptions(
  { name: method, options }: { readonly name: string; readonly options: MethodOptionTable },
  values: OptionValues,
): OptionValues {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    const option = options[name];
    if (option === undefined) {
      throw coded(new TypeError(`The method ${method} has no option ${name}`), 'foreign-option', {
        option: name,
        method,
      });
    }
    // A map or an open model is checked by the method that takes it.
    if (typeof value !== 'object' && !fits(option, value)) throw badOption(name, option, value);
  }
  return Object.fromEntries(given);
}

function badOption(name: string, option: MethodOption, value: unknown): RangeError & CodedError {
  const expected = expectedOf(option);
  return coded(
    new RangeError(`Expected ${expected} for ${name} but received ${String(value)}`),
    'bad-option',
    {
      option: name,
      expected,
      received: String(value),
    },
  );
}

function isWithin({ least, most, whole, above, values }: NumberOption, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (values !== undefined) return values.includes(value);
  if (whole === true && !Number.isInteger(value)) return false;
  return value <= most && (above === true ? value > least : value >= least);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
