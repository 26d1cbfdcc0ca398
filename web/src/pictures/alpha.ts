import { type RgbImage, rgbImage } from '../../../src/browser.ts';

/** Four samples a pixel: red, green, blue, opacity. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** A picture that is filled from pixels with opacity, row by row. */
export class OpaquePicture {
  readonly image: RgbImage;
  private readonly opacities: Uint8Array<ArrayBuffer>;
  private opaque = true;

  constructor(width: number, height: number) {
    this.image = rgbImage(width, height);
    this.opacities = new Uint8Array(width * height).fill(255);
  }

  /** Rows of the picture's width, from the row `top` on. */
  add(top: number, { data }: RgbaPixels): void {
    const { image, opacities } = this;
    for (let from = 0, pixel = top * image.width; from < data.length; from += 4, pixel++) {
      image.data[3 * pixel] = data[from]!;
      image.data[3 * pixel + 1] = data[from + 1]!;
      image.data[3 * pixel + 2] = data[from + 2]!;
      const opacity = data[from + 3]!;
      opacities[pixel] = opacity;
      this.opaque &&= opacity === 255;
    }
  }

  /** `width * height` opacities; undefined if every pixel is opaque. */
  get alpha(): Uint8Array<ArrayBuffer> | undefined {
    return this.opaque ? undefined : this.opacities;
  }
}

/** Colours and opacity apart; no `alpha` if every pixel is opaque. */
export function separateAlpha(pixels: RgbaPixels): {
  readonly image: RgbImage;
  readonly alpha?: Uint8Array<ArrayBuffer>;
} {
  const picture = new OpaquePicture(pixels.width, pixels.height);
  picture.add(0, pixels);
  const { image, alpha } = picture;
  return alpha === undefined ? { image } : { image, alpha };
}

/** A picture, and the opacity of its pixels where it is not opaque. */
export interface SeeThroughPicture extends RgbImage {
  readonly alpha?: Uint8Array | undefined;
}

/**
 * The pixels with opacity, for a canvas or a codec.
 *
 * @param top, rows - a part of the picture; all of it by default.
 */
export function withAlpha(
  { width, height, data, alpha }: SeeThroughPicture,
  top = 0,
  rows = height,
): ImageData {
  const pixels = new ImageData(width, rows);
  for (let from = 3 * width * top, to = 0; to < pixels.data.length; from += 3, to += 4) {
    pixels.data[to] = data[from]!;
    pixels.data[to + 1] = data[from + 1]!;
    pixels.data[to + 2] = data[from + 2]!;
    pixels.data[to + 3] = alpha?.[from / 3] ?? 255;
  }
  return pixels;
}

/** Rows handled at once, so that large pictures take memory once and not three times. */
export const STRIP_ROWS = 256;
