/**
 * The layout that hiding and revealing share: how salt and header are carried, how large a picture must be, and what is authenticated.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { SALT_BYTES } from '../../keys/frame-keys.ts';
import type { EmbeddingShape } from './embedding/layers.ts';
import { HEADER_HEIGHT, SEALED_HEADER_BYTES } from './header.ts';
import { LEAST_PART_SAMPLES } from './places.ts';
import type { PartCount } from './settings.ts';

/** The shape that carries the salt. */
export const SALT_SHAPE: EmbeddingShape = {
  modulus: 1,
  lowBits: 8 * SALT_BYTES,
  highBits: 0,
  height: HEADER_HEIGHT,
};

/** The shape that carries a sealed header. */
export const HEADER_SHAPE: EmbeddingShape = {
  modulus: 1,
  lowBits: 8 * SEALED_HEADER_BYTES,
  highBits: 0,
  height: HEADER_HEIGHT,
};

/** Digits of base 1 have no mask. */
export const NO_KEY = new Uint8Array(0);

/**
 * Whether a picture is large enough for the exact method with so many parts.
 *
 * @param parts - into how many parts the cover is divided, one for each receiver at most; 1 when left out.
 */
export function hasRoomForExact({ data }: RgbImage, parts: PartCount = 1): boolean {
  return hasRoom(data.length, parts);
}

/** Whether so many samples are enough for the exact method with so many parts. */
export function hasRoom(samples: number, parts: PartCount = 1): boolean {
  return samples >= parts * LEAST_PART_SAMPLES;
}

/** The bytes that the payload's tag covers besides the payload. */
export function payloadAssociatedBytes(header: Uint8Array, associated: Uint8Array): Uint8Array {
  const both = new Uint8Array(header.length + associated.length);
  both.set(header);
  both.set(associated, header.length);
  return both;
}
