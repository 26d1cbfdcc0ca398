/**
 * What a key makes of the carriers: which frequencies are pilots, with which phases, and what every other one says about which coded
 * bit.
 */
import { KeyedRandom } from './keyed-random.ts';
import type { CarrierDesign } from './mark-design.ts';
import { CARRIERS, PILOT_EVERY, SUPER_PERIOD } from './mark-design.ts';

/** A carrier with its keyed choices. Frequencies are numbered; those of the other half-plane are their conjugates. */
export interface Carrier {
  /** Channel, ring and band. */
  readonly design: CarrierDesign;
  /** Periods a tile of each frequency, to the right. */
  readonly kx: Int32Array;
  /** Periods a tile of each frequency, downward, 1 or more. */
  readonly ky: Int32Array;
  /** The rounded distance of each frequency from the origin. */
  readonly ring: Int32Array;
  /** The numbers of the pilots. */
  readonly pilots: Int32Array;
  /** Cosine of each pilot's phase: four phases, at odd multiples of 45 degrees. */
  readonly pilotReal: Float64Array;
  /** Sine of each pilot's phase. */
  readonly pilotImaginary: Float64Array;
  /** The numbers of the frequencies that carry data. */
  readonly data: Int32Array;
  /** For each of the 64 places of a tile in the super-period and each data frequency: its turn, in quarters. */
  readonly turns: Uint8Array;
  /** For each data frequency, real and imaginary part: +1 or -1. */
  readonly sign: Int8Array;
  /** For each data frequency, real and imaginary part: the coded bit to which it belongs. */
  readonly bit: Int32Array;
}

/** The keyed choices of a mark. */
export interface Layout {
  /** In the order of `CARRIERS`. */
  readonly carriers: readonly Carrier[];
  /** Added to the coded bits, modulo 2. */
  readonly mask: Uint8Array;
}

/**
 * The layout of a key.
 *
 * @param key - 32 bytes.
 * @param codedBits - bits of a code word.
 */
export async function layoutOf(key: Uint8Array, codedBits: number): Promise<Layout> {
  const rings = CARRIERS.map(frequenciesOf);
  const frequencies = rings.reduce((sum, { kx }) => sum + kx.length, 0);
  // Pilots do not depend on the length of the message: one search finds marks of every length.
  const random = await KeyedRandom.of(key, 'layout', frequencies * (8 + SUPER_PERIOD * SUPER_PERIOD));
  const bits = await KeyedRandom.of(key, `bits/${codedBits}`, 2 * frequencies + 3 * codedBits);
  const next = bitsInTurn(codedBits, bits);
  const carriers = CARRIERS.map((design, index) => carrierOf(design, rings[index]!, random, next));
  return { carriers, mask: Uint8Array.from({ length: codedBits }, () => bits.integer(2)) };
}

/** The frequencies of a ring, without those that lie on an axis, where the edges of blocks and pictures are. */
function frequenciesOf({ ring: [low, high] }: CarrierDesign): { kx: number[]; ky: number[] } {
  const kx: number[] = [];
  const ky: number[] = [];
  for (let y = 1; y <= high; y++) {
    for (let x = -high; x <= high; x++) {
      const distance = Math.hypot(x, y);
      if (x === 0 || distance < low || distance > high) continue;
      kx.push(x);
      ky.push(y);
    }
  }
  return { kx, ky };
}

/** Every coded bit once in random order, and again: neighbours in frequency belong to different bits, and all bits to all rings. */
function bitsInTurn(codedBits: number, random: KeyedRandom): () => number {
  let round: Int32Array = new Int32Array();
  let at = 0;
  return () => {
    if (at === round.length) {
      round = random.permutation(codedBits);
      at = 0;
    }
    return round[at++]!;
  };
}

function carrierOf(
  design: CarrierDesign,
  found: { readonly kx: readonly number[]; readonly ky: readonly number[] },
  random: KeyedRandom,
  nextBit: () => number,
): Carrier {
  const places = found.kx.map((x, i) => ({
    x,
    y: found.ky[i]!,
    rank: Math.hypot(x, found.ky[i]!) + 1.5 * random.uniform(),
  }));
  places.sort((a, b) => a.rank - b.rank);
  const pilots: number[] = [];
  const data: number[] = [];
  for (let start = 0; start < places.length; start += PILOT_EVERY) {
    const count = Math.min(PILOT_EVERY, places.length - start);
    const chosen = random.integer(count);
    for (let i = 0; i < count; i++) (i === chosen ? pilots : data).push(start + i);
  }
  const phases = pilots.map(() => (random.integer(4) + 0.5) * (Math.PI / 2));
  return {
    design,
    kx: Int32Array.from(places, ({ x }) => x),
    ky: Int32Array.from(places, ({ y }) => y),
    ring: Int32Array.from(places, ({ x, y }) => Math.round(Math.hypot(x, y))),
    pilots: Int32Array.from(pilots),
    pilotReal: Float64Array.from(phases, Math.cos),
    pilotImaginary: Float64Array.from(phases, Math.sin),
    data: Int32Array.from(data),
    turns: Uint8Array.from({ length: SUPER_PERIOD ** 2 * data.length }, () => random.integer(4)),
    sign: Int8Array.from({ length: 2 * data.length }, () => 2 * random.integer(2) - 1),
    bit: Int32Array.from({ length: 2 * data.length }, nextBit),
  };
}
