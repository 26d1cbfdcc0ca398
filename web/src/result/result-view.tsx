import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fidelity, methodNamed } from '../../../src/browser.ts';
import { WorldPanel } from '../attacks/attacks-panel.tsx';
import type { Result } from '../hide/hide-state.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { WardenPanel } from '../warden/warden-panel.tsx';
import { DifferenceView } from './difference-view.tsx';
import { decibels } from './figures.ts';
import { Histogram } from './histogram.tsx';
import { Journey } from './journey.tsx';
import { useObjectUrl } from './object-url.ts';
import { ShareButton } from './share-button.tsx';

const VIEWS = {
  container: 'Cover and container',
  secret: 'Secret and revealed',
  difference: 'Difference',
} as const;
type View = keyof typeof VIEWS;

const PERISHES =
  'Most messengers and sites compress pictures anew, and what is hidden does not survive that.';
const SURVIVES = 'It survives being compressed as you chose, but not being resized.';

/** The container, what its receiver gets, and figures for both. */
export function ResultView({ result }: { readonly result: Result }) {
  const type = result.fileType === 'JPEG' ? 'image/jpeg' : 'image/png';
  const url = useObjectUrl(result.file, type);
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  const [view, setView] = useState<View>('container');
  const { cover, secret, received } = result;
  const { revealed, fidelity: secretFidelity, coding } = received[0]!;
  const hasPicture = secret.kind === 'picture' && revealed.kind === 'picture';
  const views = (Object.keys(VIEWS) as View[]).filter((name) => name !== 'secret' || hasPicture);
  const { width, height } = cover.image;
  return (
    <section ref={section} class="result" aria-labelledby="result-title" data-testid="result">
      <div class="result-head">
        <h2 id="result-title">Your picture with the secret inside</h2>
        <div class="go">
          <ShareButton file={result.file} type={type} name={result.fileName} />
          <a class="primary" href={url} download={result.fileName} data-testid="download">
            Download {result.fileType} ({megabytes(result.file.length)})
          </a>
        </div>
      </div>
      <Journey result={result} url={url} />
      <p class="muted">
        Send it as a file. {methodNamed(result.method).options.survives ? SURVIVES : PERISHES}
      </p>
      {result.warnings.map((warning) => (
        <p class="warning">{warning}</p>
      ))}
      <details>
        <summary>Details</summary>
        <dl class="figures">
          <FidelityFigure title="Cover" fidelity={result.coverFidelity} />
          {revealed.kind === 'picture' ? (
            <FidelityFigure title="Secret" fidelity={secretFidelity} />
          ) : (
            <div>
              <dt>Secret</dt>
              <dd>
                <strong data-testid="secret-bytes">byte for byte</strong>
                <span>
                  {secret.kind === 'picture' ? 'the original file, ' : 'the file, '}
                  {megabytes(revealed.content.length)}, compared
                </span>
              </dd>
            </div>
          )}
          <div>
            <dt>Time</dt>
            <dd>
              <strong>{(result.seconds.hide + result.seconds.reveal).toFixed(1)} s</strong>
              <span>
                {result.seconds.hide.toFixed(1)} to hide, {result.seconds.reveal.toFixed(1)} to reveal
              </span>
            </dd>
          </div>
          <div>
            <dt>Changed</dt>
            <dd>
              <strong>{(100 * result.residual.all.changed).toFixed(1)} %</strong>
              <span>of the samples, by at most {result.residual.all.largest} of 255</span>
            </dd>
          </div>
        </dl>
        <p class="muted">
          Measured on the {result.fileType} file, read back. PSNR is over red, green and blue; from 40 dB on
          differences are hard to see.
          {coding && ` What is hidden: ${coding}.`}
          {received.length > 1 && ' What is said of the secret is said of the first one.'}
        </p>
        <h3>How much did the samples change?</h3>
        <Histogram residual={result.residual} />
      </details>
      <h3>Look closely</h3>
      <div class="tabs" role="tablist" aria-label="What to look at">
        {views.map((name) => (
          <button
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={view === name}
            aria-controls="result-view"
            tabIndex={view === name ? 0 : -1}
            onClick={() => setView(name)}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              if (step === undefined) return;
              const next = views[(views.indexOf(name) + step + views.length) % views.length]!;
              setView(next);
              document.getElementById(`tab-${next}`)?.focus();
            }}
          >
            {VIEWS[name]}
          </button>
        ))}
      </div>
      <div id="result-view" role="tabpanel" aria-labelledby={`tab-${view}`}>
        {view === 'container' && (
          <compare-slider width={width} height={height} first="Cover" second="Container">
            <PixelCanvas slot="first" image={cover.image} alpha={cover.alpha} label="Cover" />
            {/* The file itself: what is saved from here is the container, and not a copy that went through a canvas. */}
            <img slot="second" src={url} alt="Container" draggable={false} />
          </compare-slider>
        )}
        {view === 'secret' && hasPicture && (
          <compare-slider
            width={secret.image.width}
            height={secret.image.height}
            first="Secret"
            second="Revealed"
          >
            <PixelCanvas slot="first" image={secret.image} label="Secret" />
            <PixelCanvas slot="second" image={revealed.image} label="Revealed" />
          </compare-slider>
        )}
        {view === 'difference' && <DifferenceView cover={result.coverImage} container={result.container} />}
      </div>
      {result.fileType === 'PNG' && (
        <>
          <WorldPanel result={result} />
          <WardenPanel result={result} />
        </>
      )}
    </section>
  );
}

function FidelityFigure({ title, fidelity }: { readonly title: string; readonly fidelity: Fidelity }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <strong data-testid={`${title.toLowerCase()}-psnr`}>{decibels(fidelity.psnr)}</strong>
        <span>SSIM {fidelity.ssim.toFixed(4)}</span>
      </dd>
    </div>
  );
}
