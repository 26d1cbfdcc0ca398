import { useMemo, useState } from 'preact/hooks';
import { methodNamed, STEGEXPOSE_THRESHOLD, TEXTBOOK_THRESHOLD } from '../../../src/browser.ts';
import type { Result } from '../hide/hide-state.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { createTask } from '../shell/task.ts';
import type { Detection } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

interface Detections {
  readonly cover: Detection;
  readonly container: Detection;
}

interface Detector {
  readonly name: string;
  readonly text: string;
  /** Above this it calls a picture suspicious. */
  readonly threshold: number;
  score(detection: Detection): number;
}

const DETECTORS: readonly Detector[] = [
  {
    name: 'StegExpose',
    text: 'The program that papers like to cite: the mean of four detectors.',
    threshold: STEGEXPOSE_THRESHOLD,
    score: ({ stegExpose }) => (Number.isNaN(stegExpose.fusion) ? 0 : stegExpose.fusion),
  },
  {
    name: 'RS analysis',
    text: 'Estimates hidden bits a sample from how smoothness reacts to flipped bits.',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.regularSingular.payload,
  },
  {
    name: 'Sample pairs',
    text: 'Estimates them from pairs of neighbouring samples.',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.samplePairs.payload,
  },
  {
    name: 'Weighted stego-image',
    text: 'Estimates them from each sample and its neighbours: the best of these.',
    threshold: TEXTBOOK_THRESHOLD,
    score: ({ textbook }) => textbook.weightedStego.payload,
  },
];

/** The results of detectors for cover and container. */
export function WardenPanel({ result }: { readonly result: Result }) {
  const task = useMemo(createTask, []);
  const [found, setFound] = useState<Detections | undefined>(undefined);
  const ask = (): void => {
    void task.run('Looking at both pictures', async (options) => {
      const cover = await studio.run('detect', { picture: result.cover.image }, options);
      const container = await studio.run('detect', { picture: result.container }, options);
      setFound({ cover, container });
    });
  };
  const trained = methodNamed(result.method).detectability;
  return (
    <section class="panel" aria-labelledby="warden-title" data-testid="warden">
      <h3 id="warden-title">Can somebody find out that something is hidden?</h3>
      {trained !== undefined && (
        <p class="honest">
          <strong>What a trained detector finds.</strong> {trained}
          <span>
            A trained detector is a program that has learned from many pictures, with and without something
            hidden in them, to tell the ones from the others.
          </span>
        </p>
      )}
      {found === undefined ? (
        <>
          <p>Simpler detectors, which need no training, run here on your two pictures.</p>
          <button type="button" class="secondary" disabled={task.progress.value !== undefined} onClick={ask}>
            Ask four detectors
          </button>
          <ProgressBar task={task} />
        </>
      ) : (
        <>
          <p data-testid="verdict">
            <strong>{summary(found)}</strong> These four look for one thing: lowest bits that were
            overwritten. A clean verdict from them says little.
          </p>
          <div class="table-scroll">
            <table class="stacked">
              <thead>
                <tr>
                  <th scope="col">Detector</th>
                  <th scope="col">Cover</th>
                  <th scope="col">Container</th>
                </tr>
              </thead>
              <tbody>
                {DETECTORS.map(({ name, text, threshold, score }) => (
                  <tr>
                    <th scope="row">
                      {name}
                      <span>{text}</span>
                    </th>
                    {(['cover', 'container'] as const).map((which) => (
                      <td data-label={which === 'cover' ? 'Cover' : 'Container'}>
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
  if (suspicious === 0) return 'All four call your picture clean.';
  return `${suspicious} of 4 ${suspicious === 1 ? 'calls' : 'call'} your picture suspicious.`;
}

function Verdict({ score, threshold }: { readonly score: number; readonly threshold: number }) {
  const suspicious = score > threshold;
  return (
    <span class={`verdict ${suspicious ? 'suspicious' : ''}`}>
      <meter min="0" max="1" low={threshold} high={threshold} optimum={0} value={Math.max(0, score)}>
        {score.toFixed(3)}
      </meter>
      {score.toFixed(3)} {suspicious ? 'suspicious' : 'clean'}
    </span>
  );
}
