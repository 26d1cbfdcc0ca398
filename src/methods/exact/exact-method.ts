/**
 * The exact method: pictures and files, encrypted, in the samples of a picture. The revealed secret equals the hidden one,
 * to the last bit of its code, as long as no sample of the container changes. Byte by byte: docs/format.md.
 *
 * Pictures in memory in and out; the same in Node and in the browser.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { deriveFrameKeys, SALT_BYTES } from '../../keys/frame-keys.ts';
import { keysFor, type Passphrase } from '../../keys/key-ring.ts';
import { aes256GcmSeal, GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { Secret } from '../../media/secret.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import { systemRandomBytes } from '../../random/random-bytes.ts';
import type { SecretCoder } from '../secret-coder.ts';
import type { HidingRemarks } from './code-or-carry.ts';
import { hidingRemarks } from './code-or-carry.ts';
import type { DistortionMap } from './distortion/distortion-map.ts';
import { DistortionMaps } from './distortion/distortion-map.ts';
import type { EmbeddingShape } from './embedding/layers.ts';
import { embedBits, shapeCapacity, tooWet } from './embedding/layers.ts';
import { planTrellis } from './embedding/plan.ts';
import type { CoverSamples, SampleArray } from './embedding/samples.ts';
import { assertSamples } from './embedding/samples.ts';
import type { ExactCover } from './exact-cover.ts';
import { pictureCover } from './exact-cover.ts';
import { HEADER_SHAPE, NO_KEY, payloadAssociatedBytes, SALT_SHAPE } from './exact-layout.ts';
import { associatedBytes, encodeHeader, SEALED_HEADER_BYTES, sealHeader } from './header.ts';
import type { Load } from './part-load.ts';
import {
  assertRate,
  assertRoom,
  codeSecret,
  countDry,
  loadOfParts,
  partsFor,
  planFor,
  shuffledParts,
} from './part-load.ts';
import { encodePayload } from './payload.ts';
import type { Part, SharedPlaces } from './places.ts';
import { bodyPlaces, drawParts, headerPlaces, sharedPlaces } from './places.ts';
import type { ExactOptions, SparedName } from './settings.ts';

export { hasRoomForExact } from './exact-layout.ts';
export { revealExact } from './reveal-exact.ts';

/** A secret and who may have it. */
export interface Receiver {
  /** What is hidden for this receiver. */
  readonly secret: Secret;
  /** By default the public key, with which anyone can reveal. */
  readonly passphrase?: Passphrase | undefined;
}

/** How one receiver's secret was stored. */
export interface HiddenSecret extends HidingRemarks {
  /** What the receiver gets: a coded picture, or a file, which may be a picture's original. */
  readonly kind: 'picture' | 'file';
  /** Bytes of the sealed payload. */
  readonly payloadBytes: number;
  /** Payload bits for each sample of the receiver's part. */
  readonly bitsPerSample: number;
  /** How the samples carry the bits. */
  readonly shape: EmbeddingShape;
  /** How the secret was coded. */
  readonly coding: string;
  /** What the trellis avoids: nothing in particular, smooth areas, or what the sender's own map says. */
  readonly distortion: SparedName;
}

/** A container with all secrets in it. */
export interface ExactContainer {
  /** A new picture of the cover's size. */
  readonly container: RgbImage;
  /** One entry for each receiver, in their order. */
  readonly hidden: readonly HiddenSecret[];
  /** Share of all samples that changed, 0-1. */
  readonly changeRate: number;
}

/** The samples of a container, and the same. */
export interface ExactSamples extends Omit<ExactContainer, 'container'> {
  /** Of the same kind as the cover's. */
  readonly samples: SampleArray;
}

/**
 * Hides a secret for each receiver in a picture.
 *
 * @param cover - stays as it is.
 * @param receivers - at least one and at most as many as there are parts; no two with the same passphrase.
 * @param coder - turns secrets into bytes.
 * @throws RangeError when the cover is too small or the receivers do not fit the parts; PayloadTooLargeError when a secret does
 *   not fit; the signal's reason when it is aborted.
 */
