/**
 * Containers that no writer writes: any header and any payload, authentic for the public default key. Whoever hides something
 * has the key, so that a reader must not trust what it decrypts.
 */

import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { deriveFrameKeys } from '../../src/keys/frame-keys.ts';
import { aes256GcmSeal, GCM_TAG_BYTES } from '../../src/keys/webcrypto.ts';
import type { EmbeddingShape } from '../../src/methods/exact/embedding/layers.ts';
import { embedBits, shapeCapacity } from '../../src/methods/exact/embedding/layers.ts';
import { planDigits, planTrellis } from '../../src/methods/exact/embedding/plan.ts';
import { pixelSamples } from '../../src/methods/exact/embedding/samples.ts';
import {
  associatedBytes,
  encodeHeader,
  SEALED_HEADER_BYTES,
  sealHeader,
} from '../../src/methods/exact/header.ts';
import { bodyPlaces, headerPlaces, sharedPlaces } from '../../src/methods/exact/places.ts';
import type { RandomBytes } from '../../src/methods/frame/frame.ts';

const PART = { index: 0, count: 1 } as const;
const SALT_BYTES = 16;

/** What a forged container says. */
export interface Forgery {
  /** The payload before it is sealed; it must fit into two bits a sample. */
  readonly payload: Uint8Array;
  /** Changes the 32 bytes of a header that fits the payload. */
  readonly changeHeader?: (header: Uint8Array) => void;
}

/** A container with this header and payload, the payload in digits of base 4. */
export async function forgedContainer(
  cover: RgbImage,
  { payload, changeHeader }: Forgery,
  random: RandomBytes,
): Promise<RgbImage> {
  const { width, height } = cover;
  const data = Uint8Array.from(cover.data);
  const salt = random(SALT_BYTES);
  const [shared, keys] = await Promise.all([sharedPlaces(data.length), deriveFrameKeys(undefined, salt)]);
  const headerAt = await headerPlaces(shared, keys, PART, undefined);
  const places = await bodyPlaces(shared, keys, PART, undefined, headerAt);

  const { shape } = planDigits(4);
  const header = encodeHeader({ shape, payloadBytes: payload.length + GCM_TAG_BYTES });
  changeHeader?.(header);
  const associated = associatedBytes([width, height], PART);
  const bits = random(Math.ceil(shapeCapacity(shape, places.length) / 8));
  bits.set(await aes256GcmSeal(await keys.deriveKey('exact/1/payload'), payload, joined(header, associated)));
  const key = await keys.deriveKey('exact/1/digits');
  await embedBits({ cover: pixelSamples(data), places, shape, bits, key, costs: PLAIN, random });
  await embedTrellis(data, headerAt, await sealHeader(keys, header, associated, 'exact/1'), random);
  await embedTrellis(data, shared.salt, salt, random);
  return rgbImage(width, height, data);
}

const PLAIN = { sharpness: 0 };

async function embedTrellis(
  data: Uint8Array,
  places: Uint32Array,
  bytes: Uint8Array,
  random: RandomBytes,
): Promise<void> {
  const lowBits = 8 * (bytes.length === SALT_BYTES ? SALT_BYTES : SEALED_HEADER_BYTES);
  const shape: EmbeddingShape = { modulus: 1, lowBits, highBits: 0, height: 10 };
  const { sharpness } = planTrellis(lowBits, places.length);
  const key = new Uint8Array(0);
  await embedBits({
    cover: pixelSamples(data),
    places,
    shape,
    bits: bytes,
    key,
    costs: { sharpness },
    random,
  });
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
