import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

const DRAWS = 40_000;

/**
 * Chi-square against equal counts, as a standard normal value (Wilson and Hilferty 1931, Proc. Natl. Acad. Sci. 17:
 * the cube root of chi-square over its degrees of freedom is nearly normal).
 */
function uniformityScore(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)));
  const variance = (values: readonly number[], middle: number): number =>
    mean(values.map((value) => (value - middle) ** 2));
  return product / Math.sqrt(variance(a, meanA) * variance(b, meanB));
}

describe('seeded random numbers', () => {
  it('are the same for the same words and others for other words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        (words, at) => {
          const first = draw(4, seededRandom(...words).uniform);
          assert.deepEqual(draw(4, seededRandom(...words).uniform), first);
          const others = words.map((word, i) => (i === at % words.length ? word ^ 1 : word));
          assert.notDeepEqual(draw(4, seededRandom(...others).uniform), first);
          assert.notDeepEqual(draw(4, seededRandom(...words, 0).uniform), first);
        },
      ),
    );
  });

  it('lie in [0, 1) and are spread evenly, with as many digits as a number has', () => {
    const values = draw(DRAWS, seededRandom(1).uniform);
    assert.ok(values.every((value) => value >= 0 && value < 1));
    const counts = new Array<number>(64).fill(0);
    for (const value of values) counts[Math.floor(64 * value)]! += 1;
    // A right generator exceeds 5 once in 3.5 million seeds; this seed is fixed.
    assert.ok(Math.abs(uniformityScore(counts)) < 5);
    assert.ok(values.some((value) => (value * 2 ** 52) % 1 !== 0));
  });

  it('are spread evenly in pairs that follow each other', () => {
    const { integer } = seededRandom(2, 3);
    const counts = new Array<number>(256).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[16 * integer(16) + integer(16)]! += 1;
    assert.ok(Math.abs(uniformityScore(counts)) < 5);
  });

  it('are whole numbers below the limit, each as often, also where the limit is no power of two', () => {
    const { integer } = seededRandom(4);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < DRAWS; i++) counts[integer(7)]! += 1;
    assert.equal(counts.length, 7);
    assert.ok(Math.abs(uniformityScore(counts)) < 5);
  });

  it('of neighbouring seeds and steps have nothing to do with each other', () => {
    // The correlation of independent values has a standard deviation of 1 / sqrt(n).
    const limit = 5 / Math.sqrt(DRAWS);
    const reference = draw(DRAWS, seededRandom(1, 1).uniform);
    for (const words of [[1, 2], [2, 1], [1], [1, 1, 0], [0, 1]]) {
      const other = draw(DRAWS, seededRandom(...words).uniform);
      assert.ok(Math.abs(correlation(reference, other)) < limit, `${words}`);
    }
  });

  it('give first values that are spread evenly over the seeds', () => {
    const counts = new Array<number>(32).fill(0);
    for (let seed = 0; seed < 8000; seed++) counts[Math.floor(32 * seededRandom(seed).uniform())]! += 1;
    assert.ok(Math.abs(uniformityScore(counts)) < 5);
  });

  it('are normal: moments 0, 1, 0, 3, and as many beyond two as there should be', () => {
    const values = draw(DRAWS, seededRandom(5).normal);
    const moment = (power: number): number => mean(values.map((value) => value ** power));
    // Standard errors of the moments of a normal: sqrt((E x^2k - (E x^k)^2) / n) with E x^8 = 105, E x^6 = 15.
    const within = (value: number, expected: number, variance: number): void =>
      assert.ok(Math.abs(value - expected) < 5 * Math.sqrt(variance / DRAWS), `${value}`);
    within(moment(1), 0, 1);
    within(moment(2), 1, 2);
    within(moment(3), 0, 15);
    within(moment(4), 3, 96);
    const beyond = values.filter((value) => Math.abs(value) > 2).length / DRAWS;
    within(beyond, 0.0455003, 0.0455003 * 0.9544997);
    assert.ok(Math.abs(correlation(values.slice(1), values.slice(0, -1))) < 5 / Math.sqrt(DRAWS));
  });
});

describe('initial weights', () => {
  const parameter = (name: string, length: number) => ({
    name,
    shape: [length],
    initialize: (random: { normal(): number }) => Float32Array.from({ length }, () => random.normal()),
  });

  it('have a stream for each parameter: adding one leaves those before it as they were', () => {
    const few = initialWeights([parameter('a', 3), parameter('b', 3)], 9);
    const more = initialWeights([parameter('a', 3), parameter('b', 3), parameter('c', 3)], 9);
    assert.deepEqual(more.a, few.a);
    assert.deepEqual(more.b, few.b);
    assert.notDeepEqual(few.a, few.b);
  });

  it('are counted by their shapes', () => {
    assert.equal(parameterCount([]), 0);
    assert.equal(parameterCount([{ ...parameter('a', 1), shape: [4, 3, 2] }, parameter('b', 5)]), 29);
  });
});
