import { hidePicture, revealPicture } from '../methods/deep/hide-picture.ts';
import type { Favour, HidingMethod } from '../methods/method.ts';
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
