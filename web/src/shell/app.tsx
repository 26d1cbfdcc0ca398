import { lazy, Suspense } from 'preact/compat';
import { HidePage } from '../hide/hide-page.tsx';
import { InstallOffer } from '../offline/install-offer.tsx';
import { OfflineOffer } from '../offline/offline-offer.tsx';
import { RevealPage } from '../reveal/reveal-page.tsx';
import { SharedQuestion } from '../share/shared-question.tsx';
import { say } from '../texts/say.ts';
import { addressOf } from '../worker/address.ts';
import { EngineStatus } from './engine-status.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { PAGES, page } from './route.ts';
import { ThemeButton } from './theme.tsx';

/** Fetched on demand. */
const ProtectPage = lazy(() => import('../protect/protect-page.tsx'));
const HowPage = lazy(() => import('../how/how-page.tsx'));

export function App() {
  return (
    <>
      <a class="skip" href="#content">
        {say('shell.skip')}
      </a>
      <header class="top">
        <a class="brand" href="#hide" aria-label={say('brand.start')}>
          <img src={addressOf('icon.svg')} alt="" width="34" height="34" />
          <span>Pentimento</span>
        </a>
        <nav aria-label={say('shell.pages')}>
          {PAGES.map((name) => (
            <a href={`#${name}`} aria-current={page.value === name ? 'page' : undefined}>
              {say(`page.${name}`)}
            </a>
          ))}
        </nav>
        <div class="choices">
          <LanguageChoice />
          <ThemeButton />
        </div>
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
          <Suspense fallback={<Moment />}>
            <ProtectPage />
          </Suspense>
        )}
        {page.value === 'how' && (
          <Suspense fallback={<Moment />}>
            <HowPage />
          </Suspense>
        )}
      </main>
      <footer class="bottom">
        <EngineStatus />
        <OfflineOffer />
        <InstallOffer />
        <p>
          {say('shell.private')} <a href="#how">{say('shell.private.link')}</a>.
        </p>
      </footer>
    </>
  );
}

function Moment() {
  return <p class="muted">{say('shell.moment')}</p>;
}
