import { type Method, type MethodOption, methodNamed, methods } from '../../../src/browser.ts';
import { DeviceChoice } from '../shell/device-choice.tsx';
import { say, translated } from '../texts/say.ts';
import type { PlainKey } from '../texts/texts.ts';
import { choices, hasFileSecret, method, pickedMethod, receiverCount, secret } from './hide-state.ts';
import { hidesFiles, hidesForAll, optionApplies } from './method-rules.ts';

/** The page's choices for options that take any text, by name. */
const OFFERED: Readonly<Record<string, Readonly<Record<string, PlainKey>>>> = {
  model: {
    invertible: 'method.model.invertible',
    baluja: 'method.model.baluja',
  },
};

/** The methods of the registry by what they are for, those that encrypt first; and under "Advanced" the chosen method's options. */
export function MethodChoice() {
  const offered = methods()
    .filter(({ baseline }) => baseline !== true)
    .toSorted((a, b) => Number(b.encrypts) - Number(a.encrypts));
  return (
    <fieldset class="methods">
      <legend>{say('method.what')}</legend>
      <div class="cards">
        {offered.map((one) => (
          <MethodCard method={one} />
        ))}
        <a class="card" href="#protect">
          <strong>{say('method.protect')}</strong>
          <span>{say('method.protect.text')}</span>
        </a>
      </div>
      <details>
        <summary>{say('method.advanced')}</summary>
        <Options />
      </details>
    </fieldset>
  );
}

function MethodCard({ method: { name, label, purpose, explanation } }: { readonly method: Method }) {
  const refusal = refusalOf(name);
  return (
    <label class={`card ${method.value === name ? 'chosen' : ''}`}>
      <input
        type="radio"
        name="method"
        value={name}
        checked={method.value === name}
        disabled={refusal !== ''}
        onChange={() => {
          pickedMethod.value = name;
        }}
      />
      <strong>
        {translated(purpose ?? label)} {purpose !== undefined && <em>{translated(label)}</em>}
      </strong>
      <span>{translated(explanation)}</span>
      {refusal !== '' && <span class="warning">{refusal}</span>}
    </label>
  );
}

/** Why a method cannot hide what was chosen; empty if it can. */
function refusalOf(name: string): string {
  if (hasFileSecret.value && !hidesFiles(name)) return say('method.picturesOnly');
  return hidesForAll(name, receiverCount.value) ? '' : say('method.oneReceiver');
}

function Options() {
  const options = Object.entries(methodNamed(method.value).options).flatMap(([name, option]) => {
    const values = valuesOf(name, option);
    return option.label === undefined || values === undefined ? [] : [{ name, option, values }];
  });
  return (
    <div class="options">
      {options.map(({ name, option, values }) => (
        <label>
          {translated(option.label!)}
          <select
            value={String(choices.value[name] ?? option.default ?? '')}
            disabled={
              !optionApplies(name, { method: method.value, secret: secret.value, choices: choices.value })
            }
            onChange={({ currentTarget }) => {
              choices.value = { ...choices.value, [name]: currentTarget.value };
            }}
          >
            {Object.entries(values).map(([value, title]) => (
              <option value={value}>{title}</option>
            ))}
          </select>
        </label>
      ))}
      <DeviceChoice />
    </div>
  );
}

/** The values of an option that a page can offer, and their labels. */
function valuesOf(name: string, option: MethodOption): Readonly<Record<string, string>> | undefined {
  if (option.kind === 'choice') {
    return Object.fromEntries(
      option.choices.map((value, at) => [value, translated(option.labels?.[at] ?? value)]),
    );
  }
  if (option.kind !== 'word-or-number') {
    const offered = Object.entries(OFFERED[name] ?? {});
    return offered.length === 0
      ? undefined
      : Object.fromEntries(offered.map(([value, key]) => [value, say(key)]));
  }
  return (
    option.labels &&
    Object.fromEntries(option.labels.map((label, at) => [option.words[at]!, translated(label)]))
  );
}
