import { coded } from '../../errors/coded.ts';
import { phraseOf } from '../../media/original-file.ts';
import type { Secret } from '../../media/secret.ts';
import type { Favour } from '../favour.ts';
import { shapeCapacity } from './embedding/layers.ts';
import { planDigits } from './embedding/plan.ts';
import { HEADER_SAMPLES, SALT_SAMPLES } from './places.ts';
import type { ExactOptions, PartCount } from './settings.ts';
import { embeddingOf, FAVOURED_RATES, LARGEST_PAYLOAD_RATE } from './settings.ts';

/** Smallest and largest base with a name. */
const BASES = { smallest: 2, largest: 16 } as const;

/** The sender's request, for a secret that does not fit. */
type Asked = Pick<ExactOptions, 'quality' | 'rate' | 'favour'> & {
  readonly parts: PartCount;
  /** What would do instead, of a medium with limits of its own. */
  readonly ways?: readonly string[];
  /** Where there is too little room, in words, of such a medium. */
  readonly here?: string;
};

/** A secret needs more bytes than the cover holds with these settings. */
export class PayloadTooLargeError extends RangeError {
  /** Name of the class: `PayloadTooLargeError`. */
  override readonly name = 'PayloadTooLargeError';
  /** Bytes of the sealed payload. */
  readonly needed: number;
  /** Bytes of room. */
  readonly room: number;

  /**
   * The message names both sizes, and the settings and covers that would do.
   *
   * @param needed - bytes of the sealed payload.
   * @param room - bytes that there is room for.
   * @param samples - that there are for this secret.
   * @param secret - what does not fit.
   * @param asked - the settings, with the parts of the cover.
   */
  constructor(needed: number, room: number, samples: number, secret: Secret, asked: Asked) {
    const { rate, parts } = asked;
    const here =
      asked.here ?? (rate === undefined ? 'with these settings' : `at a rate of ${rate} bits a sample`);
    const pixels = asked.ways === undefined ? pixelsThatHold(needed, rate ?? (8 * room) / samples, parts) : 0;
    const ways = asked.ways ?? [
      ...(rate === undefined
        ? settingsThatHold(needed, samples, parts)
        : ratesThatHold(needed, samples, secret, asked)),
      ...qualitiesThatHold(secret, asked),
      `a cover of at least ${pixels.toLocaleString('en')} pixels ${here}`,
    ];
    super(
      `${subject(secret, asked)} takes ${needed.toLocaleString('en')} bytes and there is room for ${room.toLocaleString('en')} ${here}. ` +
        `What would do: ${ways.join('; ')}.`,
    );
    this.needed = needed;
    this.room = room;
    coded(this, 'payload-too-large', {
      name: secret.name,
      needed,
      room,
      ...(rate !== undefined && { rate }),
      ways,
    });
  }
}

/** Parts are drawn at random and not quite equal: more than five standard deviations of the smallest. */
const SMALLEST_PART = 0.95;

/** The last block of digits may hold less than its share, but by less than this many samples' share. */
const LAST_BLOCK = 64;

/** Pixels of a cover that holds that many bytes in each of its parts, at that many bits a sample. */
function pixelsThatHold(bytes: number, rate: number, parts: PartCount): number {
  const part = (8 * bytes) / rate + LAST_BLOCK + HEADER_SAMPLES;
  const samples = parts === 1 ? part + SALT_SAMPLES : (parts * part) / SMALLEST_PART + SALT_SAMPLES;
  return Math.ceil(samples / 3);
}

/** The secret, and the reason for its size. */
function subject(secret: Secret, { quality }: Asked): string {
  const { name } = secret;
  if (secret.kind === 'file') return name;
  const beyond = secret.original?.beyond ?? [];
  if (quality === 'lossless' && beyond.some((part) => part !== 'profile')) {
    return `${name}, whose ${phraseOf(beyond)} only its original file keeps,`;
  }
  return quality === undefined || quality === 'auto' ? `${name}, as a picture of the least quality,` : name;
}

/** The settings nearest to the request that hold that many bytes. */
function settingsThatHold(needed: number, samples: number, parts: PartCount): string[] {
  const rate = (8 * needed) / samples;
  const favour = favouredFor(rate);
  let base: number = BASES.smallest;
  while (base <= BASES.largest && shapeCapacity(planDigits(base).shape, samples) < 8 * needed) base++;
  return [
    ...(favour === undefined ? [] : [`favour ${favour}, with the trellis`]),
    ...(favour === undefined && rate <= LARGEST_PAYLOAD_RATE
      ? [parts === 1 ? 'no favoured side, with the trellis' : `rate ${rateFor(rate)}`]
      : []),
    ...(base <= BASES.largest ? [`embedding ${embeddingOf(base)}`] : []),
  ];
}

/** Settings of the rate that hold that many bytes, in words. */
function ratesThatHold(
  needed: number,
  samples: number,
  secret: Secret,
  { quality = 'auto', favour, parts }: Asked,
): string[] {
  const rate = (8 * needed) / samples;
  const isFilled = favour !== undefined || parts > 1 || (secret.kind === 'picture' && quality === 'auto');
  const without = isFilled ? FAVOURED_RATES[favour ?? 'balanced'] : LARGEST_PAYLOAD_RATE;
  return [
    ...(rateFor(rate) <= LARGEST_PAYLOAD_RATE ? [`rate ${rateFor(rate)}`] : []),
    ...(rate <= without ? ['no rate'] : []),
  ];
}

/** Qualities at which a picture takes less. */
function qualitiesThatHold(secret: Secret, { quality = 'auto' }: Asked): string[] {
  if (secret.kind === 'file' || quality === 'auto') return [];
  const beyond = quality === 'lossless' ? (secret.original?.beyond ?? []) : [];
  const without = beyond.length === 0 ? '' : `, without its ${phraseOf(beyond)}`;
  return [`quality auto, which codes the picture so that it fits${without}`];
}

function favouredFor(rate: number): Favour | undefined {
  return (['cover', 'balanced', 'secret'] as const).find((name) => rate <= FAVOURED_RATES[name]);
}

/** A short rate that is slightly more than needed. */
function rateFor(rate: number): number {
  return (Math.ceil(1000 * rate) + 1) / 1000;
}
