import type { RgbImage } from '../../image/rgb-image.ts';
import { chiSquare } from './chi-square.ts';
import type { PayloadEstimate } from './payload-estimate.ts';
import { primarySets } from './primary-sets.ts';
import { regularSingular } from './regular-singular.ts';
import { samplePairs } from './sample-pairs.ts';
import { weightedStego } from './weighted-stego.ts';

/** Estimates by the formulas of the papers, in bits per sample. */
export interface TextbookEstimates {
  /** By primary sets, see `primarySets`. */
  readonly primarySets: PayloadEstimate;
  /** By the chi-square attack: only of messages written from the start, 0 to 1. */
  readonly chiSquare: number;
  /** By sample pairs, see `samplePairs`. */
  readonly samplePairs: PayloadEstimate;
  /** By RS analysis, see `regularSingular`. */
  readonly regularSingular: PayloadEstimate;
  /** By weighted stego-image, see `weightedStego`. */
  readonly weightedStego: PayloadEstimate;
  /** Mean of the four that see messages wherever they are written, not below 0: all but chi-square. */
  readonly fusion: number;
}

/**
 * Above this fused estimate a file is called suspicious. The fused estimates of the 24 clean Kodak photos reach 0.12.
 */
export const TEXTBOOK_THRESHOLD = 0.15;

/** All detectors, as in their papers; none fails on any picture. */
export function textbookDetection(image: RgbImage): TextbookEstimates {
  const estimates = {
    primarySets: primarySets(image),
    chiSquare: chiSquare(image),
    samplePairs: samplePairs(image),
    regularSingular: regularSingular(image),
    weightedStego: weightedStego(image),
  };
  const spread = [
    estimates.primarySets,
    estimates.samplePairs,
    estimates.regularSingular,
    estimates.weightedStego,
  ];
  const mean = spread.reduce((sum, { payload }) => sum + payload, 0) / spread.length;
  return { ...estimates, fusion: Math.max(0, mean) };
}
