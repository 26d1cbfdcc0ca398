import { type RgbImage, rgbImage } from '../../../src/browser.ts';

/** Four samples a pixel: red, green, blue, opacity. */
export interface RgbaPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** Colours and opacity apart; no `alpha` where every pixel is opaque. */
export function separateAlpha({ width, height, data }: RgbaPixels): {
  readonly image: RgbImage;
  readonly alpha?: Uint8Array<ArrayBuffer>;
} {
  const image = rgbImage(width, height);
  const alpha = new Uint8Array(width * height);
  let opaque = true;
  for (let pixel = 0; pixel < alpha.length; pixel++) {
    image.data[3 * pixel] = data[4 * pixel]!;
    image.data[3 * pixel + 1] = data[4 * pixel + 1]!;
    image.data[3 * pixel + 2] = data[4 * pixel + 2]!;
    const opacity = data[4 * pixel + 3]!;
    alpha[pixel] = opacity;
    opaque &&= opacity === 255;
  }
  return opaque ? { image } : { image, alpha };
}

/** For a canvas, or a codec. */
export function withAlpha({ width, height, data }: RgbImage): ImageData {
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.data[to] = data[from]!;
    pixels.data[to + 1] = data[from + 1]!;
    pixels.data[to + 2] = data[from + 2]!;
    pixels.data[to + 3] = 255;
  }
  return pixels;
}
