/**
 * Rates of ideal codes: the entropy of the changes is the payload they can carry.
 */

/**
 * Entropy in bits of a sample that goes up with one probability, down with another, and otherwise stays.
 */
export function embeddingBits(up: number, down: number): number {
  return surprise(up) + surprise(down) + surprise(1 - up - down);
}

/**
 * The argument in [low, high] for which a decreasing function takes a value, by bisection; an end of the interval
 * if it never does.
 *
 * @param halvings - of the interval; by default until nothing is left of it in double precision.
 */
export function solveDecreasing(
  decreasing: (argument: number) => number,
  value: number,
  low: number,
  high: number,
  halvings = 100,
): number {
  let [from, to] = [low, high];
  for (let i = 0; i < halvings; i++) {
    const middle = (from + to) / 2;
    if (middle === from || middle === to) break;
    if (decreasing(middle) > value) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

function surprise(probability: number): number {
  return probability > 0 ? -probability * Math.log2(probability) : 0;
}
