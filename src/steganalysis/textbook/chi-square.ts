import type { RgbImage } from '../../image/rgb-image.ts';
import { chiSquareTail } from './incomplete-gamma.ts';

/** Beginnings of the picture that are tested, each longer by the same. */
const BEGINNINGS = 128;

/** Pairs of values that differ in the lowest bit only, of each colour. */
const PAIRS = 128;

/** Pairs with a smaller expected count are left out, the usual rule for this test. */
const FEWEST_EXPECTED = 5;

/**
 * The chi-square attack: A. Westfeld, A. Pfitzmann, "Attacks on steganographic systems", Information Hiding 1999. LSB
 * replacement with random bits makes the two values 2k and 2k + 1 equally frequent. Over the even values, with
 * e_k = (h[2k] + h[2k + 1]) / 2,
 *
 *     chi^2 = sum (h[2k] - e_k)^2 / e_k,    p = the probability of a larger one with k - 1 degrees of freedom
 *
 * is the paper's probability of embedding. (Its sum takes one value of each pair only and so is half of what a test would
 * expect: therefore p is near 1, not spread evenly, where all samples carry a bit.)
 *
 * The attack finds messages written from the start, in the order of the samples: p is near 1 for a full beginning of the
 * picture, and falls soon after. Samples chosen by a key go unnoticed until nearly all carry a bit. Histograms are kept by
 * colour, and tested together.
 *
 * @returns the mean of p over 128 beginnings, 0 to 1: about the part of the picture that is full, and so the bits per sample.
 */
export function chiSquare({ data }: RgbImage): number {
  const histogram = new Float64Array(3 * 2 * PAIRS);
  let sum = 0;
  let counted = 0;
  for (let beginning = 1; beginning <= BEGINNINGS; beginning++) {
    const end = 3 * Math.floor((data.length * beginning) / (3 * BEGINNINGS));
    for (; counted < end; counted += 3) {
      histogram[data[counted]!]!++;
      histogram[256 + data[counted + 1]!]!++;
      histogram[512 + data[counted + 2]!]!++;
    }
    sum += probability(histogram);
  }
  return sum / BEGINNINGS;
}

/** 0 where there are not two pairs to compare. */
function probability(histogram: Float64Array): number {
  let [value, categories] = [0, 0];
  for (let even = 0; even < histogram.length; even += 2) {
    const expected = (histogram[even]! + histogram[even + 1]!) / 2;
    if (expected < FEWEST_EXPECTED) continue;
    value += (histogram[even]! - expected) ** 2 / expected;
    categories++;
  }
  return categories < 2 ? 0 : chiSquareTail(categories - 1, value);
}
