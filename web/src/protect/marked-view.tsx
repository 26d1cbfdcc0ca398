import { useEffect, useRef } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { decibels } from '../result/figures.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { ShareButton } from '../result/share-button.tsx';
import { say, translated } from '../texts/say.ts';
import type { MarkedPhoto } from './protect-state.ts';

/** A photo whose mark was read back from its file. */
export type MarkedFile = MarkedPhoto & { readonly kind: 'marked' };

/** A marked photo, to compare and to save. */
export function MarkedView({ marked }: { readonly marked: MarkedFile }) {
  const type = typeOf(marked);
  const url = useObjectUrl(marked.file, type);
  const original = useObjectUrl(marked.source, marked.source.type);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  const { width, height } = marked;
  return (
    <section ref={section} class="result" aria-labelledby="marked-title" data-testid="marked">
      <div class="result-head">
        <h3 id="marked-title">{say('marked.title')}</h3>
        <div class="go">
          <ShareButton file={marked.file} type={type} name={marked.fileName} />
          <a class="primary" href={url} download={marked.fileName} data-testid="save-marked">
            {say('marked.download', { size: megabytes(marked.file.length) })}
          </a>
        </div>
      </div>
      <p class="in-words">{say('marked.says', { text: markWords(marked) })}</p>
      <p>{survivalWords(marked)}</p>
      {marked.warnings.map((warning) => (
        <p key={warning}>{translated(warning)}</p>
      ))}
      <compare-slider width={width} height={height} first={say('marked.before')} second={say('marked.after')}>
        <img slot="first" src={original} alt={say('marked.before.long')} draggable={false} />
        <img slot="second" src={url} alt={say('marked.after')} draggable={false} />
      </compare-slider>
      <p class="muted">{say('marked.measured', { decibels: decibels(marked.fidelity.psnr) })}</p>
    </section>
  );
}

/** The media type of a marked file. */
export function typeOf({ fileName }: MarkedFile): string {
  return fileName.endsWith('.png') ? 'image/png' : 'image/jpeg';
}

/** What the mark survives. */
export function survivalWords({ survives }: MarkedFile): string {
  return say(survives ? 'marked.survives' : 'marked.perishes');
}

/** What the mark says: its text, or its number. */
export function markWords({ text, id }: Pick<MarkedFile, 'text' | 'id'>): string {
  return text === undefined ? id : say('marked.quoted', { text });
}
