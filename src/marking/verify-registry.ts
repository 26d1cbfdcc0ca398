/** Looks for an owner's mark in a picture, with the registry of what the owner marked. */
import type { RgbImage } from '../image/rgb-image.ts';
import { fromBase64 } from './base64.ts';
import { likeness, SAME_PICTURE_CORRELATION } from './likeness.ts';
import type { MarkGeometry } from './mark-geometry.ts';
import { idText } from './mark-id.ts';
import type { OwnerKey } from './owner-key.ts';
import { hashDistance, orientedHashes, SAME_PICTURE_BITS } from './perceptual-hash.ts';
import type { RegistryRow } from './registry.ts';
import { knownMark, nearestRows } from './registry.ts';
import type { KnownMark, Verification, VerifyOptions } from './verify.ts';
import { verify } from './verify.ts';

/** How the suspect and a row of the registry belong together. */
export interface RegistryMatch {
  /** The row that has the number, or whose key found the mark. */
  readonly row: RegistryRow;
  /** How many of the 256 bits of the perceptual hashes differ. */
  readonly distance: number;
  /** The correlation of the suspect with the row's thumbnail, where the mark says that it belongs, if that can be said. */
  readonly correlation?: number;
  /** Whether the suspect shows the picture of the row, by either. If not, the mark may have been copied to another picture. */
  readonly alike: boolean;
}

/** How to look, and with which registry. */
export interface VerifyWithRegistryOptions extends Omit<VerifyOptions<KnownMark>, 'known'> {
  /** The rows of the registry; those of other owners are passed over. */
  readonly rows: readonly RegistryRow[];
  /**
   * Decodes the thumbnail of a row.
   *
   * @param content - a small JPEG or WebP file.
   */
  decodeThumbnail(content: Uint8Array<ArrayBuffer>): Promise<RgbImage>;
}

/** What was found, and what the registry knows of it. */
export interface RegistryVerification {
  /** What the picture itself says. */
  readonly found: Verification;
  /** What the registry knows, if anything. */
  readonly match?: RegistryMatch;
}

/**
 * Looks for a mark with the owner's general key and with those of the registry, the most alike pictures first.
 *
 * @param image - the suspect.
 * @param owner - whose mark.
 * @param options - with the registry.
 * @throws the signal's reason when it is aborted; what `decodeThumbnail` throws.
 */
export async function verifyWithRegistry(
  image: RgbImage,
  owner: OwnerKey,
  { rows, decodeThumbnail, ...options }: VerifyWithRegistryOptions,
): Promise<RegistryVerification> {
  const hashes = orientedHashes(image);
  const own = rows.filter((row) => row.owner === owner.publicId);
  const known = nearestRows(own, hashes).map((row) => ({ ...knownMark(row), row }));
  const found = await verify(image, owner, { ...options, known });
  const row = found.known?.row ?? own.find(({ id }) => found.id !== undefined && id === idText(found.id));
  if (row === undefined) return { found };
  const thumbnail = await decodeThumbnail(Uint8Array.from(fromBase64(row.thumbnail)!));
  return { found, match: matchOf(image, hashes, row, found.geometry, thumbnail) };
}

function matchOf(
  image: RgbImage,
  hashes: readonly string[],
  row: RegistryRow,
  geometry: MarkGeometry | undefined,
  thumbnail: RgbImage,
): RegistryMatch {
  const distance = Math.min(...hashes.map((hash) => hashDistance(hash, row.hash)));
  const correlation = geometry?.toOriginal && likeness(image, geometry.toOriginal, row, thumbnail);
  return {
    row,
    distance,
    ...(correlation !== undefined && { correlation }),
    alike: distance <= SAME_PICTURE_BITS || (correlation ?? 0) >= SAME_PICTURE_CORRELATION,
  };
}
