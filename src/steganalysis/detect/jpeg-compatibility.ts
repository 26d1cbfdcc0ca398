/**
 * Changes in a picture that was decoded from a JPEG: Fridrich, Goljan and Du, "Steganalysis based on JPEG compatibility", Proc. SPIE 4518, 2001.
 * A decoder produces few of all blocks and of all colours; a block that lies next to one of them was changed afterwards. This needs no
 * training and finds any change of single samples, whatever the method. It says nothing about pictures that never were JPEGs.
 *
 * The paper tests grey pictures with a given table. Here grid and table are estimated from the pixels, and colours are tested, too.
 */
import { blockDistance } from '../../image/jpeg-history/block-distance.ts';
import type { BlockOffset } from '../../image/jpeg-history/block-grid.ts';
import { colorPlace, decodedColors } from '../../image/jpeg-history/color-lattice.ts';
import type { JpegHistory } from '../../image/jpeg-history/jpeg-history.ts';
import { blockPlaces, jpegHistory, MOST_CHANGED, spread } from '../../image/jpeg-history/jpeg-history.ts';
import {
  isCutOff,
  readLumaBlock,
  SIDE,
  transformBlock,
  VALUES,
} from '../../image/jpeg-history/luma-blocks.ts';
import type { RgbImage } from '../../image/rgb-image.ts';

/** The results for the blocks of a picture. */
export interface JpegCompatibility {
  /** Number of blocks tested: those that a decoder produces, and those next to one. */
  readonly blocks: number;
  /** Number of blocks next to one: changed after decoding. */
  readonly suspicious: number;
  /** Share of suspicious blocks, 0 to 1. */
  readonly share: number;
  /** Whether that is above `JPEG_COMPATIBILITY_THRESHOLD`. */
  readonly changed: boolean;
}

/**
 * The share of suspicious blocks from which a picture counts as changed after decoding; measured in docs/detectability.md.
 */
export const JPEG_COMPATIBILITY_THRESHOLD = 0.005;

/** The most blocks to test. */
const MOST_BLOCKS = 20_000;

/** The share of decoded colours from which colours are tested. */
const LEAST_COLOR_SHARE = 0.8;

/**
 * The number of steps of 1 from which on brightness is not tested: rounding alone then moves coefficients to other levels, and an
 * unchanged block may not be found again.
 */
const DENSE_STEPS = 3;

/** The most pixels of other colours for a block to count as changed, and not as another picture's. */
const MOST_COLORS = 32;

/**
 * Searches for changed blocks.
 *
 * @param image - pixels that may have been decoded from a JPEG.
 * @param history - the history of this picture, if already known.
 * @returns undefined for a picture that was not decoded from a JPEG, and for a grey one from a JPEG of about quality 95 or more.
 */
export function jpegCompatibility(
  image: RgbImage,
  history: JpegHistory = jpegHistory(image),
): JpegCompatibility | undefined {
  if (!history.decoded) return undefined;
  const asksColors = history.colorShare >= LEAST_COLOR_SHARE;
  const steps = history.grid?.steps;
  const asksLuma = steps !== undefined && steps.filter((step) => step === 1).length < DENSE_STEPS;
  if (!asksColors && !asksLuma) return undefined;
  const block = new Float64Array(VALUES);
  const coefficients = new Float64Array(VALUES);
  let [intact, suspicious] = [0, 0];
  for (const place of spread(blockPlaces(image, history.grid?.offset ?? { x: 0, y: 0 }), MOST_BLOCKS)) {
    const colors = asksColors ? otherColors(image, place) : 0;
    let samples = 0;
    if (readLumaBlock(image, place.x, place.y, block)) {
      if (asksLuma) {
        transformBlock(block, coefficients);
        samples = blockDistance(coefficients, steps);
      }
    } else if (!asksColors) continue;
    if (samples > MOST_CHANGED || colors > MOST_COLORS) continue;
    if (samples > 0 || colors > 0) suspicious += 1;
    else intact += 1;
  }
  const blocks = intact + suspicious;
  const share = blocks === 0 ? 0 : suspicious / blocks;
  return { blocks, suspicious, share, changed: share > JPEG_COMPATIBILITY_THRESHOLD };
}

/** Number of pixels of a block whose colours no decoder produces. */
function otherColors({ width, data }: RgbImage, { x, y }: BlockOffset): number {
  const known = decodedColors();
  let count = 0;
  for (let row = 0; row < SIDE; row++) {
    let from = 3 * ((y + row) * width + x);
    for (let column = 0; column < SIDE; column++, from += 3) {
      const [red, green, blue] = [data[from]!, data[from + 1]!, data[from + 2]!];
      if (isCutOff(red) || isCutOff(green) || isCutOff(blue)) continue;
      count += 1 - known[colorPlace(red, green, blue)]!;
    }
  }
  return count;
}
