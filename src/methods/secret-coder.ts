/**
 * The coder that turns secrets into bytes and back.
 */
import type { PictureSecret, RevealedSecret, Secret } from '../media/secret.ts';
import type { Payload } from './exact/payload.ts';
import type { Quality } from './exact/settings.ts';

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
    secret: Secret,
    quality: Quality,
    bytes: number,
    signal?: AbortSignal | undefined,
  ): Promise<CodedSecret>;
  /**
   * A picture in few bytes, by a codec that is better there; left out where this host has none.
   *
   * @param secret - at most `LARGEST_SECRET_PIXELS`.
   * @param bytes - the most, its record included.
   * @param signal - stops the work before the next try.
   * @returns `undefined` where it fits only into more.
   */
  encodeSmall?(
    secret: PictureSecret,
    bytes: number,
    signal?: AbortSignal | undefined,
  ): Promise<CodedSecret | undefined>;
  /**
   * The secret of a payload.
   *
   * @param payload - as `encode` made it.
   * @throws Error for a codec that this program does not know, or a picture beyond its limits.
   */
  decode(payload: Payload): Promise<RevealedSecret>;
}
