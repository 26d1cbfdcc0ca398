/** What a JPEG file carries: limits in bits for each AC coefficient that is not 0, and the error for a secret that takes more. */
import type { Secret } from '../../media/secret.ts';
import { PayloadTooLargeError } from '../exact/payload-too-large.ts';
import type { PayloadLimits, Quality } from '../exact/settings.ts';
import { LARGEST_RATE, LEAST_PICTURE_BYTES, RECOMMENDED_RATE, WARNED_RATE } from './jpeg-settings.ts';

/** What is asked of a file. */
export interface LimitsRequest {
  /** Samples of the file, and AC coefficients among them that are not 0. */
  readonly samples: number;
  readonly nonZeroAc: number;
  /** Bits for each such coefficient, where asked for. */
  readonly rate: number | undefined;
  /** Whether the file is cut into parts that must look alike. */
  readonly isShared: boolean;
}

/** The limits of a file. */
export function payloadLimits({ samples, nonZeroAc, rate, isShared }: LimitsRequest): PayloadLimits {
  /** Bits a sample. */
  const density = nonZeroAc / samples;
  const bytesAt = (bits: number, part: number): number => Math.floor((bits * density * part) / 8);
  return {
    load: density * (rate ?? (isShared ? RECOMMENDED_RATE : 0)),
    room: (part) => bytesAt(rate ?? LARGEST_RATE, part),
    filled(part) {
      if (rate !== undefined) return bytesAt(rate, part);
      const least = Math.min(LEAST_PICTURE_BYTES, bytesAt(WARNED_RATE, part));
      return Math.max(bytesAt(RECOMMENDED_RATE, part), least);
    },
    refusal: (secret, needed, room, quality) => tooLarge(secret, needed, room, { rate, quality }),
  };
}

function tooLarge(
  secret: Secret,
  needed: number,
  room: number,
  { rate, quality }: { readonly rate: number | undefined; readonly quality: Quality | undefined },
): Error {
  const used = rate ?? LARGEST_RATE;
  const wanted = (used * needed) / Math.max(1, room);
  const ways = [
    ...(wanted <= LARGEST_RATE ? [`a rate of ${(Math.ceil(1000 * wanted) + 1) / 1000}`] : []),
    ...(secret.kind === 'picture' && quality !== undefined && quality !== 'auto'
      ? ['quality auto, which codes the picture so that it fits']
      : []),
    ...(needed > 1.05 * room && room > 0
      ? [`a JPEG with ${(needed / room).toFixed(1)} times as much detail`]
      : []),
    'a container without loss (.png), which holds some ten times as much',
  ];
  return new PayloadTooLargeError(needed, room, 0, secret, {
    parts: 1,
    ways,
    here: rate === undefined ? 'in this JPEG' : `at a rate of ${rate} bits a coefficient that is not 0`,
    ...(quality !== undefined && { quality }),
    ...(rate !== undefined && { rate }),
  });
}
