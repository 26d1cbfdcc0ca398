/**
 * The search for the size of random subspaces: J. Kodovský, J. Fridrich, V. Holub, "Ensemble classifiers for steganalysis of digital
 * media", IEEE TIFS 7 (2012), algorithm 2, with the stopping rules of the authors' program of 2013. The out-of-bag error
 * falls, is flat for long and rises slowly, so a grid goes to the right until its least error is inside, and then closes in on it.
 *
 * One rule is ours: the search also ends where the least error is the first of the grid and the next is hardly worse. The program goes
 * on to the smallest sizes there, which on covers without anything to find takes most of its time.
 */

/** First step of the grid, and the largest share of all features it may be. */
const FIRST_STEP = 200;
const LARGEST_STEP_PART = 4;

/** The search ends when the least error is below its neighbours' mean by less than this part, or this much. */
const RELATIVE_TOLERANCE = 0.02;
const ABSOLUTE_TOLERANCE = 0.005;

/** And when the step is below this part of the best size. */
const SMALLEST_STEP_PART = 0.05;

/** A size that was tried. */
export interface SearchedSize {
  readonly subspaceDimension: number;
  /** Out-of-bag error. */
  readonly error: number;
}

/**
 * Searches for the size with the least error.
 *
 * @param dimension - number of all features, at least 1.
 * @param errorOf - trains with subspaces of that many features and returns the out-of-bag error. Called once for each size.
 * @returns all sizes tried, sorted. The best is the smallest of those with the least error.
 */
export function searchSubspaceDimension(
  dimension: number,
  errorOf: (subspaceDimension: number) => number,
): SearchedSize[] {
  let step = Math.max(1, Math.min(FIRST_STEP, Math.floor(dimension / LARGEST_STEP_PART)));
  const errors = new Map<number, number>();
  const evaluate = (sizes: readonly number[]): boolean => {
    const fresh = sizes.filter((size) => size >= 1 && size <= dimension && !errors.has(size));
    for (const size of fresh) errors.set(size, errorOf(size));
    return fresh.length > 0;
  };
  evaluate([step, 2 * step, 3 * step]);
  for (;;) {
    const tried = sorted(errors);
    const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
    const place = tried.indexOf(best);
    if (best.error === 0) return tried;
    const isLast = place === tried.length - 1;
    const isNextToLast = place === tried.length - 2;
    const [last, before] = [tried.at(-1)!, tried.at(-2)];
    // One further step to the right, also where the best is the last but one and the last not clearly on the rise.
    const further = last.subspaceDimension + step;
    const onTheRise =
      before !== undefined && last.error > before.error && last.error > (tried.at(-3)?.error ?? 0);
    if ((isLast || (isNextToLast && !onTheRise)) && evaluate([further])) continue;
    const around = [tried[place - 1]?.error, tried[place + 1]?.error].filter((error) => error !== undefined);
    const mean = around.reduce((sum, error) => sum + error, 0) / around.length;
    const isFlat =
      around.length > 0 &&
      (best.error >= (1 - RELATIVE_TOLERANCE) * mean || mean - best.error < ABSOLUTE_TOLERANCE);
    if (isFlat || step === 1 || step < SMALLEST_STEP_PART * best.subspaceDimension) return tried;
    step = Math.floor(step / 2);
    evaluate([best.subspaceDimension - step, best.subspaceDimension + step]);
  }
}

function sorted(errors: ReadonlyMap<number, number>): SearchedSize[] {
  return [...errors]
    .map(([subspaceDimension, error]) => ({ subspaceDimension, error }))
    .sort((a, b) => a.subspaceDimension - b.subspaceDimension);
}
