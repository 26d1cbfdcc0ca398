import { useMemo, useState } from 'preact/hooks';
import { methodNamed, STEGEXPOSE_THRESHOLD, TEXTBOOK_THRESHOLD } from '../../../src/browser.ts';
import type { Result } from '../hide/hide-state.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { createTask } from '../shell/task.ts';
import { number, say, translated } from '../texts/say.ts';
import type { PlainKey } from '../texts/texts.ts';
import type { Detection } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

interface Detections {
  readonly cover: Detection;
  readonly container: Detection;
}

interface Detector {
  /** Its own name, or that of the text for it. */
  readonly title: 'StegExpose' | PlainKey;
  readonly text: PlainKey;
  /** Above this it calls a picture suspicious. */
  readonly threshold: number;
  score(detection: Detection): number;
}

const DETECTORS: readonly Detector[] = [
  {
    title: 'StegExpose',
    text: 'warden.stegexpose',
    threshold: STEGEXPOSE_THRESHOLD,
    score: ({ stegExpose }) => (Number.isNaN(stegExpose.fusion) ? 0 : stegExpose.fusion),
  },
  {
    title: 'warden.rs',
    text: 'warden.rs.text',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.regularSingular.payload,
  },
  {
    title: 'warden.pairs',
    text: 'warden.pairs.text',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.samplePairs.payload,
  },
  {
    title: 'warden.ws',
    text: 'warden.ws.text',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.weightedStego.payload,
  },
];

/** The results of detectors for cover and container. */
export function WardenPanel({ result }: { readonly result: Result }) {
  const task = useMemo(createTask, []);
  const [found, setFound] = useState<Detections | undefined>(undefined);
  const ask = (): void => {
    void task.run(say('warden.looking'), async (options) => {
      const cover = await studio.run('detect', { picture: result.cover.image }, options);
      const container = await studio.run('detect', { picture: result.container }, options);
      setFound({ cover, container });
    });
  };
  const trained = methodNamed(result.method).detectability;
  return (
    <section class="panel" aria-labelledby="warden-title" data-testid="warden">
      <h3 id="warden-title">{say('warden.title')}</h3>
      {trained !== undefined && (
        <p class="honest">
          <strong>{say('warden.trained.title')}</strong> {translated(trained)}
          <span>{say('warden.trained.term')}</span>
        </p>
      )}
      {found === undefined ? (
        <>
          <p>{say('warden.simple')}</p>
          <button type="button" class="secondary" disabled={task.progress.value !== undefined} onClick={ask}>
            {say('warden.ask')}
          </button>
          <ProgressBar task={task} />
        </>
      ) : (
        <>
          <p data-testid="verdict">
            <strong>{summary(found)}</strong> {say('warden.caveat')}
          </p>
          <div class="table-scroll">
            <table class="stacked">
              <thead>
                <tr>
                  <th scope="col">{say('warden.detector')}</th>
                  <th scope="col">{say('word.cover')}</th>
                  <th scope="col">{say('word.container')}</th>
                </tr>
              </thead>
              <tbody>
                {DETECTORS.map(({ title, text, threshold, score }) => (
                  <tr>
                    <th scope="row">
                      {title === 'StegExpose' ? title : say(title)}
                      <span>{say(text)}</span>
                    </th>
                    {(['cover', 'container'] as const).map((which) => (
                      <td data-label={say(`word.${which}`)}>
                        <Verdict score={score(found[which])} threshold={threshold} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function summary({ container }: Detections): string {
  const suspicious = DETECTORS.filter(({ score, threshold }) => score(container) > threshold).length;
  if (suspicious === 0) return say('warden.clean');
  return say('warden.suspicious', { count: suspicious });
}

function Verdict({ score, threshold }: { readonly score: number; readonly threshold: number }) {
  const suspicious = score > threshold;
  const digits = number(score, 3);
  return (
    <span class={`verdict ${suspicious ? 'suspicious' : ''}`}>
      <meter min="0" max="1" low={threshold} high={threshold} optimum={0} value={Math.max(0, score)}>
        {digits}
      </meter>
      {say(suspicious ? 'warden.score.suspicious' : 'warden.score.clean', { score: digits })}
    </span>
  );
}
