import { useEffect, useRef } from 'preact/hooks';
import { mediaType, methodNamed } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { useObjectUrl } from '../result/object-url.ts';
import type { RevealAnswer } from '../worker/jobs.ts';
import { secretFile } from './secret-file.ts';

/** What was hidden, to look at and to save. */
export function Revealed({ answer }: { readonly answer: RevealAnswer }) {
  const { secret, png, method, model, seconds } = answer;
  const isFile = secret.kind === 'file';
  const { name, bytes, type, pngName } = secretFile(answer);
  const url = useObjectUrl(bytes, type);
  const shown = useObjectUrl(png, 'image/png');
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  return (
    <section ref={section} class="result" aria-labelledby="revealed-title" data-testid="revealed">
      <div class="result-head">
        <h2 id="revealed-title">
          {png === undefined ? 'A file was hidden here' : 'A picture was hidden here'}
        </h2>
        <a class="primary" href={url} download={name} data-testid="save">
          Save {name} ({megabytes(bytes?.length ?? 0)})
        </a>
      </div>
      {png && <img class="revealed" src={shown} alt="The revealed secret" />}
      <p class="muted">
        {isFile
          ? `${png === undefined ? 'A' : 'Its original'} file, ${secret.mediaType}, ${secret.content.length.toLocaleString('en')} bytes. `
          : `${secret.image.width} × ${secret.image.height} pixels. `}
        {model === undefined
          ? `By the ${methodNamed(method).title}: ${methodNamed(method).encrypts ? 'decrypted, and shown to be unchanged' : 'its mark was found and is authentic'}.`
          : `By the network ${model}: its mark was found and is authentic.`}{' '}
        {seconds.toFixed(1)} s.
        {isFile && png && mediaType(secret.content) !== 'image/png' && (
          <>
            {' '}
            <a href={shown} download={pngName} data-testid="save-png">
              Save its picture as {pngName}
            </a>
          </>
        )}
      </p>
    </section>
  );
}
