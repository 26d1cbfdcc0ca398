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
  /**
   * The container of a cover.
   *
   * @param cover - stays as it is.
   * @param random - the same stream gives the same container.
   */
  apply(cover: RgbImage, random: RandomSource): RgbImage;
}

/** Makes a control for that many bits a sample; `undefined` if it needs a rate and has none. */
export type MakeControl = (rate: number | undefined) => NamedControl | undefined;

/** A control, and its names in help: as they are written, with what each means. */
export interface ControlEntry {
  /** Makes it at a rate. */
  readonly make: MakeControl;
  /** Its names as they are written, such as `hill@RATE`, each with what it means. */
  readonly help: readonly (readonly [name: string, what: string])[];
}

/** For controls that need a rate. */
function rated(
  describe: (rate: number) => string,
  make: (rate: number) => (cover: RgbImage, random: RandomSource) => RgbImage,
): MakeControl {
  return (rate) => (rate === undefined ? undefined : { description: describe(rate), apply: make(rate) });
}

const ENTRIES = new Map<string, ControlEntry>([
  [
    'lsb-replacement',
    {
      make: rated((rate) => `LSB replacement in ${rate} bits a sample`, lsbReplacement),
      help: [['lsb-replacement@RATE', 'lowest bits replaced, RATE bits a sample']],
    },
  ],
  [
    'lsb-matching',
    {
      make: rated((rate) => `LSB matching in ${rate} bits a sample`, lsbMatching),
      help: [['lsb-matching@RATE', 'samples changed by one at random']],
    },
  ],
  [
    'ternary',
    {
      make: (rate) =>
        rate === undefined
          ? { description: 'ternary digits in every sample', apply: ternary() }
          : {
              description: `ternary embedding of ${rate} bits a sample, at the bound of all codes`,
              apply: ternary(rate),
            },
      help: [
        ['ternary', 'ternary digits in every sample'],
        ['ternary@RATE', 'ternary changes at the bound of all codes'],
      ],
    },
  ],
  [
    'hill',
    {
      make: rated((rate) => `HILL with ${rate} bits a sample, at the bound of all codes`, hill),
      help: [['hill@RATE', 'HILL, changes where texture is, at the bound of all codes']],
    },
  ],
]);

/** The controls, by name. */
export const CONTROLS: ReadonlyMap<string, ControlEntry> = ENTRIES;

/**
 * Adds a control of your own; call it before anything else is done.
 *
 * @param name - of small letters, digits and hyphens.
 * @param control - what it does, and its words in help.
 * @throws RangeError for a name that is taken or not allowed.
 */
export function registerControl(name: string, control: ControlEntry): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name) || ENTRIES.has(name)) {
    throw new RangeError(
      `Expected a name of its own, of small letters, for the control but received ${name}`,
    );
  }
  ENTRIES.set(name, control);
}
