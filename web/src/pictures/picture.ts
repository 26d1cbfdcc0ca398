import type { RgbImage } from '../../../src/browser.ts';

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
