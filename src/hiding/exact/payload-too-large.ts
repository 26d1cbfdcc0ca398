import { shapeCapacity } from './embedding/layers.ts';
import { planDigits } from './embedding/plan.ts';
import type { ExactSecret } from './secrets.ts';
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
   */
  constructor(needed: number, room: number, samples: number, secret: ExactSecret) {
    const pixels = Math.ceil((8 * needed) / (3 * LARGEST_PAYLOAD_RATE));
    super(
      `${secret.name} takes ${needed.toLocaleString('en')} bytes and there is room for ${room.toLocaleString('en')} with these settings. ` +
        `What would do: ${[...settingsThatHold(needed, samples, secret), `a cover of at least ${pixels.toLocaleString('en')} pixels`].join('; ')}.`,
    );
    this.needed = needed;
    this.room = room;
  }
}

/** The settings nearest to what was asked for that hold so many bytes. */
function settingsThatHold(needed: number, samples: number, secret: ExactSecret): string[] {
  const rate = (8 * needed) / samples;
  const favour = (['cover', 'balanced', 'secret'] as const).find((name) => rate <= FAVOURED_RATES[name]);
  let base: number = BASES.smallest;
  while (base <= BASES.largest && shapeCapacity(planDigits(base).shape, samples) < 8 * needed) base++;
  return [
    ...(favour === undefined ? [] : [`favour ${favour}`]),
    ...(favour === undefined && rate <= LARGEST_PAYLOAD_RATE ? ['no favoured side, with the trellis'] : []),
    ...(base <= BASES.largest ? [`embedding ${embeddingOf(base)}`] : []),
    ...(secret.kind === 'picture' ? ['quality auto, which codes the picture so that it fits'] : []),
  ];
}
