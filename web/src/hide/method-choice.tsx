import { type Method, type MethodOption, methodNamed, methods } from '../../../src/browser.ts';
import { DeviceChoice } from '../shell/device-choice.tsx';
import { choices, hasFileSecret, method, pickedMethod, receiverCount, secret } from './hide-state.ts';
import { hidesFiles, hidesForAll, optionApplies } from './method-rules.ts';

/** The page's choices for options that take any text, by name. */
const OFFERED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  model: {
    invertible: 'Invertible (ours, the best)',
    baluja: 'Baluja 2017 (the original design, slower)',
  },
};

/** The methods of the registry by what they are for, those that encrypt first; and under "Advanced" the chosen method's options. */
export function MethodChoice() {
  const offered = methods()
    .filter(({ baseline }) => baseline !== true)
    .toSorted((a, b) => Number(b.encrypts) - Number(a.encrypts));
  return (
    <fieldset class="methods">
      <legend>What for?</legend>
      <div class="cards">
        {offered.map((one) => (
          <MethodCard method={one} />
        ))}
        <a class="card" href="#protect">
          <strong>Protect my photo</strong>
          <span>A copyright mark that nobody sees and that survives the web: on a page of its own.</span>
        </a>
      </div>
      <details>
        <summary>Advanced</summary>
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
        {purpose ?? label} {purpose !== undefined && <em>{label}</em>}
      </strong>
      <span>{explanation}</span>
      {refusal !== '' && <span class="warning">{refusal}</span>}
    </label>
  );
}

/** Why a method cannot hide what was chosen; empty if it can. */
function refusalOf(name: string): string {
  if (hasFileSecret.value && !hidesFiles(name)) return 'Hides pictures only.';
  return hidesForAll(name, receiverCount.value) ? '' : 'Hides for one receiver only.';
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
          {option.label}
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
    return Object.fromEntries(option.choices.map((value, at) => [value, option.labels?.[at] ?? value]));
  }
  if (option.kind !== 'word-or-number') return OFFERED[name];
  return option.labels && Object.fromEntries(option.labels.map((label, at) => [option.words[at]!, label]));
}
