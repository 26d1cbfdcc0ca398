import { useEffect, useRef } from 'preact/hooks';
import { mediaType, methodNamed } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { number, say, translated } from '../texts/say.ts';
import type { RevealAnswer } from '../worker/jobs.ts';
import { secretFile } from './secret-file.ts';

/** What was hidden, to look at and to save. */
export function Revealed({ answer }: { readonly answer: RevealAnswer }) {
  const { secret, png, seconds } = answer;
  const isFile = secret.kind === 'file';
  const { name, bytes, type, pngName } = secretFile(answer);
  const url = useObjectUrl(bytes, type);
  const shown = useObjectUrl(png, 'image/png');
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  return (
    <section ref={section} class="result" aria-labelledby="revealed-title" data-testid="revealed">
      <div class="result-head">
        <h2 id="revealed-title">{say(png === undefined ? 'reveal.file' : 'reveal.picture')}</h2>
        <a class="primary" href={url} download={name} data-testid="save">
          {say('reveal.save', { name, size: megabytes(bytes?.length ?? 0) })}
        </a>
      </div>
      {png && <img class="revealed" src={shown} alt={say('reveal.secret')} />}
      <p class="muted">
        {aboutWords(answer)} {byWords(answer)} {say('reveal.seconds', { seconds: number(seconds, 1) })}
        {isFile && png && mediaType(secret.content) !== 'image/png' && (
          <>
            {' '}
            <a href={shown} download={pngName} data-testid="save-png">
              {say('reveal.save.picture', { name: pngName })}
            </a>
          </>
        )}
      </p>
    </section>
  );
}

function aboutWords({ secret, png }: RevealAnswer): string {
  if (secret.kind === 'picture') {
    return say('reveal.about.picture', { width: `${secret.image.width}`, height: `${secret.image.height}` });
  }
  const key = png === undefined ? 'reveal.about.file' : 'reveal.about.original';
  return say(key, { type: secret.mediaType, count: secret.content.length });
}

function byWords({ method, model }: RevealAnswer): string {
  if (model !== undefined) return say('reveal.by.network', { model });
  const { encrypts, title } = methodNamed(method);
  return say(encrypts ? 'reveal.by.decrypted' : 'reveal.by.found', { method: translated(title) });
}
