import { NETWORK_MEGABYTES, warmth } from '../shell/warm-up.ts';
import { say } from '../texts/say.ts';
import { method } from './hide-state.ts';
import { needsNetwork } from './method-rules.ts';

/** What the network costs to fetch, before it is used. */
export function NetworkNote() {
  if (!needsNetwork(method.value) || warmth.value === 'warm') return null;
  return (
    <p class="muted network-note">
      {warmth.value === 'warming'
        ? say('hide.network.warming', { count: NETWORK_MEGABYTES })
        : say('hide.network.cold', { count: NETWORK_MEGABYTES })}
    </p>
  );
}
