/**
 * The root of a x^2 + b x + c that is nearer to zero, as StegExpose chooses it: of two equally near the one with the plus
 * sign; where a comparison fails, because one is not a number, the one with the minus sign.
 *
 * @returns `undefined` where the roots are not real.
 */
export function nearestRoot(a: number, b: number, c: number): number | undefined {
  const discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return undefined;
  const root = Math.sqrt(discriminant);
  const [plus, minus] = [(-b + root) / (2 * a), (-b - root) / (2 * a)];
  return Math.abs(plus) <= Math.abs(minus) ? plus : minus;
}
