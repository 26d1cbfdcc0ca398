/**
 * Compares what a receiver gets with everything that the sender gave.
 */

import type { RevealedSecret, Secret } from '../media/secret.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { fidelity } from '../metrics/fidelity.ts';

/** The figures of equal bytes. */
const EQUAL: Fidelity = { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 };

/**
 * Measures what was revealed: a picture by its samples; a file, also the original of a picture, by its bytes, which must all be equal.
 *
 * @param secret - what was hidden.
 * @param revealed - what the receiver got.
 * @returns `undefined` where something else was revealed than was hidden.
 */
export function revealedFidelity(secret: Secret, revealed: RevealedSecret): Fidelity | undefined {
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
