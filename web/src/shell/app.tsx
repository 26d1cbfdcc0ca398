import { lazy, Suspense } from 'preact/compat';
import { HidePage } from '../hide/hide-page.tsx';
import { InstallOffer } from '../offline/install-offer.tsx';
import { OfflineOffer } from '../offline/offline-offer.tsx';
import { RevealPage } from '../reveal/reveal-page.tsx';
import { SharedQuestion } from '../share/shared-question.tsx';
import { addressOf } from '../worker/address.ts';
import { EngineStatus } from './engine-status.tsx';
import { PAGES, page } from './route.ts';
import { ThemeButton } from './theme.tsx';

/** Fetched on demand. */
const ProtectPage = lazy(() => import('../protect/protect-page.tsx'));
const HowPage = lazy(() => import('../how/how-page.tsx'));

export function App() {
  return (
    <>
      <a class="skip" href="#content">
        To the content
      </a>
      <header class="top">
        <a class="brand" href="#hide" aria-label="Pentimento, to the start">
          <img src={addressOf('icon.svg')} alt="" width="34" height="34" />
          <span>Pentimento</span>
        </a>
        <nav aria-label="Pages">
          {Object.entries(PAGES).map(([name, title]) => (
            <a href={`#${name}`} aria-current={page.value === name ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main id="content" tabIndex={-1}>
        <SharedQuestion />
        <div hidden={page.value !== 'hide'}>
          <HidePage />
        </div>
        <div hidden={page.value !== 'reveal'}>
          <RevealPage />
        </div>
        {page.value === 'protect' && (
          <Suspense fallback={<p class="muted">One moment …</p>}>
            <ProtectPage />
          </Suspense>
        )}
        {page.value === 'how' && (
          <Suspense fallback={<p class="muted">One moment …</p>}>
            <HowPage />
          </Suspense>
        )}
      </main>
      <footer class="bottom">
        <EngineStatus />
        <OfflineOffer />
        <InstallOffer />
        <p>
          Nothing you open here leaves this browser: there is no server behind this page. Hiding is not the
          same as being safe from discovery: <a href="#how">what a trained detector finds</a>.
        </p>
      </footer>
    </>
  );
}
