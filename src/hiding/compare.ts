/**
 * What a receiver gets, against everything that its sender gave.
 */

import type { ExactSecret, RevealedSecret } from '../methods/exact/secrets.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { fidelity } from '../metrics/fidelity.ts';

/** What equal bytes measure. */
const EQUAL: Fidelity = { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 };

/**
 * Measures what was revealed: a picture by its samples; a file, also the original one of a picture, by its bytes, all of which have to be
 * equal.
 *
 * @param secret - what was hidden.
 * @param revealed - what the receiver got.
 * @returns `undefined` where something else was revealed than was hidden.
 */
export function revealedFidelity(secret: ExactSecret, revealed: RevealedSecret): Fidelity | undefined {
  if (revealed.kind === 'picture') {
    const isAlike =
      secret.kind === 'picture' &&
      secret.image.width === revealed.image.width &&
      secret.image.height === revealed.image.height;
    return isAlike ? fidelity(secret.image, revealed.image) : undefined;
  }
  const file = secret.kind === 'file' ? secret : secret.original;
  const isEqual =
    file !== undefined &&
    file.content.length === revealed.content.length &&
    file.content.every((byte, index) => byte === revealed.content[index]);
  return isEqual ? EQUAL : undefined;
}
