/**
 * What a cover has to carry for its receivers, and whether it can: the number of parts, the load of each, and the bytes that a secret may
 * take.
 */
import { coded } from '../../errors/coded.ts';
import { KeyRing, type Passphrase } from '../../keys/key-ring.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { Secret } from '../../media/secret.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import type { CodedSecret, SecretCoder } from '../secret-coder.ts';
import { type Budgets, codeOrCarry } from './code-or-carry.ts';
import { BudgetTooSmallError } from './codecs/jpeg2000.ts';
import type { DistortionMaps } from './distortion/distortion-map.ts';
import { shapeCapacity } from './embedding/layers.ts';
import type { EmbeddingPlan, PlannedWeights } from './embedding/plan.ts';
import { planDigits, planTrellis } from './embedding/plan.ts';
import type { CoverSamples } from './embedding/samples.ts';
import type { ExactCover } from './exact-cover.ts';
import { hasRoom } from './exact-layout.ts';
import { encodePayload, payloadOverhead } from './payload.ts';
import { PayloadTooLargeError } from './payload-too-large.ts';
import { LEAST_PART_SAMPLES } from './places.ts';
import type { ExactOptions, PartCount, SparedName } from './settings.ts';
import { baseOf, FAVOURED_RATES, LARGEST_PAYLOAD_RATE, PART_COUNTS } from './settings.ts';

/** @throws RangeError where the receivers do not fit the parts, or two have one key. */
export function partsFor(
  receivers: readonly { readonly passphrase?: Passphrase | undefined }[],
  parts: PartCount | undefined,
): PartCount {
  const count = parts ?? PART_COUNTS.find((count) => count >= receivers.length);
  if (receivers.length === 0 || count === undefined || receivers.length > count) {
    const most = count ?? PART_COUNTS.at(-1);
    throw new RangeError(
      `Expected ${most === 1 ? 'one secret' : `1 to ${most} secrets`} for this cover but received ${receivers.length}`,
    );
  }
  const keys = receivers.map(({ passphrase }) => identityOf(passphrase));
  if (new Set(keys).size < keys.length) {
    throw coded(
      new RangeError('Expected a passphrase of its own for every secret but received the same one twice'),
      'same-passphrase',
    );
  }
  return count;
}

/** An id that is equal for passphrases with the same keys (keys.ts): two payloads under one key would reveal both. */
function identityOf(given: Passphrase | undefined): string {
  const passphrase = given instanceof KeyRing ? given.passphrase : given;
  if (passphrase === undefined) return 'none';
  const isText = typeof passphrase === 'string';
  return String(isText ? new TextEncoder().encode(passphrase.normalize('NFKC')) : passphrase);
}

/** The parts in random order: a receiver's part says nothing about the order of receivers. */
export function shuffledParts(count: PartCount, random: RandomBytes): number[] {
  const draws = random(count);
  return Array.from({ length: count }, (_, index) => index).sort((a, b) => draws[a]! - draws[b]!);
}

/** @throws RangeError where no part can have the rate that was asked for. */
export function assertRate({ rate, embedding = 'trellis' }: ExactOptions): void {
  if (rate === undefined) return;
  if (baseOf(embedding) !== undefined) {
    throw new RangeError(`Expected no rate with the embedding ${embedding}, which carries what it carries`);
  }
  if (!(rate > 0 && rate <= LARGEST_PAYLOAD_RATE)) {
    throw new RangeError(`Expected a rate above 0 and at most ${LARGEST_PAYLOAD_RATE} but received ${rate}`);
  }
}

/** @throws RangeError where the cover is too small for its parts. */
export function assertRoom({ samples, shape, unit, layout }: ExactCover, count: PartCount): void {
  if (hasRoom(samples.length, count)) return;
  const least = Math.ceil((count * LEAST_PART_SAMPLES) / unit.samples);
  throw new RangeError(
    `Expected a cover of at least ${least.toLocaleString('en')} ${unit.name} for the ${layout?.label.split('/')[0] ?? 'exact'} method ` +
      `but received ${shape.join('x')}`,
  );
}

/** The load of every part. */
export interface Load {
  /** Bits a sample. */
  readonly rate: number;
  readonly distortion: SparedName;
}

/** What decides how much a part has to carry. */
export interface LoadedPart {
  /** The payload with its tag. */
  readonly payload: Uint8Array;
  /** Where it goes. */
  readonly places: Uint32Array;
}

/**
 * With several parts all carry the same number of bits and avoid the same samples, whatever is in them: no part may show anything of
 * another.
 */
export function loadOfParts(
  options: ExactOptions,
  count: PartCount,
  cover: ExactCover,
  maps: DistortionMaps,
  prepared: readonly LoadedPart[],
): Load {
  const rate = rateOfAll(options, count, cover, prepared);
  const isTrellis = baseOf(options.embedding ?? 'trellis') === undefined;
  return { rate, distortion: isTrellis ? maps.choose(rate) : 'uniform' };
}

