/** Marks a picture as its owner's: a number and a code that only the owner's key makes, spread over the picture so that it is not seen. */
import { coded } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { psnr } from '../metrics/psnr.ts';
import { ssim } from '../metrics/ssim.ts';
import { systemRandomBytes } from '../random/random-bytes.ts';
import type { IdBits } from './message.ts';
import { ID_BITS, MAC_BITS, messageOf } from './message.ts';
import type { OwnerKey } from './owner-key.ts';
import { embedMark } from './signal/embed.ts';
import { layoutOf } from './signal/layout.ts';
import { CODE_EXPANSION } from './signal/tail-biting-code.ts';

/** Pixels of the shorter side below which a mark has no room. */
export const LEAST_SIDE = 160;

/** Settings of a mark. */
export interface MarkOptions {
  /** What the mark says: 8 bytes, or 16; 8 random ones by default. */
  readonly id?: Uint8Array | undefined;
  /** The salt of the picture's own key, 16 bytes; without it the owner's general key is used, by which all pictures share one pattern. */
  readonly salt?: Uint8Array | undefined;
  /** 1 is just not visible; 0.25 to 4. */
  readonly strength?: number | undefined;
}

/** A marked picture. */
export interface MarkedPicture {
  /** Of the size of the original. */
  readonly image: RgbImage;
  /** What the mark says. */
  readonly id: Uint8Array;
  /** Peak signal-to-noise ratio against the original, decibels. */
  readonly psnr: number;
  /** Structural similarity to the original; computed when it is first read, from the pictures as they are then. */
  readonly ssim: number;
}

/**
 * Marks a picture.
 *
 * @param image - stays as it is; at least `LEAST_SIDE` pixels each way.
 * @param owner - whose picture it is.
 * @param options - what the mark says, and how.
 * @throws RangeError for an id of another length or a strength out of range (`bad-option`), or a picture that is too small
 *   (`cover-too-small`).
 */
export async function mark(
  image: RgbImage,
  owner: OwnerKey,
  options: MarkOptions = {},
): Promise<MarkedPicture> {
  const { id = systemRandomBytes(8), salt, strength = 1 } = options;
  if (!(strength >= 0.25 && strength <= 4)) {
    throw coded(new RangeError(`Expected a strength of 0.25 to 4 but received ${strength}`), 'bad-option');
  }
  assertLargeEnough(image);
  assertId(id);
  const key = await owner.markKey(salt);
  const message = await messageOf(id, key);
  const layout = await layoutOf(key, CODE_EXPANSION * message.length);
  const marked = embedMark(image, layout, message, strength);
  let similarity: number | undefined;
  return {
    image: marked,
    id,
    psnr: psnr(image, marked),
    // Of a large picture it takes longer than the mark: for those who ask.
    get ssim() {
      similarity ??= ssim(image, marked);
      return similarity;
    },
  };
}

/** Bits of a code word for ids of so many bits. */
export function codedBitsOf(bits: IdBits): number {
  return CODE_EXPANSION * (bits + MAC_BITS);
}

/** @throws RangeError `cover-too-small`. */
function assertLargeEnough({ width, height }: RgbImage): void {
  if (Math.min(width, height) >= LEAST_SIDE) return;
  throw coded(
    new RangeError(
      `Expected a picture of at least ${LEAST_SIDE} pixels each way for a mark but received ${width}x${height}`,
    ),
    'cover-too-small',
    { width, height, least: LEAST_SIDE },
  );
}

/** @throws RangeError `bad-option`. */
function assertId(id: Uint8Array): void {
  if (ID_BITS.some((bits) => bits === 8 * id.length)) return;
  throw coded(new RangeError(`Expected an id of 8 or 16 bytes but received ${id.length}`), 'bad-option');
}
