/** Figures in words. Where the limits come from: from about 40 dB on nobody tells two photos apart without zooming in. */
import type { Fidelity } from '../../../src/browser.ts';
import type { ReceivedSecret } from '../worker/jobs.ts';

/** How the container looks beside its cover. */
export function coverWords({ psnr }: Fidelity): string {
  if (psnr === Number.POSITIVE_INFINITY) return 'is the same as the cover';
  if (psnr >= 40) return 'looks identical to the cover';
  if (psnr >= 34) return 'looks nearly like the cover; a close look finds some noise';
  return 'differs visibly from the cover';
}

/** How the secret comes back. */
export function secretWords({ psnr }: Fidelity): string {
  if (psnr === Number.POSITIVE_INFINITY) return 'comes back exactly';
  if (psnr >= 40) return 'comes back nearly perfect';
  if (psnr >= 30) return 'comes back well, a little softer';
  if (psnr >= DESTROYED_BELOW) return 'comes back rough, but one sees what it is';
  return 'is destroyed';
}

/** How what a receiver gets comes back. */
export function receivedWords({ revealed, fidelity }: ReceivedSecret): string {
  return revealed.kind === 'file' ? 'comes back exactly, byte for byte' : secretWords(fidelity);
}

/** Below so many decibels little is seen of a picture: the library warns from there on. */
export const DESTROYED_BELOW = 20;
