import { useEffect, useRef, useState } from 'preact/hooks';
import { type Fidelity, methodNamed } from '../../../src/browser.ts';
import { WorldPanel } from '../attacks/attacks-panel.tsx';
import type { Result } from '../hide/hide-state.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { number, say, translated } from '../texts/say.ts';
import { WardenPanel } from '../warden/warden-panel.tsx';
import { DifferenceView } from './difference-view.tsx';
import { decibels } from './figures.ts';
import { Histogram } from './histogram.tsx';
import { Journey } from './journey.tsx';
import { useObjectUrl } from './object-url.ts';
import { ShareButton } from './share-button.tsx';

const VIEWS = ['container', 'secret', 'difference'] as const;
type View = (typeof VIEWS)[number];

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
  const views = VIEWS.filter((name) => name !== 'secret' || hasPicture);
  const { width, height } = cover.image;
  return (
    <section ref={section} class="result" aria-labelledby="result-title" data-testid="result">
      <div class="result-head">
        <h2 id="result-title">{say('result.title')}</h2>
        <div class="go">
          <ShareButton file={result.file} type={type} name={result.fileName} />
          <a class="primary" href={url} download={result.fileName} data-testid="download">
            {say('result.download', { type: result.fileType, size: megabytes(result.file.length) })}
          </a>
        </div>
      </div>
      <Journey result={result} url={url} />
      <p class="muted">
        {say(methodNamed(result.method).options.survives ? 'result.send.survives' : 'result.send.perishes')}
      </p>
      {result.warnings.map((warning) => (
        <p class="warning">{translated(warning)}</p>
      ))}
      <details>
        <summary>{say('result.details')}</summary>
        <dl class="figures">
          <FidelityFigure name="cover" fidelity={result.coverFidelity} />
          {revealed.kind === 'picture' ? (
            <FidelityFigure name="secret" fidelity={secretFidelity} />
          ) : (
            <div>
              <dt>{say('word.secret')}</dt>
              <dd>
                <strong data-testid="secret-bytes">{say('result.bytes')}</strong>
                <span>
                  {say(secret.kind === 'picture' ? 'result.bytes.original' : 'result.bytes.file', {
                    size: megabytes(revealed.content.length),
                  })}
                </span>
              </dd>
            </div>
          )}
          <div>
            <dt>{say('result.time')}</dt>
            <dd>
              <strong>
                {say('result.seconds', { seconds: number(result.seconds.hide + result.seconds.reveal, 1) })}
              </strong>
              <span>
                {say('result.time.parts', {
                  hide: number(result.seconds.hide, 1),
                  reveal: number(result.seconds.reveal, 1),
                })}
              </span>
            </dd>
          </div>
          <div>
            <dt>{say('result.changed')}</dt>
            <dd>
              <strong>{number(100 * result.residual.all.changed, 1)} %</strong>
              <span>{say('result.changed.by', { largest: result.residual.all.largest })}</span>
            </dd>
          </div>
        </dl>
        <p class="muted">
          {say('result.measured', { type: result.fileType })}
          {coding && ` ${say('result.coding', { coding: translated(coding) })}`}
          {received.length > 1 && ` ${say('result.first')}`}
        </p>
        <h3>{say('result.histogram.title')}</h3>
        <Histogram residual={result.residual} />
      </details>
      <h3>{say('result.close')}</h3>
      <div class="tabs" role="tablist" aria-label={say('result.tabs')}>
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
            {say(`result.tab.${name}`)}
          </button>
        ))}
      </div>
      <div id="result-view" role="tabpanel" aria-labelledby={`tab-${view}`}>
        {view === 'container' && (
          <compare-slider
            width={width}
            height={height}
            first={say('word.cover')}
            second={say('word.container')}
          >
            <PixelCanvas slot="first" image={cover.image} alpha={cover.alpha} label={say('word.cover')} />
            {/* The file itself: what is saved from here is the container, and not a copy that went through a canvas. */}
            <img slot="second" src={url} alt={say('word.container')} draggable={false} />
          </compare-slider>
        )}
        {view === 'secret' && hasPicture && (
          <compare-slider
            width={secret.image.width}
            height={secret.image.height}
            first={say('word.secret')}
            second={say('result.revealed')}
          >
            <PixelCanvas slot="first" image={secret.image} label={say('word.secret')} />
            <PixelCanvas slot="second" image={revealed.image} label={say('result.revealed')} />
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

function FidelityFigure({
  name,
  fidelity,
}: {
  readonly name: 'cover' | 'secret';
  readonly fidelity: Fidelity;
}) {
  return (
    <div>
      <dt>{say(`word.${name}`)}</dt>
      <dd>
        <strong data-testid={`${name}-psnr`}>{decibels(fidelity.psnr)}</strong>
        <span>SSIM {number(fidelity.ssim, 4)}</span>
      </dd>
    </div>
  );
}
