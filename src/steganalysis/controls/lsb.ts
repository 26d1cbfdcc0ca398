/**
 * Embedding in the lowest bits of samples, one bit in each that is used, without coding.
 */

import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { hideLsb4 } from '../../methods/lsb4/substitution.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import type { Control } from './control.ts';
import { assertRate, LARGEST_SAMPLE } from './control.ts';

/**
 * LSB replacement: each sample is used with a probability of the rate, and the lowest bit of one that is used becomes a random bit. Half
 * of the rate's samples change, even ones upwards and odd ones downwards.
 *
 * @param bitsPerSample - 0-1.
 * @throws RangeError when the rate is out of range.
 */
export function lsbReplacement(bitsPerSample: number): Control {
  return inLowestBits(bitsPerSample, (sample) => sample ^ 1);
}

/**
 * LSB matching: as LSB replacement, but a sample whose lowest bit is to change goes up or down by one at random; 0 and 255 to where
 * there is room. T. Sharp, "An implementation of key-based digital signal steganography", 2001.
 *
 * @param bitsPerSample - 0-1.
 * @throws RangeError when the rate is out of range.
 */
export function lsbMatching(bitsPerSample: number): Control {
  return inLowestBits(bitsPerSample, (sample, random) => {
    if (sample === 0) return 1;
    if (sample === LARGEST_SAMPLE) return LARGEST_SAMPLE - 1;
    return sample + 2 * random.integer(2) - 1;
  });
}

/** Picture in picture in the lower four bits, 4 bits per sample. The secret must be as large as the covers. */
export function lsb4(secret: RgbImage): Control {
  return (cover) => hideLsb4(cover, secret);
}

function inLowestBits(
  bitsPerSample: number,
  changed: (sample: number, random: RandomSource) => number,
): Control {
  assertRate(bitsPerSample, 1);
  return ({ width, height, data }, random) => {
    const samples = data.map((sample) => {
      if (random.uniform() >= bitsPerSample) return sample;
      return (sample & 1) === random.integer(2) ? sample : changed(sample, random);
    });
    return rgbImage(width, height, samples);
  };
}
