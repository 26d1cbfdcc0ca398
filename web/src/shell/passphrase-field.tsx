import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { passphraseWarning } from '../../../src/browser.ts';
import { say, translated } from '../texts/say.ts';
import { newPassphrase } from './new-passphrase.ts';

/** A field for a passphrase, which stays on this page and is not stored. */
export function PassphraseField({
  value,
  repeated,
  label,
  name,
  empty,
  given,
}: {
  readonly value: Signal<string>;
  /** Set for a new passphrase, which is typed twice. */
  readonly repeated?: Signal<string>;
  readonly label?: string;
  readonly name: string;
  /** Explains the effect of a passphrase, and of leaving it empty. */
  readonly empty: string;
  readonly given: string;
}) {
  const [shown, setShown] = useState(false);
  const isNew = repeated !== undefined;
  const input = (id: string, text: Signal<string>, notes: string, invalid = false) => (
    <input
      id={id}
      type={(shown ? 'text' : 'password') as 'text'}
      autocomplete={isNew ? 'new-password' : 'current-password'}
      spellcheck={false}
      aria-describedby={notes}
      aria-invalid={invalid}
      value={text.value}
      onInput={({ currentTarget }) => {
        text.value = currentTarget.value;
      }}
    />
  );
  // Not while the beginning is being typed.
  const differs = isNew && value.value !== '' && !value.value.startsWith(repeated.value);
  const warning = isNew && value.value !== '' ? passphraseWarning(value.value) : undefined;
  return (
    <div class="passphrase">
      <label for={name}>{label ?? say('passphrase.label')}</label>
      <div>
        {input(name, value, isNew ? `${name}-note ${name}-strength` : `${name}-note`)}
        <button type="button" class="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {say(shown ? 'passphrase.hide' : 'passphrase.show')}
        </button>
        {isNew && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              const made = newPassphrase();
              value.value = made;
              repeated.value = made;
              // Nobody can keep what they have not seen.
              setShown(true);
            }}
          >
            {say('passphrase.make')}
          </button>
        )}
      </div>
      <p id={`${name}-note`} class="muted">
        {value.value === '' ? empty : given}
      </p>
      {isNew && (
        <p id={`${name}-strength`} class="warning" aria-live="polite">
          {warning === undefined ? '' : `${translated(warning)}.`}
        </p>
      )}
      {isNew && value.value !== '' && (
        <>
          <label for={`${name}-again`}>{say('passphrase.again')}</label>
          <div>{input(`${name}-again`, repeated, `${name}-differs`, differs)}</div>
        </>
      )}
      {isNew && (
        <p id={`${name}-differs`} class="warning" aria-live="polite">
          {differs ? say('passphrase.differ') : ''}
        </p>
      )}
    </div>
  );
}
