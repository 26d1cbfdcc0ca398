/** A picture on a page of a site, as a screenshot has it. */
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import type { Rect } from '../image/tiles.ts';
import { pasteRegion } from '../image/tiles.ts';

/** The page beside the picture: its sides as parts of the picture's, and where the picture lies. */
const PAGE = { width: 1.25, height: 1.3, left: 0.094, above: 0.11 } as const;

/** Colours of a dark page: its ground, a bar at its top, and its text. */
const GROUND = [32, 33, 36] as const;
const BAR = [60, 64, 67] as const;
const TEXT = [189, 193, 198] as const;

/** Widths of words in the heights of their letters; they take turns. */
const WORDS = [3, 5, 2, 7, 4, 6, 2, 8, 3, 5, 4] as const;

/**
 * The picture as it is, on a dark page that is 1.25 times as wide and 1.3 times as high: with a bar at the top, and
 * beneath the picture and to its right rows of bars as long as words.
 *
 * @param image - stays as it is.
 */
export function onPage(image: RgbImage): RgbImage {
  const { width, height } = image;
  const page = rgbImage(Math.ceil(PAGE.width * width), Math.ceil(PAGE.height * height));
  fill(page, { x: 0, y: 0, width: page.width, height: page.height }, GROUND);
  const x = Math.floor(PAGE.left * width);
  const y = Math.floor(PAGE.above * height);
  fill(page, { x: 0, y: 0, width: page.width, height: Math.floor(y / 2) }, BAR);
  const letter = Math.max(1, Math.round(height / 60));
  const right = x + width + 2 * letter;
  write(page, { x: right, y, width: page.width - right, height }, letter);
  const below = y + height + 2 * letter;
  write(page, { x, y: below, width, height: page.height - below }, letter);
  pasteRegion(page, image, { x: 0, y: 0, width, height }, x, y);
  return page;
}

/** Fills a column of a page with words; whatever is not wholly within it is left out. */
function write(page: RgbImage, { x, y, width, height }: Rect, letter: number): void {
  let word = 0;
  for (let line = y; line + letter <= y + height; line += 2 * letter) {
    for (let from = x; ; ) {
      const length = letter * WORDS[word++ % WORDS.length]!;
      if (from + length > x + width) break;
      fill(page, { x: from, y: line, width: length, height: letter }, TEXT);
      from += length + letter;
    }
  }
}

function fill({ width, data }: RgbImage, part: Rect, colour: readonly [number, number, number]): void {
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) data.set(colour, 3 * (y * width + x));
  }
}
