/** How full secrets would make a cover of samples. */
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { Secret } from '../../media/secret.ts';
import type { NeededRoom, Room } from '../method.ts';
import type { SecretCoder } from '../secret-coder.ts';
import type { ExactCover } from './exact-cover.ts';
import { neededRoom } from './needed-room.ts';
import { assertRoom, budgetsOf } from './part-load.ts';
import { EXACT_LAYOUT } from './places.ts';
import { type ExactOptions, PART_COUNTS } from './settings.ts';

/**
 * Tells how full secrets would make a cover.
 *
 * @param easyRate - bits a sample up to which it is hard to detect.
 * @throws RangeError where the cover is too small; the signal's reason when it is aborted.
 */
export async function roomIn(
  cover: ExactCover,
  secrets: readonly Secret[],
  easyRate: number,
  coder: SecretCoder,
  options: ExactOptions,
): Promise<Room> {
  const { quality = 'auto', signal } = options;
  const parts = options.parts ?? PART_COUNTS.find((count) => count >= secrets.length) ?? PART_COUNTS.at(-1)!;
  assertRoom(cover, parts);
  const { length } = cover.samples;
  const layout = cover.layout ?? EXACT_LAYOUT;
  // Parts are drawn by chance and nearly equal.
  const samples =
    Math.floor((length - layout.saltSamples(length)) / parts) - layout.headerSamples(length, parts);
  const wet = cover.wet?.reduce((count, byte) => (byte === 0 ? count : count + 1), 0) ?? 0;
  const dry = Math.floor(samples * (1 - wet / length));
  const { filled, room } = budgetsOf(dry, samples, parts, options);
  const needed: NeededRoom[] = [];
  for (const secret of secrets) {
    const budgets = { filled: filled - GCM_TAG_BYTES, room: room - GCM_TAG_BYTES };
    needed.push(await neededRoom(coder, secret, quality, budgets, signal));
  }
  return { most: room, easy: Math.min(room, Math.floor((easyRate * samples) / 8)), needed };
}
