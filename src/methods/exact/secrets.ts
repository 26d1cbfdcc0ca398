/**
 * The secrets of the exact method, and the coder that turns them into bytes and back.
 */
import type { BeyondSamples } from '../../image/beyond-samples.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Payload } from './payload.ts';
import type { Quality } from './settings.ts';

/** A picture: coded as the settings say, or carried as its original file. */
export interface PictureSecret {
  readonly kind: 'picture';
  /** Name of its file, without folders. */
  readonly name: string;
  readonly image: RgbImage;
  /** Its file, which may be carried instead of its pixels; `pictureSecret` makes it. Without it, the pixels are coded. */
  readonly original?: OriginalFile | undefined;
}

/** The file of a picture. */
export interface OriginalFile {
  /** Such as `image/jpeg`. */
  readonly mediaType: string;
  readonly content: Uint8Array;
  /** What the file holds that the picture's samples do not. */
  readonly beyond: readonly BeyondSamples[];
}

/** Any file: carried byte for byte. */
export interface FileSecret {
  readonly kind: 'file';
  /** Without folders. */
  readonly name: string;
  /** Such as `application/pdf`. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** A secret of the exact method. */
export type ExactSecret = PictureSecret | FileSecret;

/** A revealed secret: a decoded picture, or a file unchanged. */
export type RevealedSecret = ExactSecret;

/** A secret as bytes. */
export interface CodedSecret {
  readonly payload: Payload;
  /** A description for people, such as `HTJ2K, 3.1 bits a pixel`. */
  readonly coding: string;
}

/** Turns secrets into payloads and back. */
export interface SecretCoder {
  /**
   * @param bytes - the size that a picture of quality `auto` should fill, including its record; others take what
   *   they need.
   */
  encode(
    secret: ExactSecret,
    quality: Quality,
    bytes: number,
    signal?: AbortSignal | undefined,
  ): Promise<CodedSecret>;
  /** @throws Error for a codec that this program does not know, or a picture beyond its limits. */
  decode(payload: Payload): Promise<RevealedSecret>;
}
