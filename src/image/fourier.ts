/**
 * Discrete Fourier transforms of lengths that are powers of two: X(k) = sum over n of x(n) exp(-2 pi i k n / N), decimation in time
 * with two stages at a time (Cooley and Tukey 1965, radix 4).
 */

/** Transforms of one length. */
export interface Fft {
  /** The length, a power of two. */
  readonly size: number;
  /**
   * Transforms in place.
   *
   * @param real - real parts; `size` of them are used from `offset` on.
   * @param imaginary - imaginary parts.
   * @param offset - where they start.
   * @param inverse - true for exp(+...), without division by the length.
   */
  transform(real: Float64Array, imaginary: Float64Array, offset?: number, inverse?: boolean): void;
}

const PLANS = new Map<number, Fft>();

/**
 * Transforms of a length; made once.
 *
 * @param size - a power of two, at least 4.
 * @throws RangeError for another size.
 */
export function fft(size: number): Fft {
  const made = PLANS.get(size) ?? plan(size);
  PLANS.set(size, made);
  return made;
}

function plan(size: number): Fft {
  const stages = Math.log2(size);
  if (!Number.isInteger(stages) || stages < 2) {
    throw new RangeError(`Expected a power of two of at least 4 for a transform but received ${size}`);
  }
  const swaps: number[] = [];
  for (let i = 0; i < size; i++) {
    let reversed = 0;
    for (let bit = 0; bit < stages; bit++) if (i & (1 << bit)) reversed |= size >> (bit + 1);
    if (reversed > i) swaps.push(i, reversed);
  }
  const pairs = Int32Array.from(swaps);
  const cosine = new Float64Array(size);
  const sine = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    cosine[i] = Math.cos((2 * Math.PI * i) / size);
    sine[i] = Math.sin((2 * Math.PI * i) / size);
  }

  /** Swapping real and imaginary parts before and after makes the inverse of the forward transform. */
  function forward(re: Float64Array, im: Float64Array, offset: number): void {
    for (let p = 0; p < pairs.length; p += 2) {
      const a = offset + pairs[p]!;
      const b = offset + pairs[p + 1]!;
      const r = re[a]!;
      const i = im[a]!;
      re[a] = re[b]!;
      im[a] = im[b]!;
      re[b] = r;
      im[b] = i;
    }
    const end = offset + size;
    let half = 1;
    if (stages % 2 === 1) {
      for (let a = offset; a < end; a += 2) {
        const r = re[a + 1]!;
        const i = im[a + 1]!;
        re[a + 1] = re[a]! - r;
        im[a + 1] = im[a]! - i;
        re[a]! += r;
        im[a]! += i;
      }
      half = 2;
    }
    // Two radix-2 stages at once, of half-lengths `half` and `2 * half`.
    for (; half < size; half *= 4) {
      const step = size / (4 * half);
      for (let k = 0; k < half; k++) {
        const c1 = cosine[k * step]!;
        const s1 = sine[k * step]!;
        const c2 = cosine[2 * k * step]!;
        const s2 = sine[2 * k * step]!;
        const c3 = c1 * c2 - s1 * s2;
        const s3 = s1 * c2 + c1 * s2;
        for (let a = offset + k; a < end; a += 4 * half) {
          const b = a + half;
          const c = b + half;
          const d = c + half;
          const br = re[b]! * c2 + im[b]! * s2;
          const bi = im[b]! * c2 - re[b]! * s2;
          const cr = re[c]! * c1 + im[c]! * s1;
          const ci = im[c]! * c1 - re[c]! * s1;
          const dr = re[d]! * c3 + im[d]! * s3;
          const di = im[d]! * c3 - re[d]! * s3;
          const pr = re[a]! + br;
          const pi = im[a]! + bi;
          const qr = re[a]! - br;
          const qi = im[a]! - bi;
          const ur = cr + dr;
          const ui = ci + di;
          const vr = cr - dr;
          const vi = ci - di;
          re[a] = pr + ur;
          im[a] = pi + ui;
          re[c] = pr - ur;
          im[c] = pi - ui;
          re[b] = qr + vi;
          im[b] = qi - vr;
          re[d] = qr - vi;
          im[d] = qi + vr;
        }
      }
    }
  }

  return {
    size,
    transform(real, imaginary, offset = 0, inverse = false) {
      if (inverse) forward(imaginary, real, offset);
      else forward(real, imaginary, offset);
    },
  };
}

/**
 * Transforms a square in place: its rows, then its columns.
 *
 * @param real - real parts, row by row.
 * @param imaginary - imaginary parts.
 * @param inverse - true for exp(+...), without division by the number of values.
 * @param highest - frequencies above it, to either side, are not asked for, or for the inverse are zero: half of the side by default.
 * @throws RangeError where the side is no power of two of at least 4.
 */
export function transformSquare(
  real: Float64Array,
  imaginary: Float64Array,
  inverse = false,
  highest = real.length,
): void {
  const side = Math.sqrt(real.length);
  const { transform } = fft(side);
  for (let pass = 0; pass < 2; pass++) {
    // The first pass of the inverse and the second one of the other go over lines of one frequency each.
    const byFrequency = (pass === 0) === inverse;
    for (let line = 0; line < side; line++) {
      if (byFrequency && Math.min(line, side - line) > highest) continue;
      transform(real, imaginary, line * side, inverse);
    }
    transpose(real, side);
    transpose(imaginary, side);
  }
}

function transpose(square: Float64Array, side: number): void {
  for (let y = 0; y < side; y++) {
    for (let x = y + 1; x < side; x++) {
      const kept = square[y * side + x]!;
      square[y * side + x] = square[x * side + y]!;
      square[x * side + y] = kept;
    }
  }
}
