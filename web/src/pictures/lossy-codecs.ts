/**
 * Compresses pictures in the page as a messenger or a site would: MozJPEG and libwebp, compiled to WebAssembly. The browser's own encoders
 * are not used, because they take their pixels from a canvas.
 */
import decodeJpeg from '@jsquash/jpeg/decode.js';
import encodeJpeg from '@jsquash/jpeg/encode.js';
import decodeWebp from '@jsquash/webp/decode.js';
import encodeWebp from '@jsquash/webp/encode.js';
import type { LossyCodecs, RgbImage } from '../../../src/browser.ts';
import { separateAlpha, withAlpha } from './alpha.ts';

/** As most programs write JPEG: the tables of ITU-T T.81, annex K, scaled as libjpeg does, and chroma at half the width and height. */
const AS_LIBJPEG = {
  quant_table: 0,
  auto_subsample: false,
  chroma_subsample: 2,
  progressive: false,
} as const;

/** A JPEG to keep: quality 92, chroma in full resolution. */
export async function encodeFineJpeg(image: RgbImage): Promise<Uint8Array<ArrayBuffer>> {
  const options = { ...AS_LIBJPEG, chroma_subsample: 1, quality: 92 };
  return new Uint8Array(await encodeJpeg(withAlpha(image), options));
}

export const browserLossyCodecs: LossyCodecs = {
  async jpeg(image, quality) {
    const file = await encodeJpeg(withAlpha(image), { ...AS_LIBJPEG, quality });
    return separateAlpha(await decodeJpeg(file)).image;
  },
  async webp(image, quality) {
    return separateAlpha(await decodeWebp(await encodeWebp(withAlpha(image), { quality }))).image;
  },
  async avif() {
    throw new Error('This page has no AVIF encoder; use JPEG or WebP here, or "pentimento attack" for AVIF.');
  },
};
