/**
 * Decides whether a picture is coded or carried as its original file: one rule for Node and browsers. A file that fits is better than
 * any lossy code, and if the pixels do not tell everything, only the file is exact.
 */
import type { BeyondSamples } from '../../image/beyond-samples.ts';
import { fileMetadata } from '../../image/file-metadata.ts';
import { riffChunks } from '../../image/file-structure.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import { phraseOf } from '../../media/original-file.ts';
import type { OriginalFile, PictureSecret, Secret } from '../../media/secret.ts';
import type { CodedSecret, SecretCoder } from '../secret-coder.ts';
import { payloadOverhead } from './payload.ts';
import type { Quality } from './settings.ts';

/** Bytes of a record with its content. */
export interface Budgets {
  /** The bytes that a picture of quality `auto` fills. */
  readonly filled: number;
  /** The bytes there is room for. */
  readonly room: number;
}

/** The most pixels to code without loss only to compare the size with the original file: 4 microseconds each. */
const MOST_TRIED_PIXELS = 2 ** 22;

/**
 * Codes a secret, or carries the original file of a picture:
 *
 * - `auto`: carries it if it fits into what the picture would fill, unless the pixels alone say everything and take fewer bytes
 *   without loss;
 * - `lossless`: carries it if it holds more than the pixels. If that is only a colour profile, it must also fit;
 * - 1-100: never.
 */
export async function codeOrCarry(
  coder: SecretCoder,
  secret: Secret,
  quality: Quality,
  budgets: Budgets,
  signal?: AbortSignal,
): Promise<CodedSecret> {
  const { filled } = budgets;
  const code = (as: Quality): Promise<CodedSecret> => coder.encode(secret, as, filled, signal);
  if (secret.kind === 'file' || secret.original === undefined) return code(quality);
  const bytes = carriedBytes(secret, quality, budgets);
  if (bytes === undefined) return code(quality);
  const { original } = secret;
  if (quality === 'lossless') return carry(secret, original);
  if (!mayBeLarge(secret, original)) return carry(secret, original);
  const whole = await code('lossless');
  return payloadOverhead(whole.payload) - GCM_TAG_BYTES + whole.payload.content.length < bytes
    ? whole
    : carry(secret, original);
}

/**
 * Bytes of the record in which a picture's own file is carried.
 *
 * @returns undefined where its pixels are coded instead; quality `auto` may code them without loss in fewer bytes, too.
 */
export function carriedBytes(
  secret: PictureSecret,
  quality: Quality,
  { filled, room }: Budgets,
): number | undefined {
  const { original } = secret;
  if (original === undefined || typeof quality === 'number') return undefined;
  const bytes = recordBytes(secret, original);
  const isCarried =
    quality === 'lossless'
      ? original.beyond.some((part) => part !== 'profile') || (original.beyond.length > 0 && bytes <= room)
      : bytes <= filled;
  return isCarried ? bytes : undefined;
}

/** What happens to the rest of a secret, besides its samples or bytes. */
export interface HidingRemarks {
  /** What its file holds but the receiver does not get. */
  readonly lost: readonly BeyondSamples[];
  /** What the sender should know, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Says what is lost of a secret, and what is carried along with it.
 *
 * @param coded - the result of `codeOrCarry`.
 */
export function hidingRemarks(secret: Secret, quality: Quality, { payload }: CodedSecret): HidingRemarks {
  if (secret.kind === 'file' || secret.original === undefined) return { lost: [], notes: [] };
  const { name, original } = secret;
  const { beyond, content } = original;
  const notes: string[] = [];
  if (payload.kind === 'file') {
    const told = fileMetadata(content);
    if (told !== undefined) {
      const what =
        told === 'place' ? 'and with it the place where it was taken' : 'such as camera, date or comments';
      const way = beyond.length === 0 ? 'quality lossless, or 1 to 100,' : 'a quality of 1 to 100';
      notes.push(
        `${name}: its original file is hidden with its metadata, ${what}; ${way} hides the pixels alone`,
      );
    }
    return { lost: [], notes };
  }
  const size = content.length.toLocaleString('en');
  if (beyond.length > 0) {
    const verb = beyond.length === 1 ? 'is' : 'are';
    notes.push(
      `${name}: its ${phraseOf(beyond)} ${verb} not hidden; quality original carries its file as it is, ${size} bytes`,
    );
  } else if (quality === 'lossless' && content.length < payload.content.length) {
    const pixels = payload.content.length.toLocaleString('en');
    notes.push(
      `${name}: its pixels take ${pixels} bytes without loss and its own file ${size}; quality original carries the file`,
    );
  }
  return { lost: beyond, notes };
}

function carry({ name }: PictureSecret, { mediaType, content, beyond }: OriginalFile): CodedSecret {
  const keeps = beyond.length === 0 ? '' : `, which keeps its ${phraseOf(beyond)}`;
  return {
    payload: { kind: 'file', name, mediaType, content },
    coding: `the original file, ${content.length.toLocaleString('en')} bytes${keeps}`,
  };
}

function recordBytes({ name }: PictureSecret, { mediaType, content }: OriginalFile): number {
  return payloadOverhead({ kind: 'file', name, mediaType }) - GCM_TAG_BYTES + content.length;
}

/** Whether the pixels may take fewer bytes without loss than the file does: never if a lossy codec wrote it. */
function mayBeLarge({ image }: PictureSecret, { mediaType, content, beyond }: OriginalFile): boolean {
  if (beyond.length > 0 || image.width * image.height > MOST_TRIED_PIXELS) return false;
  if (mediaType !== 'image/webp') return ['image/png', 'image/tiff', 'image/gif'].includes(mediaType);
  return [...riffChunks(content)].some(({ type }) => type === 'VP8L');
}
