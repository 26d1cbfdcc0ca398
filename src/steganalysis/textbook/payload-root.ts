/**
 * The root of a x^2 + b x + c that is nearer to zero. Counts are noisy: if the parabola just misses zero, the result is the
 * place nearest to zero; if it is a straight line, that line's root.
 *
 * @returns a finite number; 0 if the equation says nothing.
 */
export function nearestRealRoot(a: number, b: number, c: number): number {
  const discriminant = Math.max(0, b * b - 4 * a * c);
  // The form without cancellation: the smaller root is 2c / (-b -+ root) with the sign that makes the divisor large.
  const divisor = -b - (b < 0 ? -1 : 1) * Math.sqrt(discriminant);
  const root = b * b - 4 * a * c < 0 ? -b / (2 * a) : (2 * c) / divisor;
  return Number.isFinite(root) ? root : 0;
}

/**
 * Clamps an estimate to possible payloads, -1 to 1 bit per sample. Values below zero are noise, which must stay for means to
 * be right.
 *
 * @returns 0 for NaN.
 */
export function limitedPayload(estimate: number): number {
  return Number.isNaN(estimate) ? 0 : Math.min(1, Math.max(-1, estimate));
}
