/**
 * What a receiver must know before the body can be read: 32 bytes, sealed into 48 that look random, in the lower bits of
 * `HEADER_SAMPLES` samples by a trellis code. Byte by byte: docs/format.md.
 */
import { coded } from '../../errors/coded.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { aes256GcmOpen, aes256GcmSeal, GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { EmbeddingShape } from './embedding/layers.ts';
import { LARGEST_MODULUS } from './embedding/layers.ts';
import type { Part } from './places.ts';

/** The version of the format that this program writes, and the only one that it reads. */
const VERSION = 1;

const HEADER_BYTES = 32;

/** A sealed header, bytes. */
export const SEALED_HEADER_BYTES = HEADER_BYTES + GCM_TAG_BYTES;

/** Constraint height of the trellis codes of salt and header. */
export const HEADER_HEIGHT = 10;

/** Largest plain modulus. */
const LARGEST_BASE = 256;

/** The shape of the body and the size of the payload. */
export interface ExactHeader {
  readonly shape: EmbeddingShape;
  /** Bytes of the sealed payload; the rest of what the shape holds is random. */
  readonly payloadBytes: number;
}

/** Bytes that are authenticated with header and payload: the cover's shape (a picture's width and height) and the part. */
export function associatedBytes(
  [width, height]: readonly [number, number],
  { index, count }: Part,
): Uint8Array {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  view.setUint8(8, count);
  view.setUint8(9, index);
  return bytes;
}

/** The 32 bytes of a header. */
export function encodeHeader({ shape, payloadBytes }: ExactHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(1, shape.modulus);
  view.setUint8(3, shape.height);
  for (const [at, value] of [
    [4, shape.lowBits],
    [10, shape.highBits],
    [16, payloadBytes],
  ] as const) {
    view.setUint16(at, Math.floor(value / 2 ** 32));
    view.setUint32(at + 2, value % 2 ** 32);
  }
  return bytes;
}

/**
 * Parses a header; checks every field against the available samples.
 *
 * @param bytes - from `openHeader`.
 * @param samples - of the body.
 * @throws Error for another version, or for impossible values.
 */
export function decodeHeader(bytes: Uint8Array, samples: number, capacity: CapacityOf): ExactHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const number = (at: number): number => view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
  const version = view.getUint8(0);
  if (version !== VERSION) {
    throw coded(
      new Error(
        `What is hidden here was written in version ${version} of the format of the exact method; ` +
          `this program reads version ${VERSION}. Use a newer one.`,
      ),
      'unknown-format',
    );
  }
  const shape = {
    modulus: view.getUint16(1),
    height: view.getUint8(3),
    lowBits: number(4),
    highBits: number(10),
  };
  const payloadBytes = number(16);
  const layered = shape.lowBits + shape.highBits > 0;
  const valid =
    shape.modulus >= 1 &&
    shape.modulus <= (layered ? LARGEST_MODULUS : LARGEST_BASE) &&
    (layered ? shape.height >= 6 && shape.height <= 12 : shape.height === 0) &&
    Math.max(shape.lowBits, shape.highBits) <= samples &&
    payloadBytes >= GCM_TAG_BYTES &&
    8 * payloadBytes <= capacity(shape, samples);
  if (!valid)
    throw coded(new Error('What is hidden here is described by values that cannot be'), 'damaged-container');
  return { shape, payloadBytes };
}

/** The bits that a shape holds. */
type CapacityOf = (shape: EmbeddingShape, samples: number) => number;

/** Encrypts and authenticates a header. */
export async function sealHeader(
  keys: FrameKeys,
  header: Uint8Array,
  associated: Uint8Array,
  label: string,
): Promise<Uint8Array> {
  return aes256GcmSeal(await keys.deriveKey(`${label}/header`), header, associated);
}

/** The header, or `undefined` if there is none for these keys. */
export async function openHeader(
  keys: FrameKeys,
  sealed: Uint8Array,
  associated: Uint8Array,
  label: string,
): Promise<Uint8Array | undefined> {
  return aes256GcmOpen(await keys.deriveKey(`${label}/header`), sealed, associated);
}
