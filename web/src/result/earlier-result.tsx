import type { Result } from '../hide/hide-state.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { say } from '../texts/say.ts';
import { useObjectUrl } from './object-url.ts';

/** A container that was made before the last change: still there, but not to be taken for a new one. */
export function EarlierResult({ result }: { readonly result: Result }) {
  const url = useObjectUrl(result.file, result.fileType === 'JPEG' ? 'image/jpeg' : 'image/png');
  return (
    <section class="earlier" aria-labelledby="earlier-title" data-testid="earlier">
      <h2 id="earlier-title">{say('earlier.title')}</h2>
      <p>
        {say('earlier.text', { secret: result.secret.name, cover: result.cover.name })}{' '}
        <a href={url} download={result.fileName}>
          {say('earlier.save', { size: megabytes(result.file.length) })}
        </a>
        .
      </p>
    </section>
  );
}
