/** What changes samples where they are: blur, noise, light, colours. */
import type { AttackFamily } from './attack.ts';
import { blur } from './blur.ts';
import { changeSaturation, toGrey } from './colour.ts';
import { median } from './median.ts';
import { addNoise } from './noise.ts';
import { sharpen } from './sharpen.ts';
import { changeBrightness, changeContrast, changeGamma } from './tone.ts';

const FACTOR = {
  takes: 'a number of 0 to 10',
  accepts: (value: number) => value <= 10,
};

/** The families, by the words of their names. */
export const FILTER_FAMILIES: Readonly<Record<string, AttackFamily>> = {
  blur: {
    takes: 'a number above 0 and at most 20',
    accepts: (value) => value > 0 && value <= 20,
    step: (sigma) => ({
      description: `Gaussian blur of sigma ${sigma} pixels`,
      apply: async (image) => blur(image, sigma),
    }),
  },
  noise: {
    takes: 'a number of 0 to 255',
    accepts: (value) => value <= 255,
    step: (deviation) => ({
      description: `Gaussian noise, standard deviation ${deviation} of 255`,
      apply: async (image, { random }) => addNoise(image, deviation, random),
    }),
  },
  median: {
    takes: 'an odd whole number of 3 to 15',
    accepts: (value) => value % 2 === 1 && value >= 3 && value <= 15,
    step: (size) => ({
      description: `the median of ${size} by ${size} pixels`,
      apply: async (image) => median(image, size),
    }),
  },
  sharpen: {
    accepts: Number.isNaN,
    step: () => ({
      description: 'unsharp mask of radius 2, 150 %, threshold 3',
      apply: async (image) => sharpen(image, { radius: 2, amount: 1.5, threshold: 3 }),
    }),
  },
  brightness: {
    ...FACTOR,
    step: (factor) => ({
      description: `brightness times ${factor}`,
      apply: async (image) => changeBrightness(image, factor),
    }),
  },
  contrast: {
    ...FACTOR,
    step: (factor) => ({
      description: `contrast times ${factor}, about the middle`,
      apply: async (image) => changeContrast(image, factor),
    }),
  },
  gamma: {
    takes: 'a number above 0 and at most 10',
    accepts: (value) => value > 0 && value <= 10,
    step: (exponent) => ({
      description: `samples to the power of ${exponent}: ${exponent < 1 ? 'brighter' : 'darker'} in the middle`,
      apply: async (image) => changeGamma(image, exponent),
    }),
  },
  saturation: {
    ...FACTOR,
    step: (factor) => ({
      description: `saturation times ${factor}`,
      apply: async (image) => changeSaturation(image, factor),
    }),
  },
  grey: {
    accepts: Number.isNaN,
    step: () => ({ description: 'in shades of grey', apply: async (image) => toGrey(image) }),
  },
};
