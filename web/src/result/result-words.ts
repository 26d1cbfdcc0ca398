/** Figures in words. Where the limits come from: from about 40 dB on nobody tells two photos apart without zooming in. */

import type { Fidelity } from '../../../src/browser.ts';
import { say } from '../texts/say.ts';
import type { ReceivedSecret } from '../worker/jobs.ts';

/** How the container looks beside its cover. */
export function coverWords({ psnr }: Fidelity): string {
  if (psnr === Number.POSITIVE_INFINITY) return say('words.cover.same');
  if (psnr >= 40) return say('words.cover.identical');
  if (psnr >= 34) return say('words.cover.nearly');
  return say('words.cover.differs');
}

/** How the secret comes back. */
export function secretWords({ psnr }: Fidelity): string {
  if (psnr === Number.POSITIVE_INFINITY) return say('words.secret.exact');
  if (psnr >= 40) return say('words.secret.perfect');
  if (psnr >= 30) return say('words.secret.well');
  if (psnr >= DESTROYED_BELOW) return say('words.secret.rough');
  return say('words.secret.destroyed');
}

/** How what a receiver gets comes back. */
export function receivedWords({ revealed, fidelity }: ReceivedSecret): string {
  return revealed.kind === 'file' ? say('words.secret.bytes') : secretWords(fidelity);
}

/** Below so many decibels little is seen of a picture: the library warns from there on. */
export const DESTROYED_BELOW = 20;
