/**
 * What is hidden and revealed: a picture, or any file.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { RgbImage } from '../image/rgb-image.ts';

/** A picture: coded as the settings say, or carried as its original file. */
export interface PictureSecret {
  /** Tells it from a file. */
  readonly kind: 'picture';
  /** Name of its file, without folders. */
  readonly name: string;
  /** Its pixels. */
  readonly image: RgbImage;
  /** Its file, which may be carried instead of its pixels; `pictureSecret` makes it. Without it, the pixels are coded. */
  readonly original?: OriginalFile | undefined;
}

/** The file of a picture. */
export interface OriginalFile {
  /** Such as `image/jpeg`. */
  readonly mediaType: string;
  /** All bytes of the file. */
  readonly content: Uint8Array;
  /** What the file holds that the picture's samples do not. */
  readonly beyond: readonly BeyondSamples[];
}

/** Any file: carried byte for byte. */
export interface FileSecret {
  /** Tells it from a picture. */
  readonly kind: 'file';
  /** Without folders. */
  readonly name: string;
  /** Such as `application/pdf`. */
  readonly mediaType: string;
  /** All bytes of the file. */
  readonly content: Uint8Array;
}

/** A secret, as it is hidden and revealed. */
export type Secret = PictureSecret | FileSecret;

/** A revealed secret: a decoded picture, or a file unchanged. */
export type RevealedSecret = Secret;
