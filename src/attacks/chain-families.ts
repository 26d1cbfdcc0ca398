/** What the web does in several steps at once. */
import { BICUBIC } from '../image/resize.ts';
import { cropImage } from '../image/tiles.ts';
import type { AttackFamily } from './attack.ts';
import { changeSaturation } from './colour.ts';
import { offCentrePart, scaled } from './resampling.ts';
import { onPage } from './screenshot.ts';
import { changeContrast } from './tone.ts';

/** The families, by the words of their names. */
export const CHAIN_FAMILIES: Readonly<Record<string, AttackFamily>> = {
  screenshot: {
    accepts: Number.isNaN,
    step: () => ({
      description:
        'a screenshot: at 0.83 of its size, bicubic, on a dark page with other content, JPEG of quality 85',
      moves: true,
      apply: (image, { codecs }) => codecs.jpeg(onPage(scaled(image, 0.83, BICUBIC)), 85),
    }),
  },
  social: {
    accepts: Number.isNaN,
    step: () => ({
      description:
        'a social network: cut to 60 % of the area, resized to 0.8, saturation times 1.3, contrast times 1.15, JPEG of quality 70',
      moves: true,
      apply(image, { codecs }) {
        const shown = scaled(cropImage(image, offCentrePart(image, 0.6)), 0.8);
        return codecs.jpeg(changeContrast(changeSaturation(shown, 1.3), 1.15), 70);
      },
    }),
  },
};
