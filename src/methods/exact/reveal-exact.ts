/**
 * Revealing what the exact method hid: find the header that the key opens, read the body that it describes, open the payload.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { deriveFrameKeys } from '../../keys/frame-keys.ts';
import { aes256GcmOpen } from '../../keys/webcrypto.ts';
import type { WorkOptions } from '../method.ts';
import { extractBits, shapeCapacity } from './embedding/layers.ts';
import { HEADER_SHAPE, hasRoomForExact, NO_KEY, payloadAssociatedBytes, SALT_SHAPE } from './exact-layout.ts';
import { associatedBytes, decodeHeader, openHeader } from './header.ts';
import { decodePayload } from './payload.ts';
import type { Part, SharedPlaces } from './places.ts';
import { bodyPlaces, drawParts, headerPlaces, sharedPlaces } from './places.ts';
import type { RevealedSecret, SecretCoder } from './secrets.ts';
import { PART_COUNTS } from './settings.ts';

/** What is hidden for this passphrase was found, and cannot be given back: the container changed since it was made. */
export class DamagedContainerError extends Error {
  override readonly name = 'DamagedContainerError';
}

/**
 * What is hidden for a passphrase.
 *
 * @returns `undefined` where nothing is hidden for it, or where salt or header changed.
 * @throws DamagedContainerError when the container changed since; Error when a newer program wrote it; the signal's reason when
 *   it is aborted.
 */
export async function revealExact(
  container: RgbImage,
  coder: SecretCoder,
  options: WorkOptions & { readonly passphrase?: string | Uint8Array | undefined } = {},
): Promise<RevealedSecret | undefined> {
  const found = await findHeader(container, options.passphrase);
  if (found === undefined) return undefined;
  const { keys, shared, part, parts, header: headerBytes, associated, headerAt } = found;
  options.signal?.throwIfAborted();
  const places = await bodyPlaces(shared, keys, part, parts, headerAt);
  const { shape, payloadBytes } = decodeHeader(headerBytes, places.length, shapeCapacity);
  const digitsKey = await keys.deriveKey('exact/1/digits');
  const bits = await extractBits(container.data, places, shape, digitsKey, options);
  const payload = await aes256GcmOpen(
    await keys.deriveKey('exact/1/payload'),
    bits.subarray(0, payloadBytes),
    payloadAssociatedBytes(headerBytes, associated),
  );
  if (payload === undefined) {
    throw new DamagedContainerError(
      'Something is hidden here for this passphrase, but the picture was changed since and it cannot be given back whole',
    );
  }
  return coder.decode(decodePayload(payload));
}

/** A header that was found, and where. */
interface FoundHeader {
  readonly keys: FrameKeys;
  readonly shared: SharedPlaces;
  readonly part: Part;
  readonly parts: Uint8Array | undefined;
  readonly header: Uint8Array;
  readonly associated: Uint8Array;
  readonly headerAt: Uint32Array;
}

async function findHeader(
  container: RgbImage,
  passphrase: string | Uint8Array | undefined,
): Promise<FoundHeader | undefined> {
  if (!hasRoomForExact(container)) return undefined;
  const { width, height, data } = container;
  const shared = await sharedPlaces(data.length);
  const salt = await extractBits(data, shared.salt, SALT_SHAPE, NO_KEY);
  const keys = await deriveFrameKeys(passphrase, salt);
  let drawn: Uint8Array | undefined;
  for (const count of PART_COUNTS) {
    if (!hasRoomForExact(container, count)) break;
    if (count > 1) drawn ??= await drawParts(data.length, salt);
    for (let index = 0; index < count; index++) {
      const part: Part = { index, count };
      const headerAt = await headerPlaces(shared, keys, part, drawn);
      const sealed = await extractBits(data, headerAt, HEADER_SHAPE, NO_KEY);
      const associated = associatedBytes(width, height, part);
      const header = await openHeader(keys, sealed, associated);
      if (header !== undefined) return { keys, shared, part, parts: drawn, header, associated, headerAt };
    }
  }
  return undefined;
}
