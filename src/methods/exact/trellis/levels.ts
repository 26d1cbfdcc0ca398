/** Costs in the whole levels that the Viterbi algorithm computes with. */
import { priceOfInformation } from './price.ts';

/** Levels of the price of information. At 16 bits a metric may lie 256 prices above the least: such paths are not taken. */
const PRICE_LEVELS = 256;

/** From here on, 64 prices, levels grow with the logarithm of the cost: that a cost is greater still counts where one is forced. */
const KNEE = 2 ** 14;

/** Doublings of the cost from the knee to the greatest level, half as much again. */
const OCTAVES = 32;
const GREATEST_LEVEL = 1.5 * KNEE - 1;

/** The level of an infinite cost; the greatest that the Viterbi algorithm takes. */
export const WET_LEVEL = 2 ** 15 - 1;

/** Bits that a level loses in a search where flips of infinite cost are forced. */
const COARSER = 6;

/** The level of an infinite cost beside coarser ones: 16 of them can be told from 15, and one is more than ten of any others. */
export const COARSE_WET_LEVEL = 2 ** 12;

/**
 * The level of each cost, in proportion up to 64 times the price of information and then slower.
 *
 * @param costs - of flipping each sample, at least 0; infinite for what must not be flipped.
 * @param bits - of the message.
 * @returns numbers up to 24,575, and `WET_LEVEL` for the infinite ones.
 */
export function costLevels(costs: Float32Array, bits: number): Uint16Array {
  const scale = PRICE_LEVELS / priceOfInformation(costs, bits);
  const levels = new Uint16Array(costs.length);
  for (let i = 0; i < levels.length; i++) levels[i] = levelOf(costs[i]! * scale);
  return levels;
}

function levelOf(scaled: number): number {
  if (scaled < KNEE) return scaled + 0.5;
  if (scaled === Infinity) return WET_LEVEL;
  const level = KNEE * (1 + Math.log2(scaled / KNEE) / (2 * OCTAVES));
  return Math.min(GREATEST_LEVEL, level);
}

/** The level for a search in which flips of infinite cost are forced: a 64th, so that several of those can be told apart. */
export function coarserLevel(level: number): number {
  return level === WET_LEVEL ? COARSE_WET_LEVEL : level >> COARSER;
}
