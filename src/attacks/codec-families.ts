/** What encoders do to a picture: lossy ones, and one that loses nothing but what is not pixels. */
import { rgbImage } from '../image/rgb-image.ts';
import type { AttackFamily } from './attack.ts';

const QUALITY = {
  takes: 'a whole number of 1 to 100',
  accepts: (value: number) => Number.isInteger(value) && value >= 1 && value <= 100,
};

/** The families, by the words of their names. */
export const CODEC_FAMILIES: Readonly<Record<string, AttackFamily>> = {
  jpeg: {
    ...QUALITY,
    step: (quality) => ({
      description: `JPEG of quality ${quality}`,
      apply: (image, { codecs }) => codecs.jpeg(image, quality),
    }),
  },
  webp: {
    ...QUALITY,
    step: (quality) => ({
      description: `lossy WebP of quality ${quality}`,
      apply: (image, { codecs }) => codecs.webp(image, quality),
    }),
  },
  avif: {
    ...QUALITY,
    step: (quality) => ({
      description: `lossy AVIF of quality ${quality}`,
      apply: (image, { codecs }) => codecs.avif(image, quality),
    }),
  },
  strip: {
    accepts: Number.isNaN,
    step: () => ({
      description: 'metadata stripped, encoded anew without loss: every sample stays',
      apply: async ({ width, height, data }) => rgbImage(width, height, Uint8Array.from(data)),
    }),
  },
};
