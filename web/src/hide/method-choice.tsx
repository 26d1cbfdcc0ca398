import { type MethodOption, methodNamed, methods } from '../../../src/browser.ts';
import { choices, method, pickedMethod, secret } from './hide-state.ts';
import { hidesFiles, optionApplies } from './method-rules.ts';

/** The page's choices for options that take any text, by name. */
const OFFERED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  model: {
    invertible: 'Invertible (ours, the best)',
    baluja: 'Baluja 2017 (the original design, slower)',
  },
};

/** The methods of the registry, and the chosen method's options that are for a page. */
export function MethodChoice() {
  const isFile = secret.value?.kind === 'file';
  const options = Object.entries(methodNamed(method.value).options).flatMap(([name, option]) => {
    const values = valuesOf(name, option);
    return option.label === undefined || values === undefined ? [] : [{ name, option, values }];
  });
  return (
    <fieldset class="methods">
      <legend>How</legend>
      <div class="cards">
        {methods()
          .filter(({ baseline }) => baseline !== true)
          .map(({ name, label, explanation }) => (
            <label class={`card ${method.value === name ? 'chosen' : ''}`}>
              <input
                type="radio"
                name="method"
                value={name}
                checked={method.value === name}
                disabled={isFile && !hidesFiles(name)}
                onChange={() => {
                  pickedMethod.value = name;
                }}
              />
              <strong>{label}</strong>
              <span>{explanation}</span>
              {isFile && !hidesFiles(name) && <span class="warning">Hides pictures only.</span>}
            </label>
          ))}
      </div>
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
      </div>
    </fieldset>
  );
}

/** The values of an option that a page can offer, and their labels. */
function valuesOf(name: string, option: MethodOption): Readonly<Record<string, string>> | undefined {
  if (option.kind !== 'choice') return OFFERED[name];
  return Object.fromEntries(option.choices.map((value, at) => [value, option.labels?.[at] ?? value]));
}
