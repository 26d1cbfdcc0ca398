import { useRef } from 'preact/hooks';
import { useObjectUrl } from '../result/object-url.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
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
      <h2 id="registry-title">Your registry (optional)</h2>
      {open === undefined ? (
        <>
          <p>
            A registry remembers each photo that you mark, signed by your key: its name, the time, and a small
            picture. Each photo then has a mark of its own, which finds weaker traces and tells a mark that
            was copied to another picture.
          </p>
          <div class="go">
            <button type="button" class="secondary" onClick={startRegistry}>
              Start a registry
            </button>
            <button type="button" class="secondary" onClick={() => input.current?.click()}>
              Open my registry
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
      <p data-testid="registry-count">
        {count === 1 ? `${name} has 1 photo.` : `${name} has ${count.toLocaleString('en')} photos.`}
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
      {added > 0 && (
        <p class="warning">
          {added === 1
            ? 'One photo is new in it. Save the registry: without its row nobody finds the mark of that photo.'
            : `${added} photos are new in it. Save the registry: without their rows nobody finds the marks of those photos.`}
        </p>
      )}
      <div class="go">
        {count > 0 && (
          <a
            class={added > 0 ? 'primary' : 'secondary'}
            href={url}
            download={name}
            data-testid="save-registry"
            onClick={noteSaved}
          >
            Save the registry
          </a>
        )}
        <button type="button" class="quiet" disabled={added > 0} onClick={closeRegistry}>
          Close it
        </button>
      </div>
    </>
  );
}
