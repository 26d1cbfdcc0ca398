/**
 * The secrets of the exact method, and the coder that turns them into bytes and back.
 */
import type { BeyondSamples } from '../../image/beyond-samples.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Payload } from './payload.ts';
import type { Quality } from './settings.ts';

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

/** A secret of the exact method. */
export type ExactSecret = PictureSecret | FileSecret;

/** A revealed secret: a decoded picture, or a file unchanged. */
export type RevealedSecret = ExactSecret;

/** A secret as bytes. */
export interface CodedSecret {
  /** What is sealed and embedded. */
  readonly payload: Payload;
  /** A description for people, such as `HTJ2K, 3.1 bits a pixel`. */
  readonly coding: string;
}

/** Turns secrets into payloads and back. */
export interface SecretCoder {
  /**
   * A secret as bytes.
   *
   * @param secret - a file goes as it is; a picture is coded.
   * @param quality - of pictures: `lossless`, `auto` for what fills `bytes`, or 1-100.
   * @param bytes - how much a picture of quality `auto` should fill, its record included; others take what they need.
   * @param signal - stops the work before the next try.
   */
  encode(
    secret: ExactSecret,
    quality: Quality,
    bytes: number,
    signal?: AbortSignal | undefined,
  ): Promise<CodedSecret>;
  /**
   * The secret of a payload.
   *
   * @param payload - as `encode` made it.
   * @throws Error for a codec that this program does not know, or a picture beyond its limits.
   */
  decode(payload: Payload): Promise<RevealedSecret>;
}
