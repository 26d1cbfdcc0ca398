/**
 * Embedding simulators for JPEGs: they change coefficients as a method with the same payload would, without carrying anything.
 *
 * Rates are in bits per non-zero AC coefficient, as in the literature. Blocks beyond the picture's border, and bits that an unfinished
 * progressive file lacks, are never changed.
 */
import type { JpegComponent, JpegFile } from '../../../image/jpeg/jpeg-file.ts';
import { NATURAL_ORDER } from '../../../image/jpeg/zigzag.ts';
import type { RandomSource } from '../../../random/seeded-random.ts';

/** The container of a cover: a new file of the same frame, whose coefficients are its own. */
export type JpegControl = (cover: JpegFile, random: RandomSource) => JpegFile;

/** Where a payload goes. */
export interface JpegPayloadOptions {
  /** The components that are counted and changed: all of them by default, or the first alone. */
  readonly components?: 'all' | 'luma' | undefined;
}

/** What the messages call a rate's unit. */
export const RATE_UNIT = 'non-zero AC coefficient';

/** The components that carry the payload. */
export function carriers(
  { frame }: JpegFile,
  { components = 'all' }: JpegPayloadOptions,
): readonly JpegComponent[] {
  return components === 'all' ? frame.components : frame.components.slice(0, 1);
}

/**
 * Places of coefficients that can be changed, in the order of an encoder's scans with one component each: block by block, zigzag.
 *
 * @param isWanted - decides by the coefficient and its zigzag index, 0 for DC.
 * @returns indices into `coefficients`.
 */
export function coefficientPlaces(
  { blocksPerRow, blocksPerColumn, storedBlocksPerRow, coefficients, lowestBit }: JpegComponent,
  isWanted: (coefficient: number, zigzag: number) => boolean,
): Uint32Array {
  const places = new Uint32Array(64 * blocksPerRow * blocksPerColumn);
  let count = 0;
  for (let y = 0; y < blocksPerColumn; y++) {
    for (let x = 0; x < blocksPerRow; x++) {
      const offset = 64 * (y * storedBlocksPerRow + x);
      for (let zigzag = 0; zigzag < 64; zigzag++) {
        const frequency = NATURAL_ORDER[zigzag]!;
        if (lowestBit[frequency] !== 0 || !isWanted(coefficients[offset + frequency]!, zigzag)) continue;
        places[count++] = offset + frequency;
      }
    }
  }
  return places.slice(0, count);
}

/** Whether a coefficient counts in rates. */
export function isNonZeroAc(coefficient: number, zigzag: number): boolean {
  return zigzag > 0 && coefficient !== 0;
}

/** The number of non-zero AC coefficients: what a rate is multiplied with. */
export function nonZeroAcCount(components: readonly JpegComponent[]): number {
  return components.reduce((sum, component) => sum + coefficientPlaces(component, isNonZeroAc).length, 0);
}

/**
 * A file with other coefficients.
 *
 * @param changed - the coefficients of its first components; further ones keep theirs, in memory of their own.
 */
export function withCoefficients(file: JpegFile, changed: readonly Int16Array[]): JpegFile {
  const components = file.frame.components.map((component, index) => ({
    ...component,
    coefficients: changed[index] ?? component.coefficients.slice(),
  }));
  return { ...file, frame: { ...file.frame, components } };
}

/**
 * A way to go through places once, of which so many are chosen at random, all sets alike: D. Knuth, "The Art of Computer Programming",
 * 3.4.2, algorithm S.
 *
 * @returns says for each place in turn whether it is chosen.
 */
export function randomChoice(count: number, places: number, random: RandomSource): () => boolean {
  let [wanted, left] = [count, places];
  return () => {
    const isChosen = wanted > 0 && left * random.uniform() < wanted;
    left -= 1;
    if (isChosen) wanted -= 1;
    return isChosen;
  };
}
