/** The discrete Fourier transform of a square of a power of two a side (J. Cooley and J. Tukey, 1965), in place. */

/** Complex numbers of a square, row by row. */
export interface ComplexSquare {
  readonly side: number;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Zeros. */
export function complexSquare(side: number): ComplexSquare {
  return { side, real: new Float64Array(side * side), imaginary: new Float64Array(side * side) };
}

/** Transforms rows and columns; the inverse is not divided by the number of values. */
export function transformSquare({ side, real, imaginary }: ComplexSquare, inverse = false): void {
  const cosines = Float64Array.from({ length: side / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / side));
  const sign = inverse ? 1 : -1;
  const sines = Float64Array.from({ length: side / 2 }, (_, i) => sign * Math.sin((2 * Math.PI * i) / side));
  for (let i = 0; i < side; i++) {
    line(real, imaginary, i * side, 1, side, cosines, sines);
  }
  for (let i = 0; i < side; i++) {
    line(real, imaginary, i, side, side, cosines, sines);
  }
}

function line(
  real: Float64Array,
  imaginary: Float64Array,
  first: number,
  stride: number,
  length: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const [a, b] = [first + i * stride, first + j * stride];
      const [re, im] = [real[a]!, imaginary[a]!];
      real[a] = real[b]!;
      imaginary[a] = imaginary[b]!;
      real[b] = re;
      imaginary[b] = im;
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size >> 1;
    const turn = length / size;
    for (let start = 0; start < length; start += size) {
      for (let k = 0; k < half; k++) {
        const a = first + (start + k) * stride;
        const b = a + half * stride;
        const [c, s] = [cosines[k * turn]!, sines[k * turn]!];
        const re = real[b]! * c - imaginary[b]! * s;
        const im = real[b]! * s + imaginary[b]! * c;
        real[b] = real[a]! - re;
        imaginary[b] = imaginary[a]! - im;
        real[a] = real[a]! + re;
        imaginary[a] = imaginary[a]! + im;
      }
    }
  }
}
