/** Reads the metadata of picture files in Node, those of AVIF by libheif. */
import sharp from 'sharp';
import { NODE_ZLIB } from '../zlib.node.ts';
import type { PictureMetadata } from './picture-metadata.ts';
import { readMetadataWith } from './read-metadata.ts';

/** `readMetadataWith` the readers of Node. */
export function readMetadata(
  content: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<PictureMetadata> {
  return readMetadataWith(content, size, {
    zlib: NODE_ZLIB,
    async avif(file) {
      const { exif, xmp } = await sharp(file, { limitInputPixels: false }).metadata();
      return { ...(exif && { exif }), ...(xmp && { xmp }) };
    },
  });
}
