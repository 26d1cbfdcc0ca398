/** Secrets made of files, and what their files keep that samples do not. */
import {
  BEYOND_PHRASES,
  type BeyondSamples,
  beyondSamples,
  type DecodedExtras,
} from '../image/beyond-samples.ts';
import { mediaType } from '../image/media-type.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { FileSecret, PictureSecret } from './secret.ts';

/**
 * A picture that came from a file.
 *
 * @param name - name of the file, without folders.
 * @param content - the whole file.
 * @param decoded - its upright pixels, and what else its decoder returned.
 */
export function pictureSecret(
  name: string,
  content: Uint8Array,
  decoded: DecodedExtras & { readonly image: RgbImage },
): PictureSecret {
  const original = { mediaType: mediaType(content), content, beyond: beyondSamples(content, decoded) };
  return { kind: 'picture', name, image: decoded.image, original };
}

/**
 * Any file, as it is: also one that looks like a picture and cannot be decoded.
 *
 * @param name - of the file, without folders; the receiver gets it.
 * @param content - all bytes of the file.
 */
export function fileSecret(name: string, content: Uint8Array): FileSecret {
  return { kind: 'file', name, mediaType: mediaType(content), content };
}

/** Words for what only the file keeps, such as `transparency and colour profile`. */
export function phraseOf(beyond: readonly BeyondSamples[]): string {
  const phrases = beyond.map((part) => BEYOND_PHRASES[part]);
  return [phrases.slice(0, -1).join(', '), phrases.at(-1)].filter(Boolean).join(' and ');
}
