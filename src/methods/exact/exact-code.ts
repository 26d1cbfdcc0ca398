/** The code of the `exact` method. */
import type { KeyRing } from '../../keys/key-ring.ts';
import type { Cover } from '../../media/medium.ts';
import { pixelsOf, withPixels } from '../../media/picture.ts';
import type { Method, MethodCode } from '../method.ts';
import { capacityOf } from './capacity.ts';
import { pictureCover } from './exact-cover.ts';
import { hideExact } from './exact-method.ts';
import type { FoundPayload } from './reveal-exact.ts';
import { findInSamples, revealFound } from './reveal-exact.ts';
import { roomIn } from './room.ts';
import { type ExactOptions, STEALTH_RATE } from './settings.ts';

export function exactCode({ name }: Pick<Method, 'name'>): MethodCode {
  return {
    async hide(cover, receivers, options, { host, random, signal, onProgress }) {
      const { container, hidden } = await hideExact(
        pixelsOf(cover),
        receivers.map(({ secret, keys }) => ({ secret, passphrase: keys.secret })),
        host.coder,
        { ...(options as ExactOptions), random, signal, onProgress },
      );
      const isOpen = receivers.some(({ keys }) => keys.secret === undefined);
      return {
        container: withPixels(cover, container),
        payloads: hidden.map(({ payloadBytes, ...payload }) => ({ ...payload, bytes: payloadBytes })),
        warnings: [
          ...hidden.flatMap(({ notes }) => notes),
          ...(isOpen ? ['No passphrase: anyone with Pentimento can reveal the secret'] : []),
        ],
      };
    },
    async capacity(cover, secret, { host, signal }) {
      return capacityOf(pixelsOf(cover), host.coder, secret, signal);
    },
    async room(cover, secrets, options, { host, signal }) {
      return roomIn(pictureCover(pixelsOf(cover)), secrets, STEALTH_RATE, host.coder, {
        ...(options as ExactOptions),
        signal,
      });
    },
    async find(container: Cover, keys: KeyRing) {
      const state = await findInSamples(pictureCover(pixelsOf(container)), keys.secret);
      return state === undefined ? undefined : { method: name, state };
    },
    async reveal({ state }, _options, { host, signal, onProgress }) {
      return { secret: await revealFound(state as FoundPayload, host.coder, { signal, onProgress }) };
    },
  };
}
