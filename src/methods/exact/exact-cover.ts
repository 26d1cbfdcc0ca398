/**
 * What the exact method hides in: whole numbers with a range, two numbers that say how they lie, and what changing each one costs.
 * Pictures are one kind; a kind that is new needs a function like `pictureCover` and nothing else here.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { hillCosts } from './distortion/hill.ts';
import type { CoverSamples } from './embedding/samples.ts';
import { pixelSamples } from './embedding/samples.ts';
import type { ExactLayout } from './places.ts';

/** Samples of a medium. */
export interface ExactCover extends CoverSamples {
  /** How the samples lie, each number below 2^32; authenticated with all that is hidden. Width and height of a picture. */
  readonly shape: readonly [number, number];
  /** What people count the medium in, and the samples of one. */
  readonly unit: { readonly name: string; readonly samples: number };
  /**
   * A weight above 0 for each sample, smaller where changes are harder to see; computed once it is asked for. Left out where all
   * samples are alike.
   */
  readonly texture?: (() => Float32Array) | undefined;
  /** Where salt and headers lie, if not where pictures have them. */
  readonly layout?: ExactLayout | undefined;
}

/** The samples of an 8-bit picture, not copied, with HILL's costs. */
export function pictureCover(image: RgbImage): ExactCover {
  return {
    ...pixelSamples(image.data),
    shape: [image.width, image.height],
    unit: { name: 'pixels', samples: 3 },
    texture: () => hillCosts(image),
  };
}
