/**
 * Pictures and their files in Node: which part of a file is hidden, and how a revealed file is written.
 */
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { beyondSamples } from '../image/beyond-samples.ts';
import { mediaType, type PictureFormat, pictureFormat } from '../image/media-type.ts';
import type { PictureExtras } from '../image/picture-files.node.ts';
import { decodePicture } from '../image/picture-files.node.ts';
import { fileSecret, phraseOf, pictureSecret } from './original-file.ts';
import { safeFileName } from './safe-file-name.ts';
import type { FileSecret, RevealedSecret, Secret } from './secret.ts';

/** A file as a secret. */
export interface OpenedSecret {
  readonly secret: Secret;
  /** Warnings that always apply. */
  readonly warnings: readonly string[];
  /** Warnings of what decoding changed; they apply if the pixels are hidden. */
  readonly decoding: readonly string[];
  /** Why it cannot be opened as a picture, if it looks like one. */
  readonly problem?: Error;
}

/**
 * A picture with its file, or a file: one that is no picture, one whose file is asked for, or one that looks like a picture but cannot be
 * decoded (with a warning).
 *
 * @param path - its name in messages; the last part is the secret's name.
 * @param asFile - whether the file itself is asked for, whatever it holds.
 */
export async function openSecret(content: Uint8Array, path: string, asFile: boolean): Promise<OpenedSecret> {
  const name = basename(path);
  if (asFile || pictureFormat(mediaType(content)) === undefined) {
    return { secret: fileSecret(name, content), warnings: [], decoding: [] };
  }
  try {
    const decoded = await decodePicture(content, name);
    const secret = pictureSecret(name, content, decoded);
    // Hiding itself reports what it finds in the file; the decoder may know more.
    const isTold = secret.original!.beyond.some((part) => part !== 'transparency' && part !== 'profile');
    return { secret, warnings: [], decoding: isTold ? [] : decoded.warnings };
  } catch (error) {
    const { message } = error as Error;
    const warning = `${name} cannot be opened as a picture and is hidden as a file, byte for byte (${message})`;
    return { secret: fileSecret(name, content), warnings: [warning], decoding: [], problem: error as Error };
  }
}

/** A revealed secret, as it will be written. */
export interface ConvertedSecret {
  readonly secret: RevealedSecret;
  /** The extras of a picture that was converted. */
  readonly extras: PictureExtras;
  readonly warnings: readonly string[];
}

/**
 * What to write if `.png` or `.webp` is wanted but a picture's original file in another format is revealed: its samples, with
 * opacities and profile. Everything else stays unchanged.
 *
 * @param wanted - the path to write to; a folder gets every file unchanged.
 */
export async function convertedFor(secret: RevealedSecret, wanted: string): Promise<ConvertedSecret> {
  const unchanged = { secret, extras: {}, warnings: [] };
  const name = safeFileName(secret.name, 'secret');
  if (secret.kind === 'picture' || fitsEnding(secret, name, wanted)) return unchanged;
  const isLossless = ['.png', '.webp'].includes(extname(wanted).toLowerCase());
  const type = mediaType(secret.content);
  if (!isLossless || pictureFormat(type) === undefined) return unchanged;
  const isFolder = await stat(wanted).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) return unchanged;
  const decoded = await decodePicture(secret.content, name).catch(() => undefined);
  if (decoded === undefined) return unchanged;
  const { image, profile, alpha, warnings } = decoded;
  const ending = extname(wanted).toLowerCase() === '.png' ? 'PNG' : 'WebP';
  // Opacities and profile are written.
  const lost = beyondSamples(secret.content, {});
  const told = lost.length === 0 ? warnings : [];
  return {
    secret: { kind: 'picture', name: secret.name, image },
    extras: { ...(profile && { profile }), ...(alpha && { alpha }) },
    warnings: [
      `What is hidden is the original file, ${name} (${type}), and its picture was written as ${ending}` +
        `${lost.length > 0 ? `, without its ${phraseOf(lost)}` : ''}; a name with its own ending, or a folder, gets the file byte for byte`,
      ...told,
    ],
  };
}

/** Endings of pictures, by their content. */
const ENDINGS: Readonly<Record<PictureFormat, readonly string[]>> = {
  png: ['.png', '.apng'],
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  webp: ['.webp'],
  avif: ['.avif'],
  tiff: ['.tif', '.tiff'],
  gif: ['.gif'],
};

/**
 * Whether a file can be written unchanged under a path: one without an ending, with the ending of the file's own name, or with one that
 * fits its content.
 */
export function fitsEnding(secret: FileSecret, name: string, wanted: string): boolean {
  const ending = extname(wanted).toLowerCase();
  if (ending === '' || ending === extname(name).toLowerCase()) return true;
  const format = pictureFormat(mediaType(secret.content));
  return format !== undefined && ENDINGS[format].includes(ending);
}
