import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';

/** A passphrase, which stays on this page and is kept nowhere. */
export function PassphraseField({
  value,
  name,
  empty,
  given,
  isNew = false,
}: {
  readonly value: Signal<string>;
  readonly name: string;
  /** What it means to leave it empty, and not to. */
  readonly empty: string;
  readonly given: string;
  readonly isNew?: boolean;
}) {
  const [shown, setShown] = useState(false);
  return (
    <div class="passphrase">
      <label for={name}>Passphrase (optional)</label>
      <div>
        <input
          id={name}
          type={(shown ? 'text' : 'password') as 'text'}
          autocomplete={isNew ? 'new-password' : 'current-password'}
          spellcheck={false}
          aria-describedby={`${name}-note`}
          value={value.value}
          onInput={({ currentTarget }) => {
            value.value = currentTarget.value;
          }}
        />
        <button type="button" class="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide it' : 'Show it'}
        </button>
      </div>
      <p id={`${name}-note`} class="muted">
        {value.value === '' ? empty : given}
      </p>
    </div>
  );
}
