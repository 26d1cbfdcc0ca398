/** Pictures that another program shared with the installed page. The service worker has them until the page asks. */
import { signal } from '@preact/signals';
import type { SharedAnswer, SharedRequest } from '../offline/messages.ts';
import { HAS_SERVICE_WORKER } from '../offline/register.ts';

/** Names the shared files in the address. */
const PARAMETER = 'shared';

/** A picture, until it is said what to do with it; `lost` where none arrived. */
export const shared = signal<File | 'lost' | undefined>(undefined);

/**
 * Asks for the files if the page was opened for some.
 *
 * @param several - takes several files, of which there is nothing to ask here.
 */
export async function receiveShared(several: (files: readonly File[]) => void): Promise<void> {
  const address = new URL(location.href);
  const name = address.searchParams.get(PARAMETER);
  if (name === null || !HAS_SERVICE_WORKER) return;
  // To load the page again does not share again.
  address.searchParams.delete(PARAMETER);
  history.replaceState(null, '', address);
  const files = await askFor(name);
  if (files.length > 1) several(files);
  else shared.value = files[0] ?? 'lost';
}

async function askFor(name: string): Promise<SharedAnswer> {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<SharedAnswer>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<SharedAnswer>) => resolve(data);
  });
  const request: SharedRequest = { shared: name };
  active?.postMessage(request, [port2]);
  return answer;
}
