import { number, say } from '../texts/say.ts';

/** PSNR for people. */
export function decibels(psnr: number): string {
  return Number.isFinite(psnr) ? `${number(psnr, 1)} dB` : say('word.identical');
}
