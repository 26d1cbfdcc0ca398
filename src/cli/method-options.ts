/**
 * The options of methods on the command line, from the registry: a registered method has its options here, in the help and in the
 * checks, without another line.
 */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { coded, isCoded } from '../errors/coded.ts';
import { media } from '../media/media.ts';
import type { Method } from '../methods/method.ts';
import type { MethodOption, OptionPhase, OptionValues } from '../methods/options.ts';
import { expectedOf, parseOption } from '../methods/options.ts';
import { DEFAULT_METHOD, methodFor, methods } from '../methods/registry.ts';

/** An option of one or several methods, each with its own kind of it. */
interface SharedOption {
  readonly name: string;
  /** That of the first method. */
  readonly option: MethodOption;
  readonly of: readonly Method[];
}

/** The parsed flags that concern methods. */
export type MethodFlags = Readonly<Record<string, unknown>> & { readonly method?: string };

/**
 * Adds `--method`, with a few words about each.
 *
 * @param help - in place of these words.
 * @param kind - only methods that hide in this medium.
 * @param others - choices that are no methods of hiding.
 */
export function methodOption(
  help?: string,
  kind?: string,
  others: readonly { readonly name: string; readonly summary: string }[] = [],
): Option {
  const choices = [...methods(kind), ...others];
  const known = choices.map(({ name, summary }) => `${name} (${summary})`);
  return new Option(
    '--method <name>',
    `${help ?? known.join(', ')} (default: ${defaultMethods(kind)})`,
  ).choices(choices.map(({ name }) => name));
}

/** The method used when none is named, by the kind of file where that makes a difference. */
function defaultMethods(kind: string | undefined): string {
  const others = media().flatMap(({ kind: own, endings }) => {
    const method = methodFor(own);
    return kind !== undefined || method === undefined || method.name === DEFAULT_METHOD
      ? []
      : [`${method.name} for ${endings[0]}`];
  });
  return [DEFAULT_METHOD, ...others].join(', ');
}

/** Adds the options that methods have in a phase; `measurable` leaves out options that an evaluation cannot use. */
export function addMethodOptions(
  command: Command,
  phase: OptionPhase,
  { measurable = false }: { readonly measurable?: boolean } = {},
): Command {
  for (const { name, option, of } of sharedOptions(phase, measurable ? 'picture' : undefined)) {
    if (measurable && option.measurable === false) continue;
    command.addOption(flagOf(name, option, of, phase));
    if (option.kind !== 'word-or-number') continue;
    for (const word of option.flags ?? []) {
      command.addOption(new Option(`--${word}`, `${owners(of)}the same as --${kebab(name)} ${word}`));
    }
  }
  return command;
}

/**
 * The values of the methods' options among parsed flags.
 *
 * @throws Error where two of them contradict each other.
 */
export function methodValues(flags: MethodFlags, phase: OptionPhase): OptionValues {
  const values: Record<string, unknown> = {};
  for (const { name, option } of sharedOptions(phase)) {
    if (flags[name] !== undefined) values[name] = flags[name];
    if (option.kind !== 'word-or-number') continue;
    for (const word of option.flags ?? []) {
      if (flags[word] !== true) continue;
      if (values[name] !== undefined && values[name] !== word) {
        throw coded(
          new Error(`Expected --${word} or --${kebab(name)} ${values[name]} but received both`),
          'conflicting-options',
        );
      }
      values[name] = word;
    }
  }
  return values;
}

/** The flag of an option: `constraintHeight` is `--constraint-height`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function sharedOptions(phase: OptionPhase, kind?: string): SharedOption[] {
  const shared = new Map<string, SharedOption>();
  for (const method of methods(kind)) {
    for (const [name, option] of Object.entries(method.options)) {
      if (!(option.phases ?? ['hide']).includes(phase)) continue;
      const known = shared.get(name);
      shared.set(
        name,
        known === undefined ? { name, option, of: [method] } : { ...known, of: [...known.of, method] },
      );
    }
  }
  return [...shared.values()];
}

function flagOf(name: string, option: MethodOption, of: readonly Method[], phase: OptionPhase): Option {
  const flag = `--${kebab(name)}`;
  const placeholder = 'placeholder' in option ? option.placeholder : 'name';
  const help = helpOf(name, of, phase);
  if (option.kind === 'flag') return new Option(flag, help);
  const made = new Option(`${flag} <${placeholder}>`, help);
  const kinds = of.map(({ options }) => options[name]!);
  if (kinds.every((own) => own.kind === 'choice' && own.expected === undefined)) {
    return made.choices([...new Set(kinds.flatMap((own) => (own.kind === 'choice' ? own.choices : [])))]);
  }
  return made.argParser((text: string) => {
    let problem: InvalidArgumentError | undefined;
    // The method that is used checks the value again.
    for (const own of kinds) {
      try {
        return parseOption(name, own, text);
      } catch (error) {
        if (!isCoded(error)) throw error;
        problem ??= new InvalidArgumentError(`Expected ${expectedOf(own)} for ${flag}.`);
      }
    }
    throw problem;
  });
}

/** The help of an option, once for all methods that explain it alike. */
function helpOf(name: string, of: readonly Method[], phase: OptionPhase): string {
  const texts = new Map<string, Method[]>();
  for (const method of of) {
    const { help, default: preset, revealDefault } = method.options[name]!;
    const usual = phase === 'reveal' ? (revealDefault ?? preset) : preset;
    const text = `${help}${usual === undefined ? '' : ` (default: ${usual})`}`;
    texts.set(text, [...(texts.get(text) ?? []), method]);
  }
  return [...texts].map(([text, methods]) => `${owners(methods)}${text}`).join('; ');
}

/** The prefix `exact: `, unless every real method has the option. */
function owners(of: readonly Method[]): string {
  const real = methods().filter(({ baseline }) => baseline !== true);
  return real.every((method) => of.includes(method)) ? '' : `${of.map(({ name }) => name).join(', ')}: `;
}
