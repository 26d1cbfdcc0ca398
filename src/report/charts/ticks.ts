/**
 * Round numbers for the ticks of an axis: steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph
 * labels", Graphics Gems, 1990).
 *
 * @param low, high - the values that the axis has to show, `low <= high`.
 * @param wanted - about how many ticks.
 * @returns at least two ticks in rising order; the first is at most `low`, the last at least `high`, but for what the
 *   rounding to twelve digits changes.
 */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  const range = high - low || Math.max(1, Math.abs(high));
  const rough = range / Math.max(1, wanted - 1);
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * ([1, 2, 5].find((factor) => factor * magnitude >= rough * 0.75) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  // Multiples of a power of ten are off in the last bits; twelve digits are more than a label shows.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}
