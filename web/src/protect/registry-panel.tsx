import { useRef } from 'preact/hooks';
import { useObjectUrl } from '../result/object-url.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say, translated } from '../texts/say.ts';
import {
  closeRegistry,
  noteSaved,
  type OpenRegistry,
  openingRegistry,
  openRegistry,
  registry,
  startRegistry,
} from './registry-state.ts';

/** The registry of marked photos: started here or opened from a file, and saved as one. */
export function RegistryPanel() {
  const input = useRef<HTMLInputElement>(null);
  const open = registry.value;
  return (
    <section class="owner" aria-labelledby="registry-title">
      <h2 id="registry-title">{say('registry.title')}</h2>
      {open === undefined ? (
        <>
          <p>{say('registry.explain')}</p>
          <div class="go">
            <button type="button" class="secondary" onClick={startRegistry}>
              {say('registry.start')}
            </button>
            <button type="button" class="secondary" onClick={() => input.current?.click()}>
              {say('registry.open')}
            </button>
          </div>
        </>
      ) : (
        <Opened open={open} />
      )}
      <input
        ref={input}
        type="file"
        hidden
        data-testid="registry-file"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void openRegistry(file);
          currentTarget.value = '';
        }}
      />
      <ProgressBar task={openingRegistry} />
    </section>
  );
}

function Opened({ open }: { readonly open: OpenRegistry }) {
  const { name, text, count, added, warnings } = open;
  const url = useObjectUrl(new Blob([text]), 'application/jsonl');
  return (
    <>
      <p data-testid="registry-count">{say('registry.count', { name, count })}</p>
      {warnings.map((warning) => (
        <p key={warning} class="warning">
          {translated(warning)}
        </p>
      ))}
      {added > 0 && <p class="warning">{say('registry.added', { count: added })}</p>}
      <div class="go">
        {count > 0 && (
          <a
            class={added > 0 ? 'primary' : 'secondary'}
            href={url}
            download={name}
            data-testid="save-registry"
            onClick={noteSaved}
          >
            {say('registry.save')}
          </a>
        )}
        <button type="button" class="quiet" disabled={added > 0} onClick={closeRegistry}>
          {say('registry.close')}
        </button>
      </div>
    </>
  );
}
