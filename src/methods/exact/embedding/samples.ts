/**
 * The samples that bits are written into: whole numbers with a range, such as 8-bit pixels, sound of 16 or 24 bits, or
 * quantised DCT coefficients.
 */

/** Samples, changed in place. */
export type SampleArray = Uint8Array | Int16Array | Int32Array;

/** Samples, and how they may change. */
export interface CoverSamples {
  readonly samples: SampleArray;
  /** Smallest and largest value that a sample may have. */
  readonly least: number;
  readonly most: number;
  /** One byte for each sample: not 0 if it must not change ("wet", as in wet paper codes; Fridrich et al. 2005). */
  readonly wet?: Uint8Array | undefined;
  /** Whether no sample is so near an end of the range that a change by three would leave it. */
  readonly isCentral?: boolean | undefined;
}

/** The samples of an 8-bit picture. */
export function pixelSamples(samples: Uint8Array): CoverSamples {
  return { samples, least: 0, most: 255 };
}

/**
 * @throws RangeError where the range is empty, does not fit the array, or `wet` does not have a byte for each sample.
 */
export function assertSamples({ samples, least, most, wet }: CoverSamples): void {
  const [smallest, largest] =
    samples instanceof Uint8Array
      ? [0, 255]
      : samples instanceof Int16Array
        ? [-(2 ** 15), 2 ** 15 - 1]
        : [-(2 ** 31), 2 ** 31 - 1];
  const fits = Number.isInteger(least) && Number.isInteger(most) && least >= smallest && most <= largest;
  if (!fits || most - least < 3) {
    throw new RangeError(
      `Expected a range of at least four whole numbers within ${smallest} to ${largest} but received ${least} to ${most}`,
    );
  }
  if (wet !== undefined && wet.length !== samples.length) {
    throw new RangeError(`Expected ${samples.length} bytes for the wet samples but received ${wet.length}`);
  }
}
