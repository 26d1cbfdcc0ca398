/**
 * An index beyond an edge, mirrored so that the edge's own sample comes twice: b a | a b c | c b.
 *
 * @param index - any whole number.
 * @param length - samples between the edges, at least 1.
 * @returns 0 to `length - 1`.
 */
export function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const within = ((index % period) + period) % period;
  return within < length ? within : period - 1 - within;
}
