import { useEffect, useRef } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { decibels } from '../result/figures.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { ShareButton } from '../result/share-button.tsx';
import type { MarkAnswer } from '../worker/jobs.ts';
import { photo } from './protect-state.ts';

/** A marked photo, to compare and to save. */
export function MarkedView({ marked }: { readonly marked: MarkAnswer & { readonly fileName: string } }) {
  const type = marked.fileName.endsWith('.png') ? 'image/png' : 'image/jpeg';
  const url = useObjectUrl(marked.file, type);
  const original = useObjectUrl(photo.value?.source, photo.value?.source.type ?? '');
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  const { width, height } = marked.image;
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
      <p>
        {marked.survives
          ? 'It also reads at half the size and a strong JPEG, which is more than most sites do.'
          : 'It does not read at half the size and a strong JPEG: the picture is small or flat. The file as it is has it.'}
      </p>
      {marked.warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
      <compare-slider width={width} height={height} first="Before" second="Marked">
        <img slot="first" src={original} alt="Before it was marked" draggable={false} />
        <img slot="second" src={url} alt="Marked" draggable={false} />
      </compare-slider>
      <p class="muted">
        {decibels(marked.fidelity.psnr)} to the original, measured on the file. Keep the original: it proves
        more than any mark. Metadata such as EXIF is not kept here; the command line keeps it.
      </p>
    </section>
  );
}
