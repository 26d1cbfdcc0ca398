/**
 * The controls by name: ways of hiding of known strength, to calibrate wardens. Their changes are simulated.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { hill } from './adaptive.ts';
import { lsbMatching, lsbReplacement } from './lsb.ts';
import { ternary } from './ternary.ts';

/** A control at a rate. */
export interface NamedControl {
  /** A description in a sentence. */
  readonly description: string;
  apply(cover: RgbImage, random: RandomSource): RgbImage;
}

/** Makes a control for that many bits a sample; `undefined` if it needs a rate and has none. */
type MakeControl = (rate: number | undefined) => NamedControl | undefined;

/** For controls that need a rate. */
function rated(
  describe: (rate: number) => string,
  make: (rate: number) => (cover: RgbImage, random: RandomSource) => RgbImage,
): MakeControl {
  return (rate) => (rate === undefined ? undefined : { description: describe(rate), apply: make(rate) });
}

export const CONTROLS: ReadonlyMap<string, MakeControl> = new Map([
  ['lsb-replacement', rated((rate) => `LSB replacement in ${rate} bits a sample`, lsbReplacement)],
  ['lsb-matching', rated((rate) => `LSB matching in ${rate} bits a sample`, lsbMatching)],
  [
    'ternary',
    (rate) =>
      rate === undefined
        ? { description: 'ternary digits in every sample', apply: ternary() }
        : {
            description: `ternary embedding of ${rate} bits a sample, at the bound of all codes`,
            apply: ternary(rate),
          },
  ],
  ['hill', rated((rate) => `HILL with ${rate} bits a sample, at the bound of all codes`, hill)],
]);
