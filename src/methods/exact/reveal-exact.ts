/**
 * Reveals what the exact method hid: finds the header that the key opens, reads the body that it describes, opens the
 * payload.
 */
import { DamagedContainerError } from '../../errors/damaged-container.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { WorkOptions } from '../../jobs/work.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { keysFor, type Passphrase } from '../../keys/key-ring.ts';
import { aes256GcmOpen } from '../../keys/webcrypto.ts';
import type { RevealedSecret } from '../../media/secret.ts';
import type { SecretCoder } from '../secret-coder.ts';
import { extractBits, shapeCapacity } from './embedding/layers.ts';
import type { CoverSamples } from './embedding/samples.ts';
import type { ExactCover } from './exact-cover.ts';
import { pictureCover } from './exact-cover.ts';
import { HEADER_SHAPE, hasRoom, NO_KEY, payloadAssociatedBytes, SALT_SHAPE } from './exact-layout.ts';
import { associatedBytes, decodeHeader, openHeader } from './header.ts';
import { decodePayload } from './payload.ts';
import type { Part, SharedPlaces } from './places.ts';
import { bodyPlaces, drawParts, headerPlaces, sharedPlaces } from './places.ts';
import { PART_COUNTS } from './settings.ts';

/**
 * The secret hidden for a passphrase.
 *
 * @param container - stays as it is.
 * @param coder - turns bytes into the secret.
 * @param options - the passphrase (the public default key when left out), how to stop, and whom to tell.
 * @returns `undefined` where nothing is hidden for it, or where salt or header changed.
 * @throws DamagedContainerError when the container changed since; Error when a newer program wrote it; the signal's reason when
 *   it is aborted.
 */
export async function revealExact(
  container: RgbImage,
  coder: SecretCoder,
  options: WorkOptions & { readonly passphrase?: Passphrase | undefined } = {},
): Promise<RevealedSecret | undefined> {
  const found = await findInSamples(pictureCover(container), options.passphrase);
  options.signal?.throwIfAborted();
  return found && revealFound(found, coder, options);
}

/** A header that a key opened, in its container. */
export interface FoundPayload {
  readonly container: CoverSamples;
  readonly header: FoundHeader;
}

/** The header of what is hidden in samples of any kind for a passphrase; `undefined` as for `revealExact`. */
export async function findInSamples(
  container: ExactCover,
  passphrase: Passphrase | undefined,
): Promise<FoundPayload | undefined> {
  const header = await findHeader(container, passphrase);
  return header && { container, header };
}

/**
 * Reads and opens what was found.
 *
 * @throws as `revealExact` does.
 */
export async function revealFound(
  { container, header: found }: FoundPayload,
  coder: SecretCoder,
  options: WorkOptions = {},
): Promise<RevealedSecret> {
  const { keys, shared, part, parts, header: headerBytes, associated, headerAt } = found;
  const places = await bodyPlaces(shared, keys, part, parts, headerAt);
  const { shape, payloadBytes } = decodeHeader(headerBytes, places.length, shapeCapacity);
  const digitsKey = await keys.deriveKey(`${shared.layout.label}/digits`);
  const bits = await extractBits({ cover: container, places, shape, key: digitsKey, ...options });
  const payload = await aes256GcmOpen(
    await keys.deriveKey(`${shared.layout.label}/payload`),
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

/** A header that was found, and its place. */
export interface FoundHeader {
  readonly keys: FrameKeys;
  readonly shared: SharedPlaces;
  readonly part: Part;
  readonly parts: Uint8Array | undefined;
  readonly header: Uint8Array;
  readonly associated: Uint8Array;
  readonly headerAt: Uint32Array;
}

async function findHeader(
  cover: ExactCover,
  passphrase: Passphrase | undefined,
): Promise<FoundHeader | undefined> {
  const { length } = cover.samples;
  if (!hasRoom(length)) return undefined;
  const shared = await sharedPlaces(length, cover.layout);
  const salt = await extractBits({ cover, places: shared.salt, shape: SALT_SHAPE, key: NO_KEY });
  const keys = await keysFor(passphrase, salt);
  let drawn: Uint8Array | undefined;
  for (const count of PART_COUNTS) {
    if (!hasRoom(length, count)) break;
    if (count > 1) drawn ??= await drawParts(shared, salt);
    for (let index = 0; index < count; index++) {
      const part: Part = { index, count };
      const headerAt = await headerPlaces(shared, keys, part, drawn);
      const sealed = await extractBits({ cover, places: headerAt, shape: HEADER_SHAPE, key: NO_KEY });
      const associated = associatedBytes(cover.shape, part);
      const header = await openHeader(keys, sealed, associated, shared.layout.label);
      if (header !== undefined) return { keys, shared, part, parts: drawn, header, associated, headerAt };
    }
  }
  return undefined;
}
