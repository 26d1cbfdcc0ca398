import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fft, transformSquare } from '../../src/image/fourier.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

const SIZES = [4, 8, 16, 32, 64, 128] as const;

/** The transform by its definition: X(k) = sum over n of x(n) exp(-2 pi i k n / N). */
function naive(real: Float64Array, imaginary: Float64Array): [Float64Array, Float64Array] {
  const size = real.length;
  const out = [new Float64Array(size), new Float64Array(size)] as const;
  for (let k = 0; k < size; k++) {
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      out[0][k]! += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
      out[1][k]! += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
    }
  }
  return [out[0], out[1]];
}

function assertNear(actual: Float64Array, expected: Float64Array): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) < 1e-9, `${i}: ${actual[i]} instead of ${value}`);
  }
}

const sample = fc.double({ min: -1, max: 1, noNaN: true });
const signal = fc
  .constantFrom(...SIZES)
  .chain((size) => fc.tuple(...[0, 1].map(() => fc.array(sample, { minLength: size, maxLength: size }))));

describe('a Fourier transform', () => {
  it('is the sum that defines it, and the inverse takes it back', () => {
    fc.assert(
      fc.property(signal, ([re, im]) => {
        const [real, imaginary] = [Float64Array.from(re!), Float64Array.from(im!)];
        const [expectedReal, expectedImaginary] = naive(real, imaginary);
        const { size, transform } = fft(real.length);
        const [a, b] = [real.slice(), imaginary.slice()];
        transform(a, b);
        assertNear(a, expectedReal);
        assertNear(b, expectedImaginary);
        transform(a, b, 0, true);
        assertNear(
          a.map((value) => value / size),
          real,
        );
        assertNear(
          b.map((value) => value / size),
          imaginary,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('touches nothing beside its part of the array', () => {
    for (const size of SIZES) {
      const real = Float64Array.from({ length: 3 * size }, (_, i) => Math.sin(i * i));
      const imaginary = Float64Array.from({ length: 3 * size }, (_, i) => Math.cos(3 * i));
      const [expectedReal, expectedImaginary] = naive(
        real.slice(size, 2 * size),
        imaginary.slice(size, 2 * size),
      );
      const [a, b] = [real.slice(), imaginary.slice()];
      fft(size).transform(a, b, size);
      assertNear(a, Float64Array.from([...real.slice(0, size), ...expectedReal, ...real.slice(2 * size)]));
      assertNear(
        b,
        Float64Array.from([...imaginary.slice(0, size), ...expectedImaginary, ...imaginary.slice(2 * size)]),
      );
    }
  });

  it('finds a lone wave at the largest size that marks use', () => {
    const size = 1024;
    const [real, imaginary] = [new Float64Array(size), new Float64Array(size)];
    for (let n = 0; n < size; n++) real[n] = Math.cos((2 * Math.PI * 37 * n) / size + 1);
    fft(size).transform(real, imaginary);
    for (let k = 0; k < size; k++) {
      const sign = k === 37 ? 1 : k === size - 37 ? -1 : 0;
      assert.ok(Math.abs(real[k]! - (Math.abs(sign) * size * Math.cos(1)) / 2) < 1e-8, `${k}`);
      assert.ok(Math.abs(imaginary[k]! - (sign * size * Math.sin(1)) / 2) < 1e-8, `${k}`);
    }
  });

  it('has a length that is a power of two, of at least 4', () => {
    for (const size of [0, 1, 2, 3, 6, 100, -8, 4.5, Number.NaN]) {
      assert.throws(() => fft(size), { name: 'RangeError', message: new RegExp(`power of two.* ${size}$`) });
    }
    assert.equal(fft(16), fft(16), 'it is made once');
  });
});

describe('the transform of a square', () => {
  const SIDE = 32;
  const low = (k: number, highest: number): boolean => Math.min(k, SIDE - k) <= highest;
  const square = (seed: number): Float64Array => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: SIDE * SIDE }, () => random.integer(2001) / 1000 - 1);
  };

  it('is right up to the highest frequency that is asked for', () => {
    for (const highest of [0, 5, SIDE / 2]) {
      const whole = [square(1), square(2)] as const;
      const part = [square(1), square(2)] as const;
      transformSquare(...whole);
      transformSquare(...part, false, highest);
      for (let y = 0, at = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++, at++) {
          if (!low(x, highest) || !low(y, highest)) continue;
          assert.ok(Math.abs(part[0][at]! - whole[0][at]!) < 1e-9);
          assert.ok(Math.abs(part[1][at]! - whole[1][at]!) < 1e-9);
        }
      }
    }
  });

  it('is taken back where frequencies above the highest are zero', () => {
    const spectrum = [square(3), square(4)].map((values) =>
      values.map((value, at) => (low(at % SIDE, 6) && low(Math.floor(at / SIDE), 6) ? value : 0)),
    );
    const whole = spectrum.map((values) => values.slice());
    transformSquare(whole[0]!, whole[1]!, true);
    transformSquare(spectrum[0]!, spectrum[1]!, true, 6);
    for (const part of [0, 1]) assertNear(spectrum[part]!, whole[part]!);
  });
});
