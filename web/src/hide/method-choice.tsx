import type { Favour } from '../../../src/browser.ts';
import type { Method, ModelName } from '../worker/jobs.ts';
import { favour, method, model, secret } from './hide-state.ts';

const METHODS: readonly { readonly name: Method; readonly title: string; readonly text: string }[] = [
  {
    name: 'deep',
    title: 'Network',
    text: 'A neural network paints the secret into the cover. A picture comes back nearly as it was.',
  },
  {
    name: 'exact',
    title: 'Exact',
    text: 'Encrypted and coded into the lowest bits: finer, and given back to the last bit. Any file.',
  },
];

const FAVOURS: Readonly<Record<Favour, string>> = {
  balanced: 'Both alike',
  cover: 'The cover',
  secret: 'The secret',
};

const MODELS: Readonly<Record<ModelName, string>> = {
  invertible: 'Invertible (ours, the best)',
  baluja: 'Baluja 2017 (the original design, slower)',
};

export function MethodChoice() {
  const isFile = secret.value?.kind === 'file';
  return (
    <fieldset class="methods">
      <legend>How</legend>
      <div class="cards">
        {METHODS.map(({ name, title, text }) => (
          <label class={`card ${method.value === name ? 'chosen' : ''}`}>
            <input
              type="radio"
              name="method"
              value={name}
              checked={method.value === name}
              disabled={isFile && name === 'deep'}
              onChange={() => {
                method.value = name;
              }}
            />
            <strong>{title}</strong>
            <span>{text}</span>
            {isFile && name === 'deep' && <span class="warning">Hides pictures only.</span>}
          </label>
        ))}
      </div>
      <div class="options">
        <label>
          Spare more
          <select
            value={favour.value}
            disabled={isFile || (method.value === 'deep' && model.value === 'baluja')}
            onChange={({ currentTarget }) => {
              favour.value = currentTarget.value as Favour;
            }}
          >
            {Object.entries(FAVOURS).map(([name, title]) => (
              <option value={name}>{title}</option>
            ))}
          </select>
        </label>
        {method.value === 'deep' && (
          <label>
            Network
            <select
              value={model.value}
              onChange={({ currentTarget }) => {
                model.value = currentTarget.value as ModelName;
              }}
            >
              {Object.entries(MODELS).map(([name, title]) => (
                <option value={name}>{title}</option>
              ))}
            </select>
          </label>
        )}
      </div>
    </fieldset>
  );
}
