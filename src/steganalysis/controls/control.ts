/**
 * Embedding simulators: they change a picture as a method with the same payload would, without carrying anything. Their changes
 * are known, so a detector's results on them show how good the detector is. Every table of detections has them beside the methods.
 *
 * Rates are in bits per sample: a pixel has three.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { RandomSource } from '../../random/seeded-random.ts';

/** The container of a cover, a new picture of the same size. */
export type Control = (cover: RgbImage, random: RandomSource) => RgbImage;

/** The largest value of a sample. */
export const LARGEST_SAMPLE = 255;

/** @throws RangeError when the rate, in bits per `unit`, is not a number from 0 to the largest. */
export function assertRate(rate: number, largest: number, unit = 'sample'): void {
  if (!(rate >= 0 && rate <= largest)) {
    throw coded(
      new RangeError(`Expected 0 to ${largest.toFixed(3)} bits per ${unit} but received ${rate}`),
      'bad-option',
    );
  }
}
