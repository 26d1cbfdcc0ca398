import { useEffect, useRef } from 'preact/hooks';
import { methodNamed } from '../../../src/browser.ts';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { addReceiver, type FurtherReceiver, furtherReceivers, removeReceiver } from './further-receivers.ts';
import { chooseSecretOf, cover, method, secret } from './hide-state.ts';
import { methodForReceivers } from './method-rules.ts';

/** Asks for the secrets and passphrases of further receivers, and offers to add one. */
export function FurtherReceivers({ disabled }: { readonly disabled: boolean }) {
  const add = useRef<HTMLButtonElement>(null);
  const receivers = furtherReceivers.value;
  const room = methodNamed(methodForReceivers(method.value)).mostReceivers;
  if (receivers.length === 0 && (secret.value === undefined || cover.value === undefined)) return null;
  return (
    <>
      {receivers.map((receiver) => (
        <ReceiverFields key={receiver.number} receiver={receiver} />
      ))}
      <div class="receiver-tools">
        {receivers.length + 1 < room && (
          <button ref={add} type="button" class="quiet" disabled={disabled} onClick={addReceiver}>
            Add a receiver
          </button>
        )}
        {receivers.length > 0 && (
          <button
            type="button"
            class="quiet"
            disabled={disabled}
            onClick={() => {
              removeReceiver();
              add.current?.focus();
            }}
          >
            Remove receiver {receivers.at(-1)!.number}
          </button>
        )}
        {receivers.length === 0 && (
          <p class="muted">
            One picture can carry another secret for somebody else. Nobody learns of the other’s.
          </p>
        )}
      </div>
    </>
  );
}

function ReceiverFields({ receiver }: { readonly receiver: FurtherReceiver }) {
  const { number, secret: own, passphrase, repeated, opening } = receiver;
  const fields = useRef<HTMLFieldSetElement>(null);
  useEffect(() => fields.current?.querySelector('button')?.focus(), []);
  return (
    <fieldset ref={fields} class="receiver">
      <legend>Receiver {number}</legend>
      <div>
        <DropZone
          label={`Secret ${number}`}
          hint={`What receiver ${number} gets.`}
          onFiles={(files) => void chooseSecretOf(receiver, files)}
          onRemove={() => {
            own.value = undefined;
          }}
        >
          {own.value && <OpenedPreview opened={own.value} />}
        </DropZone>
        <ProgressBar task={opening} />
      </div>
      <PassphraseField
        value={passphrase}
        repeated={repeated}
        label={`Passphrase of receiver ${number}`}
        name={`hide-passphrase-${number}`}
        empty="One receiver at most may do without: what has none is open to anyone."
        given={`Only who knows it can reveal secret ${number}. Nobody can recover it: keep it.`}
      />
    </fieldset>
  );
}
