/**
 * What a way of hiding is to `hide` and `reveal`. A new method is a folder beside this file with one implementation.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import type { FrameHeader } from './frame/frame.ts';

/** Numbers of the methods in the frame; never reused. */
export const METHOD_NUMBERS = { deep: 1, exact: 2 } as const;

/** A way of hiding, by name. */
export type MethodName = keyof typeof METHOD_NUMBERS;

/** The ways of hiding, by name. */
export const METHOD_NAMES = Object.keys(METHOD_NUMBERS) as readonly MethodName[];

/** Passed down through long work. */
export interface WorkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how much of the present piece of work is done, 0-1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Which side of the trade-off a method favours; their order is that of the numbers in the frame. */
export const FAVOURS = ['balanced', 'cover', 'secret'] as const;

/** The picture that is spared at the other's cost, or neither. */
export type Favour = (typeof FAVOURS)[number];

/** How a method embeds or extracts. */
export interface MethodOptions extends WorkOptions {
  /** Keeps the secret from whoever does not have it, as far as the method can. */
  readonly passphrase?: string | Uint8Array | undefined;
  /** For `embed`: which of the two pictures to spare; `balanced` when left out. */
  readonly favour?: Favour | undefined;
}

/** A place in a picture, pixels. */
export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** How a method extracts. */
export interface ExtractOptions extends MethodOptions {
  /** Where the method's own blocks begin, for a picture that was cropped; the upper left corner when left out. */
  readonly origin?: Origin | undefined;
}

/** What a method makes of a cover and a secret. */
export interface EmbeddedSecret {
  /** The cover with the secret in it, before the frame; the caller may change it. */
  readonly container: RgbImage;
  /** Up to 8 bytes for the frame: what `extract` needs to know besides the sizes. */
  readonly parameters: Uint8Array;
}

/** A way of hiding, ready to work. */
export interface HidingMethod {
  readonly name: MethodName;
  /** Eight bytes that name the model; zeros for a method without one. */
  readonly modelId: Uint8Array;
  /** Name of the model for people, or undefined for a method without one. */
  readonly modelName: string | undefined;
  /** @throws RangeError when the cover is too small, or the method cannot favour that side. */
  embed(cover: RgbImage, secret: RgbImage, options?: MethodOptions): Promise<EmbeddedSecret>;
  /** The secret in its own size, from a container with this header; with another passphrase than its own, noise. */
  extract(container: RgbImage, header: FrameHeader, options?: ExtractOptions): Promise<RgbImage>;
  /**
   * The likeliest origin in a picture that may have been cropped, for those who look past a lost frame. Only of methods that work on
   * blocks of pixels.
   */
  findOrigin?(container: RgbImage, options?: WorkOptions): Promise<Origin>;
}
