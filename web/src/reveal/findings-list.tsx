import { useEffect, useRef } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { say } from '../texts/say.ts';
import type { RevealAnswer } from '../worker/jobs.ts';
import type { Finding } from './reveal-state.ts';
import { secretFile } from './secret-file.ts';

/** What was found in several containers, each to save. */
export function FindingsList({
  findings,
  total,
}: {
  readonly findings: readonly Finding[];
  readonly total: number;
}) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), []);
  const found = findings.filter(({ kind }) => kind === 'revealed').length;
  return (
    <section ref={list} class="result" aria-labelledby="findings-title" data-testid="findings">
      <h2 id="findings-title">{say('findings.title', { found, total })}</h2>
      <ul class="file-list">
        {findings.map((finding, index) =>
          finding.kind === 'revealed' ? (
            <FoundRow key={index} container={finding.container} answer={finding.answer} />
          ) : (
            <li key={index}>
              <span class="file-image" aria-hidden="true" />
              <div>
                <strong>{finding.container}</strong>
                <p class="muted">{finding.why()}</p>
              </div>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function FoundRow({ container, answer }: { readonly container: string; readonly answer: RevealAnswer }) {
  const { name, bytes, type } = secretFile(answer);
  const url = useObjectUrl(bytes, type);
  const shown = useObjectUrl(answer.png, 'image/png');
  return (
    <li>
      {answer.png ? (
        <img class="file-image" src={shown} alt={say('findings.secret', { name: container })} />
      ) : (
        <span class="file-image" aria-hidden="true" />
      )}
      <div>
        <strong>{container}</strong>
        <p>{say('findings.here', { name })}</p>
      </div>
      <a class="secondary" href={url} download={name}>
        {say('findings.save', { size: megabytes(bytes?.length ?? 0) })}
      </a>
    </li>
  );
}
