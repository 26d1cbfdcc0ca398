import { hidePicture, revealPicture } from '../hide.ts';
import type { Favour, HidingMethod } from '../method.ts';
import type { MeasuredMethod } from './measured-method.ts';

/** The deep method with a model, without a passphrase. */
export function measuredDeep(method: HidingMethod, favour: Favour | undefined): MeasuredMethod {
  return {
    async hide(cover, secret, { signal }) {
      return { container: await hidePicture(method, cover, secret, { favour, signal }) };
    },
    async reveal(container, { what, signal }) {
      return (await revealPicture(async () => method, container, { signal }, what)).secret;
    },
  };
}
