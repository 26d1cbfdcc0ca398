/**
 * What a way of hiding is to an evaluation. Between `hide` and `reveal` the container goes through a PNG file.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import type { Size } from '../methods/deep/fitting.ts';
import type { EvaluatedPayload } from './evaluation.ts';

/** What a secret was hidden in. */
export interface MeasuredContainer {
  readonly container: RgbImage;
  /** Of a method that hides bytes. */
  readonly payload?: EvaluatedPayload;
}

/** How to reveal. */
export interface RevealWork {
  /** Of the secret: a method that writes no header has to be told. */
  readonly size: Size;
  /** What messages call the container. */
  readonly what: string;
  readonly signal: AbortSignal | undefined;
}

/** A way of hiding with its settings, ready to be measured on any pair. */
export interface MeasuredMethod {
  /**
   * @param name - of the secret's file.
   * @throws RangeError when the cover is too small for the secret.
   */
  hide(
    cover: RgbImage,
    secret: RgbImage,
    work: { readonly name: string; readonly signal: AbortSignal | undefined },
  ): Promise<MeasuredContainer>;
  /** The secret in its own size. */
  reveal(container: RgbImage, work: RevealWork): Promise<RgbImage>;
}
