/**
 * The parts of a picture that the frame uses: everything public, which follows from the picture's size
 * alone.
 *
 * The frame is written twice, as two *seals*. Each has its own salt, in 128 neighbouring pixels, and its own
 * keys, and either of them suffices. Why: redundancy cannot protect a salt, because anyone able to correct
 * it can also see that it is there, and a balanced bit that must look like noise is never more stable than
 * one sample. Spread over the picture, a 128-bit salt would survive an edit of a tenth of it with a chance
 * of 0.95^128 = 0.1 %. Kept together it is lost only where the edit touches its pixels, and two of them, far
 * apart, are rarely lost together.
 */

import { SALT_BYTES } from '../../keys/frame-keys.ts';
import { type ContainerSize, RECORD_BYTES } from './record.ts';

/** Independent copies of the frame. */
export const SEALS = 2;

/** Bits of one record. */
export const RECORD_BITS = 8 * RECORD_BYTES;

/** Pixels a row and rows of the block that holds a salt: one bit a pixel. */
export const SALT_BLOCK_WIDTH = 16;
export const SALT_BLOCK_HEIGHT = (8 * SALT_BYTES) / SALT_BLOCK_WIDTH;

/** Smallest width and height: two salt blocks lie side by side. */
export const MIN_SIDE = 2 * SALT_BLOCK_WIDTH;

/** At most one sample in this many carries a bit of a record. */
export const SAMPLES_PER_RECORD_BIT = 16;

/**
 * Most repetitions of a record in one seal: an odd number, for the majority. With 9, a seal survives the loss
 * of a tenth of the samples (a twentieth of the bits wrong) with a chance of 99 %.
 */
export const MAX_REPETITIONS = 9;

/** Fewest samples, three a pixel: one repetition in each seal. */
export const MIN_SAMPLES = SEALS * RECORD_BITS * SAMPLES_PER_RECORD_BIT;

/** Most samples: what 32 bits can number. */
export const MAX_SAMPLES = 2 ** 32;

/** The public part of the frame's place in a picture. */
export interface FrameLayout extends ContainerSize {
  /** Samples of the picture, `3 * width * height`. */
  readonly samples: number;
  /** How often each seal repeats the record: odd, 1 to 9. */
  readonly repetitions: number;
  /** For each seal, the 128 samples of its salt, in the order of the salt's bits. */
  readonly saltPositions: readonly Uint32Array[];
}

/** Whether a picture of this size has room for a frame. */
export function hasRoomForFrame({ width, height }: ContainerSize): boolean {
  const samples = 3 * width * height;
  return Math.min(width, height) >= MIN_SIDE && samples >= MIN_SAMPLES && samples <= MAX_SAMPLES;
}

/**
 * The layout for a picture of this size.
 *
 * @throws RangeError when the picture is too small or too large for a frame.
 */
export function frameLayout({ width, height }: ContainerSize): FrameLayout {
  if (!hasRoomForFrame({ width, height })) {
    throw new RangeError(
      `The picture is ${width}x${height}; a frame needs sides of at least ${MIN_SIDE} pixels and ` +
        `${MIN_SAMPLES / 3} to ${Math.floor(MAX_SAMPLES / 3)} pixels in all. Use another picture.`,
    );
  }
  const samples = 3 * width * height;
  const affordable = Math.floor(samples / MIN_SAMPLES);
  const repetitions = Math.min(MAX_REPETITIONS, affordable - ((affordable + 1) % 2));
  const saltPositions = Array.from({ length: SEALS }, (_, seal) => saltBlock(width, height, seal));
  return { width, height, samples, repetitions, saltPositions };
}

/**
 * The samples of one salt: a block of 16x8 pixels in the middle of the picture's upper left (seal 0) or lower
 * right (seal 1) quarter, bit by bit in rows, the colour changing from pixel to pixel.
 */
function saltBlock(width: number, height: number, seal: number): Uint32Array {
  const quarter = 1 + 2 * seal;
  const left = Math.floor((quarter * width) / 4) - SALT_BLOCK_WIDTH / 2;
  const top = Math.floor((quarter * height) / 4) - SALT_BLOCK_HEIGHT / 2;
  return Uint32Array.from({ length: 8 * SALT_BYTES }, (_, bit) => {
    const x = left + (bit % SALT_BLOCK_WIDTH);
    const y = top + Math.floor(bit / SALT_BLOCK_WIDTH);
    return 3 * (y * width + x) + (bit % 3);
  });
}
