import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { megabytes } from '../pictures/megabytes.ts';
import { say } from '../texts/say.ts';
import type { OfflineAnswer, OfflineRequest } from './messages.ts';
import { HAS_SERVICE_WORKER } from './register.ts';

const state = signal<OfflineAnswer | undefined>(undefined);

/** Offers to keep everything that the page may need for use without a connection; nothing is fetched before. */
export function OfflineOffer() {
  useEffect(() => void ask('what is kept?'), []);
  const now = state.value;
  if (now === undefined) return null;
  return (
    <p data-testid="offline">
      {now.kind === 'not kept' && (
        <button type="button" class="quiet" onClick={() => void ask('keep everything')}>
          {say('offline.keep', { size: megabytes(now.bytes) })}
        </button>
      )}
      <span aria-live="polite">{words(now)}</span>
    </p>
  );
}

function words(now: OfflineAnswer): string {
  switch (now.kind) {
    case 'keeping':
      return say('offline.keeping', { percent: Math.round(100 * now.done) });
    case 'kept':
      return say('offline.kept');
    case 'failed':
      return say('offline.failed');
    default:
      return '';
  }
}

async function ask(request: OfflineRequest): Promise<void> {
  if (!HAS_SERVICE_WORKER) return;
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent<OfflineAnswer>) => {
    state.value = data;
  };
  active?.postMessage(request, [port2]);
}
