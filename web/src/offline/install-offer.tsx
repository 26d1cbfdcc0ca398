import { signal } from '@preact/signals';
import { say } from '../texts/say.ts';

/** The browser's own offer, which it makes when the page can be installed; the page's types lack it. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

const offer = signal<InstallEvent | undefined>(undefined);
const isInstalled = signal(false);

addEventListener('beforeinstallprompt', (event) => {
  // Otherwise the browser would lay it over the page.
  event.preventDefault();
  offer.value = event as InstallEvent;
});
addEventListener('appinstalled', () => {
  offer.value = undefined;
  isInstalled.value = true;
});

/** Offers to install the page as an app, where the browser can. */
export function InstallOffer() {
  if (offer.value === undefined && !isInstalled.value) return null;
  return (
    <p data-testid="install">
      {offer.value && (
        <button type="button" class="quiet" onClick={() => void install()}>
          {say('install.offer')}
        </button>
      )}
      <span aria-live="polite">{isInstalled.value ? say('install.done') : ''}</span>
    </p>
  );
}

async function install(): Promise<void> {
  const event = offer.value;
  // An offer can be used once; the browser makes another one when it likes.
  offer.value = undefined;
  await event?.prompt();
}
