/** Warns of covers whose changes can be found without training. */
import { jpegHistory } from '../image/jpeg-history/jpeg-history.ts';
import type { RgbImage } from '../image/rgb-image.ts';

/**
 * Warns of a cover that is a JPEG or was decoded from one, as `jpegHistory` recognises by its pixels. A cover that was then shrunk to nine tenths
 * or less is no longer recognised: docs/detectability.md.
 *
 * @param name - what the warning calls the cover.
 * @param image - the cover as it is to be hidden in.
 * @param isJpeg - whether the file is a JPEG; its pixels are not asked then.
 * @returns two sentences; undefined for other covers.
 */
export function jpegCoverWarning(name: string, image: RgbImage, isJpeg = false): string | undefined {
  if (!isJpeg && !jpegHistory(image).decoded) return undefined;
  return (
    `${name} ${isJpeg ? 'is a JPEG' : 'was decoded from a JPEG'}, where single changed pixels stand out: ` +
    'anyone can find that something is hidden. Shrink the cover to 90 % or less first.'
  );
}
