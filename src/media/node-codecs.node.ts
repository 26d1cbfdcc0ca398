/** The codecs of pictures in Node. */
import { decodePicture, encodePicture } from '../image/picture-files.node.ts';
import type { PictureCodecs } from './medium.ts';

export const NODE_CODECS: PictureCodecs = {
  decode: decodePicture,
  encode: ({ image, profile, alpha }, format) =>
    encodePicture(image, { format, ...(profile && { profile }), ...(alpha && { alpha }) }),
};
