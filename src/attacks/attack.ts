/**
 * What the world does to a picture on its way, by name. A name lists steps with their numbers, in the order in which they
 * happen: `jpeg-75`, `noise-2.5`, `jpeg-75-resize-0.75`.
 */
import { coded } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { Rect } from '../image/tiles.ts';
import type { RandomSource } from '../random/seeded-random.ts';
import { CHAIN_FAMILIES } from './chain-families.ts';
import { CODEC_FAMILIES } from './codec-families.ts';
import { FILTER_FAMILIES } from './filter-families.ts';
import { PLACE_FAMILIES } from './place-families.ts';
import type { Size } from './resampling.ts';

/** Lossy codecs: each encodes a picture, decodes the file, and returns a picture of the same size. */
export interface LossyCodecs {
  /**
   * A picture as it comes back from JPEG.
   *
   * @param image - stays as it is.
   * @param quality - a whole number, 1-100, by the scale of libjpeg.
   */
  jpeg(image: RgbImage, quality: number): Promise<RgbImage>;
  /**
   * A picture as it comes back from lossy WebP.
   *
   * @param image - stays as it is.
   * @param quality - a whole number, 1-100, by the scale of libwebp.
   */
  webp(image: RgbImage, quality: number): Promise<RgbImage>;
  /**
   * A picture as it comes back from lossy AVIF; rejects where there is no encoder, as in a page.
   *
   * @param image - stays as it is.
   * @param quality - a whole number, 1-100, by the scale of libheif.
   */
  avif(image: RgbImage, quality: number): Promise<RgbImage>;
}

/** What attacks work with. */
export interface AttackWork {
  /** What the attacks of codecs encode with. */
  readonly codecs: LossyCodecs;
  /** The same stream gives the same picture. */
  readonly random: RandomSource;
}

/** Something that happens to a picture between sender and receiver. */
export interface Attack {
  /** Its steps with their numbers, such as `jpeg-75-resize-0.75`; `attackNamed` knows it. */
  readonly name: string;
  /** A description for people, such as `JPEG of quality 75`. */
  readonly description: string;
  /** The part of a picture of this size that is left: all of it, except after crops. Means nothing where pixels move. */
  keeps(size: Size): Rect;
  /** Whether pixels do not stay where they are: the picture is scaled, turned, mirrored, or shown within another. */
  readonly moves: boolean;
  /**
   * What becomes of a picture.
   *
   * @param image - stays as it is.
   * @returns a picture of the size of what is kept; of any size where pixels move.
   */
  apply(image: RgbImage, work: AttackWork): Promise<RgbImage>;
}

/** One step of an attack; `keeps` only of one that leaves a part of the picture, `moves` only of one that moves pixels. */
export type AttackStep = Pick<Attack, 'description' | 'apply'> & Partial<Pick<Attack, 'keeps' | 'moves'>>;

/** Steps that differ in a number. */
export interface AttackFamily {
  /** The numbers it takes, for people; undefined if it takes none. */
  readonly takes?: string;
  /** Whether it takes this number; NaN stands for none. */
  readonly accepts: (value: number) => boolean;
  /** The step with this number. */
  readonly step: (value: number) => AttackStep;
}

const FAMILIES: Record<string, AttackFamily> = {
  ...CODEC_FAMILIES,
  ...FILTER_FAMILIES,
  ...PLACE_FAMILIES,
  ...CHAIN_FAMILIES,
};

/** Steps, each a word and its number, joined by `-`. */
const NAME = /^[a-z]+(?:-\d+(?:\.\d+)?)?(?:-[a-z]+(?:-\d+(?:\.\d+)?)?)*$/;
const STEPS = /([a-z]+)(?:-([\d.]+))?/g;

/**
 * The attack of a name.
 *
 * @param name - a name from the catalogue, one with other numbers, or several joined by `-`. Numbers may be written in
 *   more ways than one (`noise-2.50`); the attack's own name has the shortest.
 * @throws RangeError for an unknown name or a number out of range.
 */
