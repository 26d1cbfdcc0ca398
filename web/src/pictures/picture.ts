import type { RgbImage } from '../../../src/browser.ts';

/** 16383 x 16383 is what the core takes; a page has not the memory for it. */
export const MAX_PIXELS = 64_000_000;

/** A picture that a page cannot work on; known before memory is asked for its pixels. */
export class TooManyPixelsError extends Error {
  override readonly name = 'TooManyPixelsError';
  readonly pixels: number;

  constructor(pixels: number) {
    super(`${pixels} pixels are more than a page can work on`);
    this.pixels = pixels;
  }
}

/** @throws TooManyPixelsError. */
export function assertWorkable(width: number, height: number): void {
  if (width * height > MAX_PIXELS) throw new TooManyPixelsError(width * height);
}

/** What a container carries besides its pixels, as it was in the cover. */
export interface PictureExtras {
  /** An ICC profile for RGB samples; the pixels are as stored. */
  readonly profile?: Uint8Array<ArrayBuffer>;
  /** `width * height` opacities, 0-255, straight; only where some pixel is not fully opaque. */
  readonly alpha?: Uint8Array<ArrayBuffer>;
}

/** A picture file as pixels. */
export interface DecodedPicture extends PictureExtras {
  readonly image: RgbImage;
  /** What was dropped or changed, one sentence each. */
  readonly warnings: readonly string[];
}
