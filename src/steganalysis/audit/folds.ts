/**
 * Assigns photos to folds, which are tested together. All tiles of a photo, covers and containers, are in one fold: a detector
 * that has seen one tile of a photo knows its grain, and would be tested on what it learned.
 */
import { coded } from '../../errors/coded.ts';
import { seededRandom } from '../../random/seeded-random.ts';

/**
 * Assigns photos to folds at random, as evenly as possible.
 *
 * @param photos - the number of photos, at least that of folds.
 * @param folds - at least 2.
 * @returns the fold of each photo, from 0.
 * @throws RangeError when the numbers do not allow it.
 */
export function assignFolds(photos: number, folds: number, seed: number): Uint32Array {
  if (!Number.isSafeInteger(folds) || folds < 2 || !(photos >= folds)) {
    throw coded(
      new RangeError(
        `Expected 2 to as many folds as photos, which are ${photos}, but received ${folds} folds`,
      ),
      'bad-option',
    );
  }
  const order = shuffled(photos, seed);
  const foldOf = new Uint32Array(photos);
  for (const [place, photo] of order.entries()) foldOf[photo] = place % folds;
  return foldOf;
}

/** The numbers from 0 to below `count` in random order. */
export function shuffled(count: number, ...words: readonly number[]): Uint32Array {
  const random = seededRandom(...words);
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const other = random.integer(i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
