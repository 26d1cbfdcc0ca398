/** The code of the `robust` method: codes secrets so that they fit, hides them, and tries the encoders that they must survive. */
import { coded } from '../../errors/coded.ts';
import { DamagedContainerError } from '../../errors/damaged-container.ts';
import { decodeJpegPixels } from '../../image/jpeg/decode-pixels.ts';
import { encodeJpegPixels } from '../../image/jpeg/encode-pixels.ts';
import type { LossyEncoding } from '../../image/lossy-encoding.ts';
import { type RgbImage, rgbImage } from '../../image/rgb-image.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import { systemRandomBytes } from '../../random/random-bytes.ts';
import { type Budgets, codeOrCarry, hidingRemarks } from '../exact/code-or-carry.ts';
import { BudgetTooSmallError } from '../exact/codecs/jpeg2000.ts';
import { neededRoom } from '../exact/needed-room.ts';
import { partsFor, shuffledParts } from '../exact/part-load.ts';
import { encodePayload, type Payload } from '../exact/payload.ts';
import { PayloadTooLargeError } from '../exact/payload-too-large.ts';
import { PART_COUNTS, type PartCount, type Quality } from '../exact/settings.ts';
import type { Method, MethodCode, MethodHost, NeededRoom, Receiver } from '../method.ts';
import type { CodedSecret, SecretCoder } from '../secret-coder.ts';
import {
  assertRoom,
  leastPartBlocks,
  type RobustPayload,
  type RobustPlan,
  robustBits,
} from './hide-robust.ts';
import { SALT } from './placement.ts';
import { type FoundHeader, findRobust, openRobust } from './reveal-robust.ts';
import { robustCapacity } from './robust-capacity.ts';
import { pixelsShown, withBits } from './robust-covers.ts';
import { DEFAULT_SURVIVAL, FILE_RATE, MOST_RATE, MOST_SLOTS, SURVIVALS, type Survival } from './settings.ts';

interface RobustOptions {
  readonly survives?: string;
  readonly quality?: Quality;
  readonly parts?: PartCount;
}

/** Attempts; each lets a picture fill less, or gives a file more coefficients. */
const ATTEMPTS = 4;
const LESS = 0.82;

/** The share of the rows that is kept from the receiver when the sender tries: other decoders and encoders differ a little. */
const SPARE = 0.06;

export function robustCode({ name }: Pick<Method, 'name'>): MethodCode {
  return {
    async hide(given, receivers, options, { host, random = systemRandomBytes, signal, onProgress }) {
      const cover = pixelsShown(given);
      const { survives = DEFAULT_SURVIVAL, quality = 'auto', parts: asked } = options as RobustOptions;
      const survival = SURVIVALS[survives]!;
      const parts = partsFor(
        receivers.map(({ keys }) => ({ passphrase: keys })),
        asked,
      );
      assertRoom(cover, parts);
      if (survival.encodings[0]!.format === 'webp' && host.encodedAnew === undefined) {
        throw coded(
          new RangeError(`What survives ${survives} can be hidden by the command line only`),
          'bad-option',
          {
            option: 'survives',
          },
        );
      }
      const blocks = await leastPartBlocks(cover, parts);
      const order = shuffledParts(parts, random);
      let why: string | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const weaker = LESS ** attempt;
        const { filled, room } = bytesIn(blocks, survival, weaker);
        const codes: CodedSecret[] = [];
        for (const { secret } of receivers)
          codes.push(await codeSecret(host.coder, secret, quality, filled, room, signal));
        const payloads: RobustPayload[] = [];
        for (const [at, { keys }] of receivers.entries()) {
          const record = encodePayload(codes[at]!.payload);
          payloads.push({ keys: await keys.keys(SALT), part: { index: order[at]!, count: parts }, record });
        }
        const largest = Math.max(...payloads.map(({ record }) => record.length + GCM_TAG_BYTES));
        const slots = slotsFor(largest, blocks, survival.slots, filled, weaker);
        const plan: RobustPlan = { survival, parts, slots };
        const container = withBits(given, cover, await robustBits(cover, payloads, plan, random), survival);
        onProgress?.((attempt + 0.5) / ATTEMPTS);
        signal?.throwIfAborted();
        why = await destroyedBy(
          pixelsShown(container),
          survival.encodings,
          receivers,
          payloads,
          host,
          signal,
        );
        if (why !== undefined) continue;
        const remarks = receivers.map(({ secret }, at) => hidingRemarks(secret, quality, codes[at]!));
        const isOpen = receivers.some(({ keys }) => keys.secret === undefined);
        return {
          container,
          payloads: payloads.map(({ record }, at) => ({
            kind: codes[at]!.payload.kind,
            coding: codes[at]!.coding,
            bytes: record.length + GCM_TAG_BYTES,
            bitsPerSample: (8 * parts * (record.length + GCM_TAG_BYTES)) / cover.data.length,
            ...remarks[at]!,
          })),
          warnings: [
            ...remarks.flatMap(({ notes }) => notes),
            ...(isOpen ? ['No passphrase: anyone with Pentimento can reveal the secret'] : []),
          ],
        };
      }
      throw coded(
        new RangeError(
          `Nothing was hidden: in this cover it would not survive ${why}. A larger or livelier cover, a smaller secret, or a better quality to survive may do`,
        ),
        'cover-too-small',
        { width: cover.width, height: cover.height, encoding: why! },
      );
    },
    async capacity(cover, secret, { host, signal }) {
      return robustCapacity(pixelsShown(cover), host.coder, secret, signal);
    },
    async room(given, secrets, options, { host, signal }) {
      const cover = pixelsShown(given);
      const { survives = DEFAULT_SURVIVAL, quality = 'auto', parts: asked } = options as RobustOptions;
      const parts = asked ?? PART_COUNTS.find((count) => count >= secrets.length) ?? PART_COUNTS.at(-1)!;
      assertRoom(cover, parts);
      const { filled, room } = bytesIn(await leastPartBlocks(cover, parts), SURVIVALS[survives]!, 1);
      const budgets = { filled: filled - GCM_TAG_BYTES, room: room - GCM_TAG_BYTES };
      const coder = smallCoder(host.coder);
      const needed: NeededRoom[] = [];
      for (const secret of secrets) needed.push(await neededRoom(coder, secret, quality, budgets, signal));
      return { most: room, easy: filled, needed };
    },
    async find(container, keys) {
      const state = await findRobust(pixelsShown(container), keys.secret);
      return state && { method: name, state };
    },
    async reveal({ state }, _options, { host }) {
      return { secret: await host.coder.decode(await openRobust(state as FoundHeader)) };
    },
  };
}

