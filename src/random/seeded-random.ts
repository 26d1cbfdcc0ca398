/**
 * Reproducible random numbers: equal seeds give equal streams, on every machine.
 */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Seeded random numbers. */
export interface RandomSource {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /**
   * Uniform whole number in [0, limit).
   *
   * @param limit - a whole number, 1 or more.
   */
  integer(limit: number): number;
}

/**
 * Random numbers that depend only on the given words: equal words give an equal stream.
 *
 * @param words - integers of 32 bits, such as a seed and the number of a step.
 */
export function seededRandom(...words: readonly number[]): RandomSource {
  let mixed = 0x9e3779b9;
  for (const word of words) mixed = mix32(mixed ^ mix32(word | 0));
  const generator: RandomGenerator = xoroshiro128plus(mixed);
  let spare: number | undefined;
  const uniform = (): number =>
    ((generator.next() >>> 5) * 67108864 + (generator.next() >>> 6)) / 9007199254740992;
  return {
    uniform,
    integer: (limit) => Math.floor(uniform() * limit),
    // Box and Muller (1958): two normals from two uniforms.
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}

/** The finaliser of MurmurHash3 (Appleby): every input bit reaches every output bit. */
function mix32(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
