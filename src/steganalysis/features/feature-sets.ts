/**
 * What trained wardens look at, by name. A new set of features is a file here and a line below.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { colorRichModel } from './color-rich-model/color-rich-model.ts';
import { colorSpam } from './color-spam.ts';

/** Features of a picture. */
export interface FeatureSet {
  /** A description in a few words. */
  readonly summary: string;
  /**
   * The features, always as many.
   *
   * @param image - a tile of a photo.
   */
  extract(image: RgbImage): Float32Array;
}

const SETS = new Map<string, FeatureSet>([
  ['spam', { summary: 'SPAM of the colours and of their differences', extract: colorSpam }],
  ['rich', { summary: 'the colour rich model, which takes far longer', extract: colorRichModel }],
]);

/** The sets of features, by name. */
export const FEATURE_SETS: ReadonlyMap<string, FeatureSet> = SETS;

/**
 * Adds features of your own, which audits then train wardens with; call it before anything else is done, on every thread.
 *
 * @param name - of small letters and digits.
 * @param features - what they are.
 * @throws RangeError for a name that is taken or not allowed.
 */
export function registerFeatures(name: string, features: FeatureSet): void {
  if (!/^[a-z][a-z0-9]*$/.test(name) || SETS.has(name)) {
    throw new RangeError(
      `Expected a name of its own, of small letters, for the features but received ${name}`,
    );
  }
  SETS.set(name, features);
}

/**
 * The features of a name.
 *
 * @throws RangeError where there are none.
 */
export function featuresNamed(name: string): FeatureSet {
  const found = SETS.get(name);
  if (found === undefined) {
    throw new RangeError(
      `Expected one of ${[...SETS.keys()].join(', ')} for the features but received ${name}`,
    );
  }
  return found;
}
