/** What the robust method survives, and how strongly it writes for that. Byte by byte: docs/format.md. */

import { LUMA_STEPS, scaledSteps } from '../../image/jpeg/standard-tables.ts';
import type { LossyEncoding } from '../../image/lossy-encoding.ts';
import { BLOCK_AREA } from './luma-blocks.ts';

/** What a container survives. */
export interface Survival {
  /** 1 to 255, never reused: headers store it. */
  readonly number: number;
  /** Quality of the JPEG tables that the steps come from. */
  readonly quality: number;
  /** The least step. */
  readonly leastStep: number;
  /** Coefficients of a block that a picture fills. */
  readonly slots: number;
  /** Bits that a coefficient carries when a picture fills it, after correction. */
  readonly rate: number;
  /** Cover PSNR of photos when a picture fills them, dB: measured, docs/results.md. */
  readonly coverPsnr: number;
  /** Encoders that the sender tries. */
  readonly encodings: readonly LossyEncoding[];
}

function jpegs(quality: number): LossyEncoding[] {
  return [false, true].flatMap((mozjpeg) =>
    (['4:2:0', '4:4:4'] as const).map((sampling) => ({
      format: 'jpeg' as const,
      quality,
      sampling,
      mozjpeg,
    })),
  );
}

function jpeg(number: number, quality: number, slots: number, rate: number, coverPsnr: number): Survival {
  return { number, quality, leastStep: 1, slots, rate, coverPsnr, encodings: jpegs(quality) };
}

/** By the names that the option takes. */
export const SURVIVALS: Readonly<Record<string, Survival>> = {
  'jpeg-75': jpeg(1, 75, 17, 0.47, 41.1),
  'jpeg-80': jpeg(2, 80, 18, 0.47, 42.7),
  'jpeg-85': jpeg(3, 85, 21, 0.48, 43.5),
  'jpeg-90': jpeg(4, 90, 28, 0.53, 44.2),
  'webp-80': {
    number: 5,
    quality: 60,
    leastStep: 18,
    slots: 16,
    rate: 0.3,
    coverPsnr: 37.9,
    encodings: [{ format: 'webp', quality: 80 }, ...jpegs(80).slice(0, 1)],
  },
};

/** What is survived when nothing is said. */
export const DEFAULT_SURVIVAL = 'jpeg-80';

/** Fewest blocks of a cover for each part. */
export const LEAST_PART_BLOCKS = 1400;

/** Most coefficients of a block that carry a payload. */
export const MOST_SLOTS = 40;

/** Most payload bits that a coefficient carries: more would leave nothing for errors and lost parts of the picture. */
export const MOST_RATE = 0.55;

/** Bits of a coefficient up to which files are hidden: there are more coefficients than they take. */
export const FILE_RATE = 0.45;

/** The coefficient of the pilots and its step. */
export const PILOT = { coefficient: 9, step: 12 } as const;

/** MozJPEG's default table (N. Robidoux), natural order, at quality 50; coefficients beyond are never used. */
// biome-ignore format: a block has eight columns.
export const MOZJPEG_STEPS = Uint8Array.of(
  16, 16, 16, 18,  25,  37,  56,  85,
  16, 17, 20, 27,  34,  40,  53,  75,
  16, 20, 24, 31,  43,  62,  91, 135,
  18, 27, 31, 40,  53,  74, 106, 156,
  25, 34, 43, 53,  69,  94, 131, 189,
  37, 40, 62, 74,  94, 124, 169, 238,
  56, 53, 91, 106, 131, 169, 226, 255,
  85, 75, 135, 156, 189, 238, 255, 255,
);

/** Steps of all coefficients: the larger of both tables, of MozJPEG's seven eighths. */
export function stepsAt(quality: number, leastStep = 1): Uint16Array {
  const own = scaledSteps(LUMA_STEPS, quality);
  const mozjpeg = scaledSteps(MOZJPEG_STEPS, quality);
  return own.map((step, k) => Math.max(leastStep, step, mozjpeg[k]! - Math.floor(mozjpeg[k]! / 8)));
}

/** The coefficients that carry payloads, those with the least steps first; never the mean and the pilots'. */
export const SLOT_ORDER: readonly number[] = slotOrder();

function slotOrder(): number[] {
  const steps = stepsAt(50);
  return Array.from({ length: BLOCK_AREA }, (_, k) => k)
    .filter((k) => k !== 0 && k !== PILOT.coefficient)
    .sort((a, b) => steps[a]! - steps[b]! || a - b)
    .slice(0, MOST_SLOTS);
}

/** The survival of a number; `undefined` where there is none. */
export function survivalNumbered(number: number): Survival | undefined {
  return Object.values(SURVIVALS).find((survival) => survival.number === number);
}
