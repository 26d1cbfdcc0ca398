import { useEffect, useRef } from 'preact/hooks';
import { methodNamed } from '../../../src/browser.ts';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
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
            {say('receiver.add')}
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
            {say('receiver.remove', { number: receivers.at(-1)!.number })}
          </button>
        )}
        {receivers.length === 0 && <p class="muted">{say('receiver.explain')}</p>}
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
      <legend>{say('receiver.title', { number })}</legend>
      <div>
        <DropZone
          name={`secret ${number}`}
          label={say('receiver.secret', { number })}
          hint={say('receiver.hint', { number })}
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
        label={say('receiver.passphrase', { number })}
        name={`hide-passphrase-${number}`}
        empty={say('receiver.passphrase.empty')}
        given={say('receiver.passphrase.given', { number })}
      />
    </fieldset>
  );
}
