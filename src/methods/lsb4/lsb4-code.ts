/** The code of the `lsb4` method: the secret in the cover's size, its upper four bits in the container's lower four. */
import { fitSecret, isTurned, unfitSecret } from '../fitting.ts';
import { framedCode } from '../frame/framed-method.ts';
import { MODEL_ID_BYTES } from '../frame/record.ts';
import type { Method, MethodCode } from '../method.ts';
import { hideLsb4, revealLsb4 } from './substitution.ts';

/** Bit of the parameter byte: the secret was turned by 90 degrees. */
const TURNED = 1;

export function lsb4Code(method: Pick<Method, 'name' | 'number'>): MethodCode {
  return framedCode(method, async () => ({
    coder: {
      number: method.number,
      modelId: new Uint8Array(MODEL_ID_BYTES),
      modelName: undefined,
      framedByReplacement: true,
      async embed(cover, secret) {
        return {
          container: hideLsb4(cover, fitSecret(secret, cover)),
          parameters: Uint8Array.of(isTurned(secret, cover) ? TURNED : 0),
        };
      },
      async extract(container, { secretWidth: width, secretHeight: height, parameters }) {
        const turned = ((parameters[0] ?? 0) & TURNED) !== 0;
        return unfitSecret(revealLsb4(container), { width, height }, turned);
      },
    },
    warnings: () => [
      'The secret is not encrypted: it shows in the lower four bits of the container to anyone who looks there',
    ],
  }));
}
