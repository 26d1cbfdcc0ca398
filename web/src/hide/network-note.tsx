import { NETWORK_MEGABYTES, warmth } from '../shell/warm-up.ts';
import { method } from './hide-state.ts';
import { needsNetwork } from './method-rules.ts';

/** What the network costs to fetch, before it is used. */
export function NetworkNote() {
  if (!needsNetwork(method.value) || warmth.value === 'warm') return null;
  return (
    <p class="muted network-note">
      {warmth.value === 'warming'
        ? `The network is being fetched: ${NETWORK_MEGABYTES} MB, once.`
        : `The network is fetched when you choose a file: ${NETWORK_MEGABYTES} MB, once.`}
    </p>
  );
}
