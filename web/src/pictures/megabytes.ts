import { number, say } from '../texts/say.ts';

/** A size for people. */
export function megabytes(bytes: number): string {
  if (bytes < 1000) return say('size.bytes', { count: bytes });
  if (bytes < 1e6) return say('size.kilobytes', { count: Math.round(bytes / 1e3) });
  return say('size.megabytes', { count: number(bytes / 1e6, 1) });
}
