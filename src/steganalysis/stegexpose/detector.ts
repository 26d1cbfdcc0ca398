/**
 * StegExpose (Boehm 2014, https://arxiv.org/abs/1410.6656; https://github.com/b3dk7/StegExpose), number for number:
 * four detectors of LSB replacement and the mean of their scores. Its quirks are kept, so that results can be compared
 * with published ones; for estimates use `textbookDetection`.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { stegExposeChiSquare } from './chi-square.ts';
import { stegExposePrimarySets } from './primary-sets.ts';
import { stegExposeRegularSingular } from './regular-singular.ts';
import { stegExposeSamplePairs } from './sample-pairs.ts';

/** Above this a file is called suspicious: the best trade-off on the author's own pictures. */
export const STEGEXPOSE_THRESHOLD = 0.2;

/** A detector's score: 0 to 1; NaN if it ran without a result; null if it could not run or was left out. */
export type StegExposeScore = number | null;

/** Scores in the order of the program's own output. */
export interface StegExposeScores {
  /** Primary sets (Dumitrescu, Wu and Memon). */
  readonly primarySets: StegExposeScore;
  /** Chi-square attack (Westfeld and Pfitzmann). */
  readonly chiSquare: StegExposeScore;
  /** Sample pairs (Dumitrescu, Wu and Wang). */
  readonly samplePairs: StegExposeScore;
  /** RS analysis (Fridrich, Goljan and Du). */
  readonly regularSingular: StegExposeScore;
  /** Mean of the scores that are numbers, 0 to 1; NaN if there are none. */
  readonly fusion: number;
}

/** How StegExpose runs. */
export interface StegExposeOptions {
  /** Whether to stop at the first detector after which the mean is below the threshold. */
  readonly fast?: boolean | undefined;
  /** Threshold of the fast mode, 0 to 1; 0.2 by default. */
  readonly threshold?: number | undefined;
}

type DetectorName = Exclude<keyof StegExposeScores, 'fusion'>;

/** In the order in which they run, which is not that of the output. */
const DETECTORS: readonly (readonly [DetectorName, (image: RgbImage) => number | undefined])[] = [
  ['primarySets', stegExposePrimarySets],
  ['samplePairs', stegExposeSamplePairs],
  ['chiSquare', stegExposeChiSquare],
  ['regularSingular', stegExposeRegularSingular],
];

/**
 * The scores of StegExpose.
 *
 * @param image - as Java reads it: pictures from grey PNG files go through `greyAsJavaReadsIt` first.
 */
export function stegExpose(
  image: RgbImage,
  { fast = false, threshold = STEGEXPOSE_THRESHOLD }: StegExposeOptions = {},
): StegExposeScores {
  const scores: Record<DetectorName, StegExposeScore> = {
    primarySets: null,
    samplePairs: null,
    chiSquare: null,
    regularSingular: null,
  };
  let [sum, count] = [0, 0];
  for (const [name, detect] of DETECTORS) {
    const raw = detect(image);
    // An estimate below zero counts like one above.
    const score = raw === undefined ? null : Math.min(Math.abs(raw), 1);
    scores[name] = score;
    if (score !== null && !Number.isNaN(score)) {
      sum += score;
      count++;
    }
    if (fast && sum / count < threshold) break;
  }
  return { ...scores, fusion: sum / count };
}

/**
 * What StegExpose prints as the secret's size: the fused score times a third of the file's size. A figure of the file, not of
 * the picture: the same pixels compressed better carry "less".
 *
 * @param fileBytes - size of the file on disk.
 */
export function stegExposeBytes(fusion: number, fileBytes: number): number {
  return Number.isNaN(fusion) ? 0 : Math.floor((fusion * fileBytes) / 3 + 0.5);
}
