import { assertPixels } from '../../../src/browser.ts';

export type { PictureExtras, PictureWithExtras as DecodedPicture } from '../../../src/browser.ts';
export { TooManyPixelsError } from '../../../src/browser.ts';

/** The core allows more pixels, but a page lacks the memory for them. */
export const MAX_PIXELS = 64_000_000;

/** @throws TooManyPixelsError. */
export function assertWorkable(width: number, height: number): void {
  assertPixels(width, height, MAX_PIXELS);
}
