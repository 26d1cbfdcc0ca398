/** Pictures for a page: shrunk, compressed and embedded in its text. */

import sharp from 'sharp';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { EmbeddedPicture, ExamplePictures } from '../evaluation/evaluation-data.ts';
import { amplifiedResidual } from './residual.ts';

/** The largest width and height of a picture in a page, in pixels. */
export const LARGEST_SHOWN = { width: 360, height: 540 } as const;

/** Quality for libwebp, 0-100. */
const QUALITY = 78;

/** The pictures of a pair, as an evaluation returns them. */
export interface PairPictures {
  readonly cover: RgbImage;
  /** A picture of the cover's size. */
  readonly container: RgbImage;
  readonly secret: RgbImage;
  readonly revealed: RgbImage;
  readonly keyed?: {
    /** A picture of the cover's size. */
    readonly container: RgbImage;
    readonly rightKey: RgbImage;
    readonly wrongKey: RgbImage;
    readonly noKey: RgbImage;
  };
}

/** A picture as a WebP in a `data:` address, shrunk in proportion if it is larger than `LARGEST_SHOWN`. */
export async function embedShrunk({ width, height, data }: RgbImage): Promise<EmbeddedPicture> {
  const { data: bytes, info } = await sharp(data, {
    raw: { width, height, channels: 3 },
    limitInputPixels: false,
  })
    .resize({ ...LARGEST_SHOWN, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY, smartSubsample: true })
    .toBuffer({ resolveWithObject: true });
  return {
    uri: `data:image/webp;base64,${bytes.toString('base64')}`,
    width: info.width,
    height: info.height,
  };
}

/** The pictures of a pair for a page; residuals are amplified before they are shrunk. */
export async function embedPair({
  cover,
  container,
  secret,
  revealed,
  keyed,
}: PairPictures): Promise<ExamplePictures> {
  const shownSecret = await embedShrunk(secret);
  return {
    cover: await embedShrunk(cover),
    container: await embedShrunk(container),
    residual: await embedShrunk(amplifiedResidual(cover, container)),
    secret: shownSecret,
    revealed: await embedShrunk(revealed),
    ...(keyed && {
      keyed: {
        residual: await embedShrunk(amplifiedResidual(cover, keyed.container)),
        secret: shownSecret,
        rightKey: await embedShrunk(keyed.rightKey),
        wrongKey: await embedShrunk(keyed.wrongKey),
        noKey: await embedShrunk(keyed.noKey),
      },
    }),
  };
}