export function attackNamed(name: string): Attack {
  if (!NAME.test(name)) throw coded(new RangeError(unknown(name)), 'bad-option');
  const names: string[] = [];
  const steps: AttackStep[] = [];
  for (const [, kind = '', digits] of name.matchAll(STEPS)) {
    const family = Object.hasOwn(FAMILIES, kind) ? FAMILIES[kind] : undefined;
    if (family === undefined) throw coded(new RangeError(unknown(name)), 'bad-option');
    const value = digits === undefined ? Number.NaN : Number(digits);
    if (!family.accepts(value)) {
      const received = digits === undefined ? `${name}, which has none` : name;
      const takes = family.takes ?? 'no number';
      throw coded(
        new RangeError(`Expected ${takes} for the attack ${kind} but received ${received}`),
        'bad-option',
      );
    }
    names.push(digits === undefined ? kind : `${kind}-${value}`);
    steps.push(family.step(value));
  }
  return {
    name: names.join('-'),
    description: steps.map(({ description }) => description).join('; then '),
    keeps: ({ width, height }) =>
      steps.reduce<Rect>(
        (part, { keeps }) => {
          const inner = keeps?.(part);
          return inner === undefined ? part : { ...inner, x: part.x + inner.x, y: part.y + inner.y };
        },
        { x: 0, y: 0, width, height },
      ),
    moves: steps.some(({ moves }) => moves === true),
    async apply(image, work) {
      let changed = image;
      for (const step of steps) changed = await step.apply(changed, work);
      return changed;
    },
  };
}

const CATALOGUE = new Map<string, Attack>(
  [
    'strip',
    'jpeg-95',
    'jpeg-90',
    'jpeg-75',
    'jpeg-50',
    'jpeg-30',
    'webp-80',
    'resize-0.75',
    'resize-0.5',
    'jpeg-75-resize-0.75',
    'crop-0.9',
    'crop-0.7',
    'blur-1',
    'noise-2',
    'noise-5',
    'noise-10',
    'brightness-0.8',
    'brightness-1.2',
    'contrast-1.2',
  ].map((name) => [name, attackNamed(name)]),
);

/** The attacks that every method is measured with, by name; their names do not change. */
export const ATTACKS: ReadonlyMap<string, Attack> = CATALOGUE;

/**
 * The names of the attacks that a copyright mark is measured with. Other than those of `ATTACKS` most change a picture's size
 * or the places of its pixels, as the web does.
 */
export const MARK_ATTACKS: readonly string[] = [
  'jpeg-90',
  'jpeg-75',
  'jpeg-50',
  'webp-80',
  'avif-50',
  'scale-0.35',
  'scale-0.5',
  'scale-0.75',
  'scale-2',
  'cut-0.7',
  'cut-0.5',
  'cut-0.3',
  'cut-0.3-jpeg-75',
  'rotate-1',
  'rotate-2',
  'mirror',
  'turn-90',
  'brightness-0.6',
  'brightness-1.4',
  'contrast-0.6',
  'contrast-1.4',
  'gamma-0.6',
  'gamma-1.4',
  'saturation-0.6',
  'saturation-1.4',
  'grey',
  'blur-2',
  'noise-15',
  'median-3',
  'sharpen',
  'screenshot',
  'webp-50',
  'scale-0.5-jpeg-75',
  'cut-0.5-scale-0.75-jpeg-75',
  'jpeg-30',
  'cut-0.3-scale-0.75-jpeg-75',
  'avif-35',
  'social',
  'width-1080-jpeg-75',
  'width-640-jpeg-75',
];

/**
 * Adds an attack of your own; call it before anything else is done.
 *
 * @param word - of small letters: the first part of its name, as in `jpeg-75`.
 * @param family - what it does, by its number.
 * @param names - those with which every method is measured, such as `jpeg-75`; none by default.
 * @throws RangeError for a word that is taken or not allowed, or a name that is not this attack's.
 */
export function registerAttack(word: string, family: AttackFamily, names: readonly string[] = []): void {
  if (!/^[a-z]+$/.test(word) || Object.hasOwn(FAMILIES, word)) {
    throw coded(
      new RangeError(`Expected a word of its own, of small letters, for the attack but received ${word}`),
      'bad-option',
    );
  }
  FAMILIES[word] = family;
  for (const name of names) CATALOGUE.set(name, attackNamed(name));
}

function unknown(name: string): string {
  const kinds = Object.entries(FAMILIES).map(([kind, { takes }]) =>
    takes === undefined ? kind : `${kind}-N`,
  );
  return `Expected an attack made of ${kinds.join(', ')}, such as jpeg-75 or jpeg-75-resize-0.75, but received ${name === '' ? 'an empty name' : name}`;
}
