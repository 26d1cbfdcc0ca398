/** Picture files in Node: reading, encoding, writing. Rules: docs/pictures.md. */

import { writeFileAtomically } from './atomic-write.node.ts';
import { containerFormat, encodePicture, type PictureExtras } from './encode.node.ts';
import type { RgbImage } from './rgb-image.ts';

export { assertWritable, writeFileAtomically } from './atomic-write.node.ts';
export {
  type DecodedPicture,
  decodePicture,
  MAX_FILE_BYTES,
  MAX_PIXELS,
  readPicture,
  readPictureFile,
} from './decode.node.ts';
export { type ContainerFormat, containerFormat, encodePicture, type PictureExtras } from './encode.node.ts';
export type { PictureFormat } from './media-type.ts';

/**
 * Writes a picture without loss, whole or not at all.
 *
 * @param path - a name that ends in `.png` or `.webp`; a file of that name is replaced.
 * @param image - the pixels.
 * @param extras - the profile and the opacities that go with them.
 * @throws Error when the name ends otherwise (`containerFormat`), when it cannot be written
 *   (`assertWritable`); RangeError as `encodePicture`.
 */
export async function writePicture(path: string, image: RgbImage, extras: PictureExtras = {}): Promise<void> {
  const format = containerFormat(path);
  await writeFileAtomically(path, await encodePicture(image, { ...extras, format }));
}
