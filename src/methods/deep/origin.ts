/**
 * Finds where a network's blocks begin in a cropped picture. A network that works on blocks of pixels as channels turns a container
 * whose blocks begin elsewhere into noise. Noise is rougher than any photo, so the right place shows.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import type { Rect } from '../../image/tiles.ts';
import { cropImage } from '../../image/tiles.ts';
import type { Size } from '../fitting.ts';
import type { Origin } from '../frame/picture-method.ts';

/** Side of the part to test, pixels: enough for the roughness of noise and photo to differ. */
const LOOKED_AT = 192;

/** How much smoother a place other than the corner must be. */
const CLEARLY = 0.95;

/**
 * Tries all places in a block.
 *
 * @param block - side of a block, pixels.
 * @param reveal - returns what the network makes of a picture of whole blocks.
 * @returns the place, from 0 to below `block`; the corner where the picture is too small to tell.
 */
export async function likeliestOrigin(
  container: RgbImage,
  block: number,
  reveal: (part: RgbImage) => Promise<RgbImage>,
): Promise<Origin> {
  const [width, height] = [container.width, container.height].map((side) => lookedAt(side, block));
  let likeliest: Origin = { x: 0, y: 0 };
  if (block === 1 || width! < block || height! < block) return likeliest;
  let least = Number.POSITIVE_INFINITY;
  for (let y = 0; y < block; y++) {
    for (let x = 0; x < block; x++) {
      // A block's own place, in the middle of the picture.
      const part: Rect = {
        x: x + startOf(container.width, width!, block),
        y: y + startOf(container.height, height!, block),
        width: width!,
        height: height!,
      };
      const rough = roughness(await reveal(cropImage(container, part)));
      // The corner comes first: most pictures that lost their frame were not cropped.
      if (rough < least) [least, likeliest] = [x === 0 && y === 0 ? CLEARLY * rough : rough, { x, y }];
    }
  }
  return likeliest;
}

/** The picture with its blocks at the corner; pixels missing at the bottom and on the right repeat its edge. */
export function movedToOrigin(image: RgbImage, origin: Origin): RgbImage {
  return shifted(image, origin.x, origin.y);
}

/**
 * Moves the secret revealed from a moved picture back into its place: pixel for pixel, not stretched over the strip that whole blocks
 * left out.
 *
 * @param size - of the picture before it was moved.
 */
export function movedBack(image: RgbImage, origin: Origin, size: Size): RgbImage {
  return shifted(image, -origin.x, -origin.y, size);
}

/** A picture of that size whose pixel (x, y) is the one at (x + dx, y + dy), or the nearest existing one. */
function shifted(
  { width, height, data }: RgbImage,
  dx: number,
  dy: number,
  size: Size = { width, height },
): RgbImage {
  const moved = rgbImage(size.width, size.height);
  const within = (value: number, side: number): number => Math.min(side - 1, Math.max(0, value));
  for (let y = 0, to = 0; y < size.height; y++) {
    const row = within(y + dy, height) * width;
    for (let x = 0; x < size.width; x++, to += 3) {
      const from = 3 * (row + within(x + dx, width));
      moved.data[to] = data[from]!;
      moved.data[to + 1] = data[from + 1]!;
      moved.data[to + 2] = data[from + 2]!;
    }
  }
  return moved;
}

/** Whole blocks, with room for every place of the first one. */
function lookedAt(side: number, block: number): number {
  const room = Math.min(LOOKED_AT, side - (block - 1));
  return room - (room % block);
}

function startOf(side: number, part: number, block: number): number {
  const start = Math.floor((side - part - (block - 1)) / 2);
  return start - (start % block);
}

/** Mean absolute difference of neighbours over the mean absolute deviation from the mean: about 1.4 for noise, far less for photos. */
function roughness({ width, height, data }: RgbImage): number {
  let differences = 0;
  for (let y = 0; y < height; y++) {
    for (let at = 3 * (y * width + 1); at < 3 * (y + 1) * width; at++) {
      differences += Math.abs(data[at]! - data[at - 3]!);
    }
  }
  for (let at = 3 * width; at < data.length; at++) differences += Math.abs(data[at]! - data[at - 3 * width]!);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const deviation = data.reduce((sum, value) => sum + Math.abs(value - mean), 0);
  return deviation === 0 ? Number.POSITIVE_INFINITY : differences / 2 / deviation;
}
