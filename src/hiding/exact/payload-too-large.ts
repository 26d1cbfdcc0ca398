import { shapeCapacity } from './embedding/layers.ts';
import { planDigits } from './embedding/plan.ts';
import { HEADER_SAMPLES, SALT_SAMPLES } from './places.ts';
import type { ExactSecret } from './secrets.ts';
import type { PartCount } from './settings.ts';
import { embeddingOf, FAVOURED_RATES, LARGEST_PAYLOAD_RATE } from './settings.ts';

/** Smallest and largest base with a name. */
const BASES = { smallest: 2, largest: 16 } as const;

/** A secret takes more bytes than the cover holds with these settings. */
export class PayloadTooLargeError extends RangeError {
  override readonly name = 'PayloadTooLargeError';
  /** Bytes of the sealed payload. */
  readonly needed: number;
  /** Bytes that there is room for. */
  readonly room: number;

  /**
   * @param needed, room - bytes.
   * @param samples - that there are for this secret.
   * @param parts - of the cover.
   */
  constructor(needed: number, room: number, samples: number, secret: ExactSecret, parts: PartCount) {
    const pixels = pixelsThatHold(needed, (8 * room) / samples, parts);
    super(
      `${secret.name} takes ${needed.toLocaleString('en')} bytes and there is room for ${room.toLocaleString('en')} with these settings. ` +
        `What would do: ${[...settingsThatHold(needed, samples, secret, parts), `a cover of at least ${pixels.toLocaleString('en')} pixels with these settings`].join('; ')}.`,
    );
    this.needed = needed;
    this.room = room;
  }
}

/** Parts are drawn by lot, and not quite equal: more than five standard deviations of the smallest. */
const SMALLEST_PART = 0.95;

/** The last block of digits may hold less than its share, and never this many samples' share less. */
const LAST_BLOCK = 64;

/** Pixels of a cover that holds so many bytes in each of its parts, at so many bits a sample. */
function pixelsThatHold(bytes: number, rate: number, parts: PartCount): number {
  const part = (8 * bytes) / rate + LAST_BLOCK + HEADER_SAMPLES;
  const samples = parts === 1 ? part + SALT_SAMPLES : (parts * part) / SMALLEST_PART + SALT_SAMPLES;
  return Math.ceil(samples / 3);
}

/** The settings nearest to what was asked for that hold so many bytes. */
function settingsThatHold(needed: number, samples: number, secret: ExactSecret, parts: PartCount): string[] {
  const rate = (8 * needed) / samples;
  const favour = (['cover', 'balanced', 'secret'] as const).find((name) => rate <= FAVOURED_RATES[name]);
  let base: number = BASES.smallest;
  while (base <= BASES.largest && shapeCapacity(planDigits(base).shape, samples) < 8 * needed) base++;
  return [
    ...(favour === undefined ? [] : [`favour ${favour}, with the trellis`]),
    ...(favour === undefined && rate <= LARGEST_PAYLOAD_RATE
      ? [parts === 1 ? 'no favoured side, with the trellis' : `rate ${(Math.ceil(1000 * rate) + 1) / 1000}`]
      : []),
    ...(base <= BASES.largest ? [`embedding ${embeddingOf(base)}`] : []),
    ...(secret.kind === 'picture' ? ['quality auto, which codes the picture so that it fits'] : []),
  ];
}
