/**
 * Secrets as a network sees them when hiding with a key. A key's permutation and signs are indistinguishable from random, so random ones
 * replace them.
 */
import { flipCoefficients } from '../../image/block-transform.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { blockSpan, blocksAlong } from '../../image/scramble-blocks.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { randomColourChange, writePixel } from './colour-change.ts';

/**
 * Writes a crop of a scrambled picture: blocks from all over the photo, the signs of their coefficients drawn at random.
 *
 * @param crop - side of the crop.
 * @param colourChange - how often its colours are changed, 0-1.
 * @param target - receives [3, crop, crop] from `start` on, centred at 0.5; samples may lie outside of 0-1.
 */
export function writeScrambledCrop(
  photo: RgbImage,
  crop: number,
  colourChange: number,
  random: RandomSource,
  target: Float32Array,
  start: number,
): void {
  const change = random.uniform() < colourChange ? randomColourChange(random) : undefined;
  const planes = target.subarray(start, start + 3 * crop * crop);
  forEachBlock(crop, (x, y, width, height) => {
    const left = random.integer(photo.width - width + 1);
    const top = random.integer(photo.height - height + 1);
    const size = width * height;
    const pixels = new Float32Array(3 * size);
    for (let index = 0; index < size; index++) {
      const pixel = (top + Math.floor(index / width)) * photo.width + left + (index % width);
      writePixel(photo, pixel, change, pixels, index, size);
    }
    const block = Float64Array.from(pixels, (sample) => sample - 0.5);
    flipCoefficients(block, width, height, randomSigns(block.length, random));
    eachSample(crop, x, y, width, height, (inBlock, inPlanes) => {
      planes[inPlanes] = block[inBlock]! + 0.5;
    });
  });
}

/**
 * Flips signs in every block of a square picture [3, side, side] centred at 0.5, in place; the same random numbers flip them back.
 */
export function flipBlocks(planes: Float32Array, side: number, random: RandomSource): void {
  forEachBlock(side, (x, y, width, height) => {
    const block = new Float64Array(3 * width * height);
    eachSample(side, x, y, width, height, (inBlock, inPlanes) => {
      block[inBlock] = planes[inPlanes]! - 0.5;
    });
    flipCoefficients(block, width, height, randomSigns(block.length, random));
    eachSample(side, x, y, width, height, (inBlock, inPlanes) => {
      planes[inPlanes] = block[inBlock]! + 0.5;
    });
  });
}

function randomSigns(count: number, random: RandomSource): Int8Array {
  return Int8Array.from({ length: count }, () => (random.uniform() < 0.5 ? -1 : 1));
}

function forEachBlock(
  side: number,
  visit: (x: number, y: number, width: number, height: number) => void,
): void {
  const spans = Array.from({ length: blocksAlong(side) }, (_, index) => blockSpan(index, side));
  for (const down of spans) {
    for (const across of spans) visit(across.start, down.start, across.length, down.length);
  }
}

/** The index of each sample of a block in the block, and in the planes. */
function eachSample(
  side: number,
  x: number,
  y: number,
  width: number,
  height: number,
  visit: (inBlock: number, inPlanes: number) => void,
): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let index = 0; index < width * height; index++) {
      const row = channel * side + y + Math.floor(index / width);
      visit(channel * width * height + index, row * side + x + (index % width));
    }
  }
}
