import type { Result } from '../hide/hide-state.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { useObjectUrl } from './object-url.ts';

/** A container that was made before the last change: still there, but not to be taken for a new one. */
export function EarlierResult({ result }: { readonly result: Result }) {
  const url = useObjectUrl(result.file, result.fileType === 'JPEG' ? 'image/jpeg' : 'image/png');
  return (
    <section class="earlier" aria-labelledby="earlier-title" data-testid="earlier">
      <h2 id="earlier-title">Your earlier container</h2>
      <p>
        {result.secret.name} in {result.cover.name}, made before your last change. Hide again for a new one,
        or{' '}
        <a
          href={url}
          download={result.fileName}
        >{`save the earlier one (${megabytes(result.file.length)})`}</a>
        .
      </p>
    </section>
  );
}
