/**
 * The upper regularised incomplete gamma function Q(a, x) = Gamma(a, x) / Gamma(a), by its series below a + 1 and its
 * continued fraction above: DLMF 8.7.1 and 8.9.2, https://dlmf.nist.gov/8.
 */

/** Relative size at which further terms no longer count. */
const NEGLIGIBLE = 1e-16;

/** Terms at most: they are needed in the order of sqrt(a), and a is below a thousand here. */
const MOST_TERMS = 10_000;

/** Stands for zero in denominators (Lentz 1976). */
const TINY = 1e-300;

/**
 * The probability that a value with the chi-square distribution is larger than `value`: Q(degrees / 2, value / 2).
 *
 * @param degrees - degrees of freedom, above 0.
 * @param value - 0 or more.
 */
export function chiSquareTail(degrees: number, value: number): number {
  return upperGamma(degrees / 2, value / 2);
}

/**
 * Q(a, x), 0 to 1, to about 14 digits after the point.
 *
 * @param a - above 0.
 * @param x - 0 or more.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  // x^a e^-x / Gamma(a), the factor of both.
  const factor = Math.exp(a * Math.log(x) - x - logGamma(a));
  return Math.min(1, Math.max(0, x < a + 1 ? 1 - factor * series(a, x) : factor * fraction(a, x)));
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MOST_TERMS && term > sum * NEGLIGIBLE; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))), evaluated as by Lentz. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    d = 1 / (Math.abs(d) < TINY ? TINY : d);
    c = b + an / c;
    if (Math.abs(c) < TINY) c = TINY;
    value *= d * c;
    if (Math.abs(d * c - 1) < NEGLIGIBLE) break;
  }
  return value;
}

/**
 * ln Gamma(a) by Stirling's series (DLMF 5.11.1), after steps up to where it is exact to double precision.

 */
function logGamma(a: number): number {
  let product = 1;
  let z = a;
  for (; z < 16; z++) product *= z;
  const inverse = 1 / (z * z);
  const tail =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + tail - Math.log(product);
}
