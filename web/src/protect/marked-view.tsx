import { useEffect, useRef } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { decibels } from '../result/figures.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { ShareButton } from '../result/share-button.tsx';
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
        <h3 id="marked-title">Your marked photo</h3>
        <div class="go">
          <ShareButton file={marked.file} type={type} name={marked.fileName} />
          <a class="primary" href={url} download={marked.fileName} data-testid="save-marked">
            Download ({megabytes(marked.file.length)})
          </a>
        </div>
      </div>
      <p class="in-words">
        The mark says {marked.text === undefined ? marked.id : `“${marked.text}”`}, and was read back from the
        file.
      </p>
      <p>{survivalWords(marked)}</p>
      {marked.warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
      <compare-slider width={width} height={height} first="Before" second="Marked">
        <img slot="first" src={original} alt="Before it was marked" draggable={false} />
        <img slot="second" src={url} alt="Marked" draggable={false} />
      </compare-slider>
      <p class="muted">
        {decibels(marked.fidelity.psnr)} to the original, measured on the file. Keep the original: it proves
        more than any mark.
      </p>
    </section>
  );
}

/** The media type of a marked file. */
export function typeOf({ fileName }: MarkedFile): string {
  return fileName.endsWith('.png') ? 'image/png' : 'image/jpeg';
}

/** What the mark survives. */
export function survivalWords({ survives }: MarkedFile): string {
  return survives
    ? 'It also reads at half the size and a strong JPEG, which is more than most sites do.'
    : 'It does not read at half the size and a strong JPEG: the picture is small or flat. The file as it is has it.';
}