/** What three bytes of the header can say. */
const MOST_BYTES = 2 ** 24 - 1;

/**
 * Bytes of a payload of a part.
 *
 * @param blocks - of the part.
 * @param weaker - share of the usual load.
 */
function bytesIn(blocks: number, survival: Survival, weaker: number): Budgets {
  const bytesAt = (slots: number, rate: number): number => Math.floor((blocks * slots * (rate * weaker)) / 8);
  return {
    filled: bytesAt(survival.slots, survival.rate),
    room: Math.min(bytesAt(MOST_SLOTS, MOST_RATE), MOST_BYTES),
  };
}

/** The secret, in at most as many bytes as there are. */
async function codeSecret(
  coder: SecretCoder,
  secret: Receiver['secret'],
  quality: Quality,
  filled: number,
  room: number,
  signal: AbortSignal | undefined,
): Promise<CodedSecret> {
  const budgets = { filled: filled - GCM_TAG_BYTES, room: room - GCM_TAG_BYTES };
  const tooLarge = (needed: number): PayloadTooLargeError =>
    new PayloadTooLargeError(needed, room, 0, secret, {
      parts: 1,
      here: 'in this cover',
      ways: [
        ...(secret.kind === 'picture' && quality !== 'auto'
          ? ['quality auto, which codes the picture so that it fits']
          : []),
        `a cover with ${(needed / room).toFixed(1)} times as many pixels`,
      ],
    });
  const result = await codeOrCarry(smallCoder(coder), secret, quality, budgets, signal).catch((error) => {
    if (!(error instanceof BudgetTooSmallError)) throw error;
    throw tooLarge(error.needed + GCM_TAG_BYTES);
  });
  const needed = encodePayload(result.payload).length + GCM_TAG_BYTES;
  if (needed > room) throw tooLarge(needed);
  return result;
}

/** A coder that takes the codec for few bytes where there is one. */
function smallCoder(coder: SecretCoder): SecretCoder {
  return {
    ...coder,
    async encode(secret, quality, bytes, signal) {
      const small =
        quality === 'auto' && secret.kind === 'picture'
          ? await coder.encodeSmall?.(secret, bytes, signal)
          : undefined;
      return small ?? coder.encode(secret, quality, bytes, signal);
    },
  };
}

/** Coefficients of a block: a picture's where it fills them, otherwise as few as the file takes. */
function slotsFor(bytes: number, blocks: number, usual: number, filled: number, weaker: number): number {
  const least = Math.ceil((8 * bytes) / (blocks * FILE_RATE * weaker));
  return bytes > filled / 2 && bytes <= filled ? usual : Math.max(1, Math.min(MOST_SLOTS, least));
}

/** The first encoder after which a receiver, who lacks a part as well, would not get everything, in words. */
async function destroyedBy(
  container: RgbImage,
  encodings: readonly LossyEncoding[],
  receivers: readonly Receiver[],
  payloads: readonly RobustPayload[],
  host: MethodHost,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  for (const encoding of encodings) {
    const encoded = await throughEncoder(container, encoding, host);
    if (encoded === undefined) continue;
    const received = upperPart(encoded, 1 - SPARE);
    for (const [at, { keys }] of receivers.entries()) {
      signal?.throwIfAborted();
      const found = await findRobust(received, keys.secret, false);
      const payload = found && (await openedOrDamaged(found));
      if (payload === undefined || !areEqual(encodePayload(payload), payloads[at]!.record))
        return nameOf(encoding);
    }
  }
  return undefined;
}

/** The upper rows of a picture. */
function upperPart({ width, height, data }: RgbImage, share: number): RgbImage {
  const rows = Math.ceil(height * share);
  return rgbImage(width, rows, data.subarray(0, 3 * width * rows));
}

/** What was found; undefined where it does not come back whole. */
async function openedOrDamaged(found: FoundHeader): Promise<Payload | undefined> {
  try {
    return await openRobust(found);
  } catch (error) {
    if (error instanceof DamagedContainerError) return undefined;
    throw error;
  }
}

/** Hosts without encoders have the program's own JPEG. */
async function throughEncoder(
  image: RgbImage,
  encoding: LossyEncoding,
  { encodedAnew }: MethodHost,
): Promise<RgbImage | undefined> {
  if (encodedAnew !== undefined) return encodedAnew(image, encoding);
  const { format, quality, sampling = '4:2:0', mozjpeg } = encoding;
  if (format !== 'jpeg' || mozjpeg === true) return undefined;
  const { width, height, data } = decodeJpegPixels(encodeJpegPixels(image, { quality, sampling }).file);
  return rgbImage(width, height, data);
}

function nameOf({ format, quality, mozjpeg }: LossyEncoding): string {
  return `${format === 'webp' ? 'WebP' : 'JPEG'} of quality ${quality}${mozjpeg === true ? ' by MozJPEG' : ''}`;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