export async function hideExact(
  cover: RgbImage,
  receivers: readonly Receiver[],
  coder: SecretCoder,
  options: ExactOptions = {},
): Promise<ExactContainer> {
  const { samples, ...rest } = await hideInSamples(pictureCover(cover), receivers, coder, options);
  return { container: rgbImage(cover.width, cover.height, samples as Uint8Array), ...rest };
}

/**
 * Hides a secret for each receiver in samples of any kind, which are not changed.
 *
 * @throws as `hideExact` does; RangeError, too, where the range of the samples is none, or so many are wet that the rest cannot
 *   say what has to be said.
 */
export async function hideInSamples(
  cover: ExactCover,
  receivers: readonly Receiver[],
  coder: SecretCoder,
  options: ExactOptions = {},
): Promise<ExactSamples> {
  const random = options.random ?? systemRandomBytes;
  const count = partsFor(receivers, options.parts);
  assertRoom(cover, count);
  assertRate(options);
  assertSamples(cover);
  const { length } = cover.samples;
  const container = { ...cover, samples: copyOf(cover.samples) };
  const shared = await sharedPlaces(length, cover.layout);
  const salt = random(SALT_BYTES);
  const parts = count > 1 ? await drawParts(shared, salt) : undefined;
  const maps = new DistortionMaps(cover, options.distortion);
  const order = shuffledParts(count, random);
  const work = { container, shared, parts, maps, random, coder, salt };
  const prepared: PreparedSecret[] = [];
  for (const [at, receiver] of receivers.entries()) {
    prepared.push(await prepareSecret(work, { index: order[at]!, count }, receiver, options));
    options.signal?.throwIfAborted();
  }
  const load = loadOfParts(options, count, cover, maps, prepared);
  const hidden: HiddenSecret[] = [];
  for (const [at, index] of order.entries()) {
    const stage = stageOf(options, at, order.length);
    const secret = prepared[at];
    if (secret === undefined) await fillPart(work, { index, count }, load, stage);
    else hidden.push(await hideSecret(work, secret, load, stage));
  }
  await embedSmall(container, shared.salt, SALT_SHAPE, salt, maps.of(load.distortion), random);
  let changed = 0;
  for (let i = 0; i < length; i++) if (cover.samples[i] !== container.samples[i]) changed++;
  return { samples: container.samples, hidden, changeRate: changed / length };
}

/** A copy with memory of its own; what Node calls `slice` of a Buffer is none. */
function copyOf(samples: SampleArray): SampleArray {
  return samples instanceof Uint8Array ? Uint8Array.from(samples) : samples.slice();
}

interface HidingWork {
  /** The cover with samples of its own, which are changed. */
  readonly container: ExactCover;
  readonly shared: SharedPlaces;
  readonly parts: Uint8Array | undefined;
  readonly maps: DistortionMaps;
  readonly random: RandomBytes;
  readonly coder: SecretCoder;
  readonly salt: Uint8Array;
}

/** A secret as bytes, and its place. */
interface PreparedSecret {
  readonly part: Part;
  readonly keys: FrameKeys;
  readonly headerAt: Uint32Array;
  readonly places: Uint32Array;
  /** The payload to seal, with room for the tag; its length includes the tag. */
  readonly payload: Uint8Array;
  readonly coding: Pick<HiddenSecret, 'kind' | 'coding' | 'lost' | 'notes'>;
}

async function prepareSecret(
  work: HidingWork,
  part: Part,
  { secret, passphrase }: Receiver,
  options: ExactOptions,
): Promise<PreparedSecret> {
  const { shared, parts } = work;
  const keys = await keysFor(passphrase, work.salt);
  const headerAt = await headerPlaces(shared, keys, part, parts);
  const places = await bodyPlaces(shared, keys, part, parts, headerAt);
  options.signal?.throwIfAborted();
  const dry = countDry(work.container, places);
  const coded = await codeSecret(work.coder, secret, dry, places.length, part.count, options);
  const record = encodePayload(coded.payload);
  const payload = new Uint8Array(record.length + GCM_TAG_BYTES);
  payload.set(record);
  const { kind } = coded.payload;
  const remarks = hidingRemarks(secret, options.quality ?? 'auto', coded);
  const coding = { kind, coding: coded.coding, ...remarks };
  return { part, keys, headerAt, places, payload, coding };
}

