/** A method with its settings, ready to be measured on any pair. */
import { coded } from '../errors/coded.ts';
import type { Method, MethodHost, ModelChoice } from '../methods/method.ts';
import { checkOptions, type MethodOption, type OptionValues } from '../methods/options.ts';
import { methodNamed } from '../methods/registry.ts';

export interface Subject {
  readonly method: Method;
  readonly options: OptionValues;
  readonly host: MethodHost;
}

/**
 * The subject of a method's name and options.
 *
 * @throws RangeError `bad-option`, TypeError `foreign-option` for an option that the method does not have, or that leaves nothing
 *   to measure.
 */
export function subjectOf(name: string | undefined, values: OptionValues, host: MethodHost): Subject {
  const method = methodNamed(name);
  const options = checkOptions(method, values);
  for (const [option, value] of Object.entries(options))
    assertMeasurable(option, method.options[option]!, value);
  return { method, options, host };
}

/** A method with its default settings. */
export function defaultSubject(name: string, host: MethodHost): Subject {
  return { method: methodNamed(name), options: {}, host };
}

/** The options that say how a method hides, defaults filled in; without models and the favoured side. */
export function settingsOf({ method, options }: Subject): OptionValues {
  const own = Object.entries(method.options).filter(
    ([name, option]) => name !== 'favour' && option.measurable !== false && option.phases === undefined,
  );
  return Object.fromEntries(own.map(([name, option]) => [name, options[name] ?? option.default]));
}

/** Whether a forced reveal with another key shows something, so that the effect of a passphrase can be measured. */
export async function canBeForced({ method }: Subject): Promise<boolean> {
  return (await method.load()).force !== undefined;
}

/** The name of the subject's model; `undefined` for a method without one. */
export async function modelNameOf({ method, options, host }: Subject): Promise<string | undefined> {
  const option = method.options.model;
  if (option === undefined) return undefined;
  const model = (options.model ?? option.default) as ModelChoice;
  return (await host.openModel(model, options.device as string | undefined)).manifest.name;
}

function assertMeasurable(name: string, option: MethodOption, value: unknown): void {
  const reason =
    option.measurable === false
      ? 'an evaluation fills each cover by itself'
      : option.kind === 'word-or-number'
        ? option.unmeasurable?.[String(value)]
        : undefined;
  if (reason === undefined) return;
  throw coded(new TypeError(`${name} ${String(value)} cannot be measured: ${reason}`), 'bad-option', {
    option: name,
    received: String(value),
    reason,
  });
}
