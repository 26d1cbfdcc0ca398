/** Pictures whose pixels are kept: a cover of any format, a container in PNG or lossless WebP. */
import { mediaType, pictureFormat } from '../image/media-type.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { fidelity } from '../metrics/fidelity.ts';
import type { Cover, DecodedPicture, Medium } from './medium.ts';

/** A picture as a cover: its pixels, and what goes with them. */
export interface PictureCover extends Cover, Omit<DecodedPicture, 'warnings'> {
  /** Tells it from covers of other media. */
  readonly kind: 'picture';
}

/** A cover of pixels alone. */
export function pictureCover(image: RgbImage): PictureCover {
  return { kind: 'picture', image };
}

/**
 * The pixels of a cover.
 *
 * @throws TypeError for a cover that is no picture: methods are given only what they said that they hide in.
 */
export function pixelsOf(cover: Cover): RgbImage {
  if (isPicture(cover)) return cover.image;
  throw new TypeError(`Expected a picture but received a cover of the kind ${cover.kind}`);
}

/** A cover with other pixels. */
export function withPixels(cover: Cover, image: RgbImage): PictureCover {
  return { ...(cover as PictureCover), kind: 'picture', image };
}

function isPicture(cover: Cover): cover is PictureCover {
  return cover.kind === 'picture';
}

/** The medium of pictures. */
export const PICTURE: Medium<PictureCover> = {
  kind: 'picture',
  title: 'a picture without loss',
  endings: ['.png', '.webp'],
  recognises: (content) => pictureFormat(mediaType(content)) !== undefined,
  async open(content, name, codecs) {
    const { warnings = [], ...decoded } = await codecs.decode(content, name);
    return { cover: { kind: 'picture', ...decoded }, warnings };
  },
  write: async (container, ending, codecs) => ({
    bytes: await codecs.encode(container, ending === '.webp' ? 'webp' : 'png'),
    warnings: [],
  }),
  compare: (cover, container) => ({
    fidelity: fidelity(cover.image, container.image),
    changeRate: changedPart(cover.image.data, container.image.data),
  }),
};

function changedPart(before: Uint8Array, after: Uint8Array): number {
  let changed = 0;
  for (let i = 0; i < before.length; i++) if (before[i] !== after[i]) changed++;
  return changed / before.length;
}