async function hideSecret(
  work: HidingWork,
  secret: PreparedSecret,
  load: Load,
  options: ExactOptions,
): Promise<HiddenSecret> {
  const { part, keys, places, payload, coding } = secret;
  const { label } = work.shared.layout;
  const payloadBytes = payload.length;
  const associated = associatedBytes(work.container.shape, part);
  const bitCount = Math.max(8 * payloadBytes, Math.round(load.rate * places.length));
  const shape = await embedPart(work, secret, bitCount, load, options, async (shape) => {
    const header = encodeHeader({ shape, payloadBytes });
    const sealed = await aes256GcmSeal(
      await keys.deriveKey(`${label}/payload`),
      payload.subarray(0, payloadBytes - GCM_TAG_BYTES),
      payloadAssociatedBytes(header, associated),
    );
    return { sealed, sealedHeader: () => sealHeader(keys, header, associated, label) };
  });
  const bitsPerSample = (8 * payloadBytes) / places.length;
  return { ...coding, payloadBytes, bitsPerSample, shape, distortion: load.distortion };
}

/** A part without a receiver: random bits in the same way, under a random key. */
async function fillPart(work: HidingWork, part: Part, load: Load, options: ExactOptions): Promise<void> {
  const { shared, parts, random } = work;
  // The salt is stored nowhere; Argon2id would only cost time.
  const keys = await deriveFrameKeys(undefined, random(SALT_BYTES));
  const headerAt = await headerPlaces(shared, keys, part, parts);
  const places = await bodyPlaces(shared, keys, part, parts, headerAt);
  const bitCount = Math.round(load.rate * places.length);
  await embedPart(work, { keys, headerAt, places }, bitCount, load, options, async () => ({
    sealed: new Uint8Array(0),
    sealedHeader: async () => random(SEALED_HEADER_BYTES),
  }));
}

/** The content of a part, for a shape: the sealed payload, followed by random bits, and the sealed header. */
type SealPart = (shape: EmbeddingShape) => Promise<{
  readonly sealed: Uint8Array;
  sealedHeader(): Promise<Uint8Array>;
}>;

/** Writes body and header of a part. */
async function embedPart(
  work: HidingWork,
  { keys, headerAt, places }: Pick<PreparedSecret, 'keys' | 'headerAt' | 'places'>,
  bitCount: number,
  { distortion }: Load,
  options: ExactOptions,
  seal: SealPart,
): Promise<EmbeddingShape> {
  const { container: cover, maps, random, shared } = work;
  const map = maps.of(distortion);
  const dry = countDry(cover, places);
  if (cover.wet !== undefined && bitCount > dry) throw tooWet('they are more than may change');
  const { shape, sharpness } = planFor(bitCount, dry, map?.some(places), options);
  const { sealed, sealedHeader } = await seal(shape);
  const bits = random(Math.ceil(shapeCapacity(shape, places.length) / 8));
  bits.set(sealed);
  const costs = { weights: map?.weights, down: map?.down, sharpness };
  const key = await keys.deriveKey(`${shared.layout.label}/digits`);
  await embedBits({ ...options, cover, places, shape, bits, key, costs, random });
  await embedSmall(cover, headerAt, HEADER_SHAPE, await sealedHeader(), map, random);
  return shape;
}

/** Writes a salt or header. */
async function embedSmall(
  cover: CoverSamples,
  places: Uint32Array,
  shape: EmbeddingShape,
  bits: Uint8Array,
  map: DistortionMap | undefined,
  random: RandomBytes,
): Promise<void> {
  const { sharpness } = planTrellis(shape.lowBits, Math.max(1, countDry(cover, places)), map?.some(places));
  const costs = { weights: map?.weights, down: map?.down, sharpness };
  await embedBits({ cover, places, shape, bits, key: NO_KEY, costs, random });
}

function stageOf(options: ExactOptions, at: number, count: number): ExactOptions {
  const { onProgress } = options;
  return { ...options, onProgress: onProgress && ((fraction) => onProgress((at + fraction) / count)) };
}
