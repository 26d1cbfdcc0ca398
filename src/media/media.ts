/**
 * The media. A new one is a file here and a line below; everything else learns of it from this list.
 */
import { JPEG } from './jpeg.ts';
import type { Cover, Medium } from './medium.ts';
import { PICTURE } from './picture.ts';

const MEDIA: Medium[] = [PICTURE, JPEG];

/** All media, the general ones first. */
export function media(): readonly Medium[] {
  return MEDIA;
}

/**
 * Adds a medium of your own to those that this program knows; call it before anything else is done.
 *
 * @throws RangeError when its kind is taken, or it writes no files.
 */
export function registerMedium<Own extends Cover>(medium: Medium<Own>): void {
  if (MEDIA.some(({ kind }) => kind === medium.kind)) {
    throw new RangeError(`Expected a kind of its own for the medium ${medium.kind} but it is taken`);
  }
  if (!/^[a-z][a-z0-9]*$/.test(medium.kind) || medium.endings.length === 0) {
    throw new RangeError(
      `Expected a kind of small letters and digits, and an ending, for the medium but received ${medium.kind}`,
    );
  }
  MEDIA.push(medium as Medium);
}

/**
 * The medium of a kind.
 *
 * @param kind - such as `picture` or `jpeg`.
 * @throws RangeError where there is none.
 */
export function mediumOf(kind: string): Medium {
  const medium = media().find((known) => known.kind === kind);
  if (medium === undefined) throw new RangeError(`Expected the kind of a known medium but received ${kind}`);
  return medium;
}