/** Bits a sample of every part. */
function rateOfAll(
  options: ExactOptions,
  count: PartCount,
  cover: ExactCover,
  prepared: readonly LoadedPart[],
): number {
  const needed = Math.max(...prepared.map(({ payload, places }) => (8 * payload.length) / places.length));
  if (options.limits !== undefined) return Math.max(options.limits.load, needed);
  return fixedRate(options, count, dryShare(cover)) ?? needed;
}

/** Bits a sample that every part carries whatever its secret takes; none if the secret decides. */
function fixedRate({ rate, favour }: ExactOptions, parts: PartCount, dry: number): number | undefined {
  if (rate !== undefined) return rate;
  return parts > 1 ? dry * rateBetweenWet(FAVOURED_RATES[favour ?? 'balanced'], dry) : undefined;
}

/**
 * Bits that a dry sample carries at most where others are wet: a code needs the more room between them, the more there are. In trials it
 * always found a way at 0.4 with half of them wet, and at 0.8 with a quarter.
 */
const MOST_BETWEEN_WET = 0.7;

/**
 * A rate that a cover with wet samples can carry.
 *
 * @param dry - share of the samples that may change.
 * @returns bits a dry sample.
 */
function rateBetweenWet(rate: number, dry: number): number {
  return dry === 1 ? rate : Math.min(rate, MOST_BETWEEN_WET * dry);
}

/** Samples that may change, of those at these places. */
export function countDry({ wet }: CoverSamples, places: Uint32Array): number {
  if (wet === undefined) return places.length;
  return places.reduce((dry, place) => (wet[place] === 0 ? dry + 1 : dry), 0);
}

/** Share of all samples that may change. */
function dryShare({ samples, wet }: ExactCover): number {
  if (wet === undefined) return 1;
  return wet.reduce((dry, byte) => (byte === 0 ? dry + 1 : dry), 0) / samples.length;
}

/**
 * Bytes of a payload of a part, with its tag: those that a picture of quality `auto` fills, and those that there is room for.
 *
 * @param dry - samples of the part that may change.
 * @param samples - all of it.
 */
export function budgetsOf(dry: number, samples: number, parts: PartCount, options: ExactOptions): Budgets {
  const { favour, embedding = 'trellis', limits } = options;
  if (limits !== undefined) return { filled: limits.filled(samples), room: limits.room(samples) };
  const base = baseOf(embedding);
  const largest = (rate: number): number => Math.floor((rateBetweenWet(rate, dry / samples) * dry) / 8);
  const filled =
    base !== undefined
      ? Math.floor(shapeCapacity(planDigits(base).shape, samples) / 8)
      : options.rate === undefined
        ? largest(FAVOURED_RATES[favour ?? 'balanced'])
        : Math.floor((options.rate * samples) / 8);
  const isLimited = base !== undefined || favour !== undefined || fixedRate(options, parts, 1) !== undefined;
  return { filled, room: isLimited ? filled : largest(LARGEST_PAYLOAD_RATE) };
}

/**
 * The secret, in at most as many bytes as it may take.
 *
 * @param dry - samples of its part that may change.
 * @param samples - all of its part.
 */
export async function codeSecret(
  coder: SecretCoder,
  secret: Secret,
  dry: number,
  samples: number,
  parts: PartCount,
  options: ExactOptions,
): Promise<CodedSecret> {
  const { quality = 'auto', limits, signal } = options;
  const { filled, room } = budgetsOf(dry, samples, parts, options);
  const tooLarge = (needed: number): Error =>
    limits?.refusal(secret, needed, room, options.quality) ??
    new PayloadTooLargeError(needed, room, samples, secret, { ...options, parts });
  const budgets = { filled: filled - GCM_TAG_BYTES, room: room - GCM_TAG_BYTES };
  const coded = await codeOrCarry(coder, secret, quality, budgets, signal).catch((error) => {
    if (!(error instanceof BudgetTooSmallError && quality === 'auto') || secret.kind === 'file') throw error;
    const { width, height } = secret.image;
    throw tooLarge(
      error.needed + payloadOverhead({ kind: 'picture', name: secret.name, codec: 1, width, height }),
    );
  });
  const needed = encodePayload(coded.payload).length + GCM_TAG_BYTES;
  if (needed > room) throw tooLarge(needed);
  return coded;
}

/** How the samples of a part carry its bits. */
export function planFor(
  bits: number,
  dry: number,
  weights: PlannedWeights | undefined,
  { embedding = 'trellis', constraintHeight }: ExactOptions,
): EmbeddingPlan {
  const base = baseOf(embedding);
  if (base !== undefined) return planDigits(base);
  return planTrellis(bits, dry, weights, constraintHeight);
}
