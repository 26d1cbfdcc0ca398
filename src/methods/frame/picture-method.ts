/**
 * The coder behind a method that uses the frame: a network, or a rule.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { WorkOptions } from '../../jobs/work.ts';
import type { Passphrase } from '../../keys/key-ring.ts';
import type { Favour } from '../favour.ts';
import type { FrameHeader } from './frame.ts';

/** How a method embeds or extracts. */
export interface MethodOptions extends WorkOptions {
  /** Keeps the secret from those without it, as far as the method can. */
  readonly passphrase?: Passphrase | undefined;
  /** For `embed`: which of the two pictures to favour; `balanced` by default. */
  readonly favour?: Favour | undefined;
}

/** A place in a picture, pixels. */
export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** How a method extracts. */
export interface ExtractOptions extends MethodOptions {
  /** Where the method's own blocks begin in a cropped picture; by default the upper left corner. */
  readonly origin?: Origin | undefined;
}

/** What a method makes of a cover and a secret. */
export interface EmbeddedSecret {
  /** The cover with the secret in it, before the frame; the caller may change it. */
  readonly container: RgbImage;
  /** Up to 8 bytes for the frame: what `extract` needs to know besides the sizes. */
  readonly parameters: Uint8Array;
  /**
   * To be called when the frame is in the container: other samples make up for what its samples did to the secret. The caller must not
   * have changed others.
   *
   * @param fixed - the frame's samples, which stay: indices into the container's.
   */
  readonly settle?: (fixed: Iterable<number>) => void;
}

/** Makes containers from covers and secrets, and secrets from containers; the frame carries everything else. */
export interface HidingMethod {
  /** Number of the method in the frame. */
  readonly number: number;
  /** Eight bytes that name the model; zeros for a method without one. */
  readonly modelId: Uint8Array;
  /** Name of the model for people, or undefined for a method without one. */
  readonly modelName: string | undefined;
  /** True where the frame may change only the lowest bit of a sample, because the bits above it are the secret's. */
  readonly framedByReplacement?: boolean | undefined;
  /**
   * A cover with a secret in it.
   *
   * @param cover - stays as it is.
   * @param secret - of any size; `extract` gives it back in that size.
   * @throws RangeError when the cover is too small, or the method cannot favour that side.
   */
  embed(cover: RgbImage, secret: RgbImage, options?: MethodOptions): Promise<EmbeddedSecret>;
  /**
   * The secret in its own size, from a container with this header; with another passphrase than its own, noise.
   *
   * @param container - stays as it is.
   * @param header - as the frame has it: sizes, and what `embed` gave as `parameters`.
   */
  extract(container: RgbImage, header: FrameHeader, options?: ExtractOptions): Promise<RgbImage>;
  /**
   * The likeliest origin in a picture that may have been cropped, for those who look past a lost frame. Only of methods that work on
   * blocks of pixels.
   *
   * @param container - stays as it is.
   */
  findOrigin?(container: RgbImage, options?: WorkOptions): Promise<Origin>;
}
