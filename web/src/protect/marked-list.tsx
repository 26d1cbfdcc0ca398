import { useEffect, useRef } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { say, translated } from '../texts/say.ts';
import { type MarkedFile, markWords, survivalWords, typeOf } from './marked-view.tsx';
import type { MarkedPhoto } from './protect-state.ts';

/** What became of several photos: each to save on its own, or all at once. */
export function MarkedList({
  marked,
  total,
}: {
  readonly marked: readonly MarkedPhoto[];
  readonly total: number;
}) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), []);
  const done = marked.filter(({ kind }) => kind === 'marked').length;
  const saveAll = (): void => {
    // The browser asks once whether the page may save several files.
    for (const link of list.current?.querySelectorAll<HTMLAnchorElement>('a[download]') ?? []) link.click();
  };
  return (
    <section ref={list} class="result" aria-labelledby="marked-list-title" data-testid="marked-list">
      <div class="result-head">
        <h3 id="marked-list-title">{say('marked.list', { done, total })}</h3>
        {done > 0 && (
          <button type="button" class="primary" data-testid="save-all" onClick={saveAll}>
            {say('marked.list.all')}
          </button>
        )}
      </div>
      <ul class="file-list">
        {marked.map((one) =>
          one.kind === 'marked' ? (
            <MarkedRow key={one.fileName} marked={one} />
          ) : (
            <li key={one.name}>
              <span class="file-image" aria-hidden="true" />
              <div>
                <strong>{one.name}</strong>
                <p class="warning">{one.why()}</p>
              </div>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function MarkedRow({ marked }: { readonly marked: MarkedFile }) {
  const url = useObjectUrl(marked.file, typeOf(marked));
  return (
    <li>
      <img class="file-image" src={url} alt="" loading="lazy" />
      <div>
        <strong>{marked.fileName}</strong>
        <p>{say('marked.list.says', { text: markWords(marked) })}</p>
        {!marked.survives && <p class="warning">{survivalWords(marked)}</p>}
        {marked.warnings.map((warning) => (
          <p key={warning} class="warning">
            {translated(warning)}
          </p>
        ))}
      </div>
      <a class="secondary" href={url} download={marked.fileName} data-testid={`save-${marked.fileName}`}>
        {say('marked.download', { size: megabytes(marked.file.length) })}
      </a>
    </li>
  );
}
