import type { RgbImage } from './rgb-image.ts';

/** What a container carries besides its pixels, as it was in the cover. */
export interface PictureExtras {
  /** An ICC profile for RGB samples; the pixels are as stored. */
  readonly profile?: Uint8Array | undefined;
  /** `width * height` opacities, 0-255, straight; only where some pixel is not fully opaque. */
  readonly alpha?: Uint8Array | undefined;
}

/** A picture file as pixels. */
export interface PictureWithExtras extends PictureExtras {
  /** Its pixels, upright. */
  readonly image: RgbImage;
  /** What was dropped or changed, one sentence each. */
  readonly warnings: readonly string[];
}

/** A picture has more pixels than there may be; known before memory is asked for them. */
export class TooManyPixelsError extends Error {
  /** Name of the class: `TooManyPixelsError`. */
  override readonly name = 'TooManyPixelsError';
  /** Width times height of the picture. */
  readonly pixels: number;

  /** @param pixels - width times height of the picture. */
  constructor(pixels: number) {
    super(`${pixels} pixels are more than can be worked on`);
    this.pixels = pixels;
  }
}

/**
 * Refuses a picture that is too large, before memory is taken for it.
 *
 * @param width - pixels.
 * @param height - pixels.
 * @param most - the largest `width * height` that is allowed.
 * @throws TooManyPixelsError.
 */
export function assertPixels(width: number, height: number, most: number): void {
  if (width * height > most) throw new TooManyPixelsError(width * height);
}
