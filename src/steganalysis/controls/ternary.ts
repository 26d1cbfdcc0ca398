/**
 * Ternary embedding: a sample goes up by one, down by one or stays, whatever the picture looks like there.
 */
import { rgbImage } from '../../image/rgb-image.ts';
import type { Control } from './control.ts';
import { assertRate, LARGEST_SAMPLE } from './control.ts';
import { embeddingBits, solveDecreasing } from './entropy.ts';

/** The largest rate: one of three values in each sample. */
const LARGEST_RATE = Math.log2(3);

/**
 * Ternary embedding with ideal coding: each sample changes with the probability p for which the entropy of the changes is the
 * rate, H(p) + p = rate. At the full rate, log2(3), p = 2/3: plain base-3 digits in every sample. A change that leads out of
 * 0-255 goes two steps the other way instead, to the same digit.
 *
 * @param bitsPerSample - 0 to 1.585, the default.
 * @throws RangeError when the rate is out of range.
 */
export function ternary(bitsPerSample: number = LARGEST_RATE): Control {
  const changes = ternaryChangeRate(bitsPerSample);
  return ({ width, height, data }, random) => {
    const samples = data.map((sample) => {
      if (random.uniform() >= changes) return sample;
      const changed = sample + 2 * random.integer(2) - 1;
      if (changed < 0) return changed + 3;
      return changed > LARGEST_SAMPLE ? changed - 3 : changed;
    });
    return rgbImage(width, height, samples);
  };
}

/**
 * The part of samples that change in ternary embedding with ideal coding: p with -(1 - p) log2(1 - p) - p log2(p / 2) = rate.
 *
 * @throws RangeError when the rate is not 0 to log2(3).
 */
export function ternaryChangeRate(bitsPerSample: number): number {
  assertRate(bitsPerSample, LARGEST_RATE);
  // The entropy grows up to p = 2/3, so it falls with the part that stays.
  const stays = solveDecreasing(
    (part) => embeddingBits((1 - part) / 2, (1 - part) / 2),
    bitsPerSample,
    1 / 3,
    1,
  );
  return 1 - stays;
}
