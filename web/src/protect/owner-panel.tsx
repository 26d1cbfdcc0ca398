import { useEffect, useRef } from 'preact/hooks';
import { useObjectUrl } from '../result/object-url.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
import {
  forgetKey,
  gettingKey,
  isSaved,
  isStored,
  keepKey,
  makeKey,
  openKey,
  owner,
  recallKey,
} from './owner-state.ts';

/** The owner's key: made here, opened from a file, saved as one, and kept in the browser if wanted. */
export function OwnerPanel() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => void recallKey(), []);
  return (
    <section class="owner" aria-labelledby="owner-title">
      <h2 id="owner-title">{say('owner.title')}</h2>
      {owner.value === undefined ? (
        <>
          <p>{say('owner.explain')}</p>
          <div class="go">
            <button type="button" class="primary" onClick={() => void makeKey()}>
              {say('owner.make')}
            </button>
            <button type="button" class="secondary" onClick={() => input.current?.click()}>
              {say('owner.open')}
            </button>
          </div>
        </>
      ) : (
        <Key text={owner.value.text} publicId={owner.value.publicId} />
      )}
      <input
        ref={input}
        type="file"
        hidden
        data-testid="owner-file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void openKey(file);
          currentTarget.value = '';
        }}
      />
      <ProgressBar task={gettingKey} />
    </section>
  );
}

function Key({ text, publicId }: { readonly text: string; readonly publicId: string }) {
  const url = useObjectUrl(new Blob([text]), 'application/json');
  return (
    <>
      <p>
        {say('owner.public')} <code>{publicId}</code>
      </p>
      {!isSaved.value && <p class="warning">{say('owner.unsaved')}</p>}
      <div class="go">
        <a
          class={isSaved.value ? 'secondary' : 'primary'}
          href={url}
          download="owner.key"
          data-testid="save-key"
          onClick={() => {
            isSaved.value = true;
          }}
        >
          {say('owner.save')}
        </a>
        <button type="button" class="quiet" onClick={forgetKey}>
          {say('owner.another')}
        </button>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={isStored.value}
          onChange={({ currentTarget }) => keepKey(currentTarget.checked)}
        />
        {say('owner.keep')}
      </label>
    </>
  );
}
