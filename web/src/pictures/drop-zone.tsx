import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { inSentence, say } from '../texts/say.ts';

/** Drop files, or choose one. */
export function DropZone({
  name,
  label,
  hint,
  again,
  accept,
  multiple = false,
  onFiles,
  onRemove,
  children,
}: {
  /** What the zone is for, the same in all languages. */
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** What the button says that chooses something else. */
  readonly again?: string;
  readonly accept?: string;
  /** Whether several files may be chosen at once; that many are dropped at once cannot be prevented. */
  readonly multiple?: boolean;
  /** At least one; which of several are taken is not the zone's affair. */
  onFiles(files: readonly File[]): void;
  /** Takes the chosen file away. */
  onRemove(): void;
  /** The chosen file, shown instead of the invitation. */
  readonly children?: ComponentChildren;
}) {
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const [over, setOver] = useState(false);
  const isEmpty = children === undefined || children === false;
  return (
    <section
      class={`drop ${over ? 'over' : ''} ${isEmpty ? '' : 'full'}`}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const files = [...(event.dataTransfer?.files ?? [])];
        if (files.length > 0) onFiles(files);
      }}
    >
      <h2>{label}</h2>
      {children}
      <div class="drop-tools">
        <button
          ref={choose}
          type="button"
          class={isEmpty ? 'invite' : 'quiet'}
          onClick={() => input.current?.click()}
        >
          {isEmpty ? (
            <>
              <svg viewBox="0 0 48 48" aria-hidden="true">
                <rect x="6" y="10" width="36" height="28" rx="4" />
                <circle cx="17" cy="20" r="3.5" />
                <path d="M8 35l11-11 8 8 6-6 8 8" />
              </svg>
              <strong>{say(multiple ? 'drop.invite.several' : 'drop.invite')}</strong>
              <span>{hint}</span>
            </>
          ) : (
            (again ?? say('drop.another', { what: inSentence(label) }))
          )}
        </button>
        {!isEmpty && (
          <button
            type="button"
            class="quiet"
            aria-label={say('drop.remove.what', { what: inSentence(label) })}
            onClick={() => {
              onRemove();
              choose.current?.focus();
            }}
          >
            {say('drop.remove')}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={multiple}
        hidden
        data-testid={`${name}-file`}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          if (files.length > 0) onFiles(files);
          // The same file may be chosen again.
          currentTarget.value = '';
        }}
      />
    </section>
  );
}
