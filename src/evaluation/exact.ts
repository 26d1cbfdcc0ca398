import { NothingHiddenError } from '../methods/deep/hide-picture.ts';
import { hideExact, revealExact } from '../methods/exact/exact-method.ts';
import type { SecretCoder } from '../methods/exact/secrets.ts';
import type { ExactOptions } from '../methods/exact/settings.ts';
import type { MeasuredMethod } from './measured-method.ts';

/** The exact method with its settings, without a passphrase. */
export function measuredExact(
  coder: SecretCoder,
  settings: Pick<ExactOptions, 'favour' | 'quality' | 'embedding' | 'distortion'> = {},
): MeasuredMethod {
  return {
    async hide(cover, image, { name, signal }) {
      const receiver = { secret: { kind: 'picture' as const, name, image } };
      const { container, hidden, changeRate } = await hideExact(cover, [receiver], coder, {
        ...settings,
        signal,
      });
      const { payloadBytes, bitsPerSample, coding, distortion } = hidden[0]!;
      return { container, payload: { bytes: payloadBytes, bitsPerSample, changeRate, coding, distortion } };
    },
    async reveal(container, { what, signal }) {
      const found = await revealExact(container, coder, { signal });
      if (found?.kind !== 'picture') throw new NothingHiddenError(what, false);
      return found.image;
    },
  };
}
