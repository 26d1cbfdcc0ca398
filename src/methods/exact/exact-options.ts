/** Options that the exact method shares with methods that hide by its code in other media. */
import type { MethodOptionTable } from '../options.ts';
import { PART_COUNTS } from './settings.ts';

/** How a picture is coded. */
export const QUALITY = {
  quality: {
    kind: 'word-or-number',
    placeholder: 'q',
    words: ['auto', 'lossless', 'original'],
    flags: ['lossless'],
    least: 1,
    most: 100,
    unmeasurable: { original: 'it carries a file as it is, and there is nothing to measure' },
    default: 'auto',
    help: 'how a picture is coded: auto (its own file where that fits, or so that it fills what is favoured), lossless, original (its own file, byte for byte, with all its metadata), or 1 to 100',
  },
} as const satisfies MethodOptionTable;

/** The height of the trellis codes. */
export const CONSTRAINT_HEIGHT = {
  constraintHeight: {
    kind: 'number',
    placeholder: 'h',
    least: 6,
    most: 12,
    whole: true,
    default: 10,
    measurable: false,
    help: 'height of the trellis codes, 6 (fast) to 12 (least change)',
  },
} as const satisfies MethodOptionTable;

/** The parts of the cover. */
export const PARTS = {
  parts: {
    kind: 'number',
    placeholder: 'n',
    least: PART_COUNTS[0],
    most: PART_COUNTS.at(-1)!,
    values: PART_COUNTS,
    measurable: false,
    help: 'cut the cover into 1, 2, 4 or 8 parts, one for each receiver; those that nobody receives are filled with noise',
  },
} as const satisfies MethodOptionTable;
