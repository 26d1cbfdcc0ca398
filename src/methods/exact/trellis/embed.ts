/**
 * The cheapest bits with a given syndrome: the encoder of syndrome-trellis codes (T. Filler, J. Judas, J. Fridrich, "Minimizing
 * additive distortion in steganography using syndrome-trellis codes", IEEE TIFS 2011, https://doi.org/10.1109/TIFS.2011.2134094).
 *
 * Every sample starts with its cheaper bit, and the Viterbi algorithm (viterbi.wat) finds which of them to flip so that the
 * syndrome becomes the message. It computes with costs in whole levels.
 */
import { blockEnds } from './blocks.ts';
import type { TrellisColumns } from './columns.ts';
import { checkHeight, trellisColumns } from './columns.ts';
import { trellisExtract } from './extract.ts';
import { COARSE_WET_LEVEL, coarserLevel, costLevels, WET_LEVEL } from './levels.ts';
import { VITERBI_MODULE } from './viterbi-module.ts';

const PAGE = 65_536;
const GREATEST_MEMORY = 2 ** 30;

/** Encodes segments with a syndrome-trellis code of one height, in memory that it keeps. */
export interface TrellisEncoder {
  readonly height: number;
  /** Most samples of a segment. */
  readonly capacity: number;
  /**
   * The bits of least total cost whose syndrome is the message. Such bits always exist: if unavoidable, some have an infinite
   * cost, as few as can be found.
   *
   * @param costOfZero, costOfOne - of each sample, at least 0; infinite for what must not be.
   * @param message - one bit a byte, at most as many as there are samples.
   * @returns one bit a byte; its `trellisExtract` is the message. For an empty message the cheaper bit of each sample, 0 where
   * they cost the same.
   * @throws TypeError for arrays of another type; RangeError when lengths do not fit, a cost is negative or not a number, or the
   * message has other bytes than 0 and 1.
   */
  encode(costOfZero: Float32Array, costOfOne: Float32Array, message: Uint8Array): Uint8Array<ArrayBuffer>;
}

interface Found {
  readonly flips: Uint8Array;
  readonly wet: number;
}

/** What viterbi.wat exports; addresses in bytes. */
interface Viterbi {
  readonly memory: WebAssembly.Memory;
  forward(...layout: [height: number, blocks: number, ...addresses: number[]]): number;
  trace(...layout: [height: number, blocks: number, ...addresses: number[]]): void;
}

/**
 * Makes an encoder. Compiles a WebAssembly module of some 1,300 bytes, at once: it needs 128-bit SIMD, and in pages with a content
 * security policy `wasm-unsafe-eval`.
 *
 * @param height - of the code, 6 to 12: the time of a sample is proportional to 2^height.
 * @param capacity - most samples of a segment; memory is 2^height / 8 + 14 bytes for each.
 * @param columns - the code's; other than the format's for trials only.
 * @throws RangeError for another height, and for a capacity below 1 or one that needs more than 1 GiB.
 */
export function createTrellisEncoder(
  height: number,
  capacity: number,
  columns: TrellisColumns = trellisColumns,
): TrellisEncoder {
  checkHeight(height);
  const decisionBytes = 1 << (height - 3);
  const most = Math.floor((GREATEST_MEMORY - PAGE) / (decisionBytes + 10));
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > most) {
    throw new RangeError(`Expected 1 to ${most} samples for the capacity but received ${capacity}`);
  }
  const viterbi = instantiate();
  const branchesAt = 4 << height;
  const endsAt = branchesAt + 4 * capacity;
  const decisionsAt = endsAt + 4 * capacity;
  const messageAt = decisionsAt + decisionBytes * capacity;
  const flipsAt = messageAt + capacity;
  const { memory } = viterbi;
  memory.grow(Math.ceil((flipsAt + capacity) / PAGE) - memory.buffer.byteLength / PAGE);
  const branches = new Uint32Array(memory.buffer, branchesAt, capacity);
  const ends = new Uint32Array(memory.buffer, endsAt, capacity);
  const syndrome = new Uint8Array(memory.buffer, messageAt, capacity);
  const flips = new Uint8Array(memory.buffer, flipsAt, capacity);
  const costs = new Float32Array(capacity);

  /** The flips of least cost, and how many of them are of wet samples. */
  function search(samples: number, bits: number, wetLevel: number): Found {
    const shared = [height, bits, messageAt, endsAt, branchesAt, decisionsAt] as const;
    const lastState = viterbi.forward(...shared);
    viterbi.trace(...shared, lastState, flipsAt);
    const found = flips.slice(0, samples);
    let wet = 0;
    for (let i = 0; i < samples; i++) wet += found[i]! & Number(branches[i]! >>> 16 === wetLevel);
    return { flips: found, wet };
  }

  function searchCoarsely(samples: number, bits: number): Found {
    for (let i = 0; i < samples; i++) {
      branches[i] = (branches[i]! & 0xffff) | (coarserLevel(branches[i]! >>> 16) << 16);
    }
    return search(samples, bits, COARSE_WET_LEVEL);
  }

  return {
    height,
    capacity,
    encode(costOfZero, costOfOne, message) {
      checkArguments(capacity, costOfZero, costOfOne, message);
      const [samples, length] = [costOfZero.length, message.length];
      const bits = cheaperBits(costOfZero, costOfOne, costs);
      if (length === 0) return bits;
      const cheapest = trellisExtract(bits, length, height, columns);
      syndrome.set(cheapest);
      flipWhere(message, syndrome);
      ends.set(blockEnds(samples, length));
      const narrow = Math.floor(samples / length);
      const submatrices = [columns(narrow, height), columns(narrow + 1, height)] as const;
      writeBranches(
        branches,
        ends.subarray(0, length),
        costLevels(costs.subarray(0, samples), length),
        submatrices,
      );

      let found = search(samples, length, WET_LEVEL);
      if (found.wet > 0) {
        const coarse = searchCoarsely(samples, length);
        if (coarse.wet < found.wet) found = coarse;
      }
      flipWhere(found.flips, bits);
      return bits;
    },
  };
}

function instantiate(): Viterbi {
  const module = new WebAssembly.Module(Uint8Array.from(atob(VITERBI_MODULE), (char) => char.charCodeAt(0)));
  return new WebAssembly.Instance(module).exports as unknown as Viterbi;
}

function checkArguments(
  capacity: number,
  costOfZero: Float32Array,
  costOfOne: Float32Array,
  message: Uint8Array,
): void {
  for (const [name, costs] of Object.entries({ costOfZero, costOfOne })) {
    if (!(costs instanceof Float32Array)) {
      throw new TypeError(`Expected a Float32Array for ${name} but received ${typeof costs}`);
    }
  }
  if (!(message instanceof Uint8Array)) {
    throw new TypeError(`Expected a Uint8Array for the message but received ${typeof message}`);
  }
  if (costOfZero.length > capacity) {
    throw new RangeError(`Expected at most ${capacity} samples but received ${costOfZero.length}`);
  }
  if (costOfOne.length !== costOfZero.length) {
    throw new RangeError(`Expected ${costOfZero.length} costs of ones but received ${costOfOne.length}`);
  }
  if (message.length > costOfZero.length) {
    throw new RangeError(
      `Expected at most ${costOfZero.length} bits, one a sample, for the message but received ${message.length}`,
    );
  }
  const strange = message.findIndex((bit) => bit > 1);
  if (strange !== -1) {
    throw new RangeError(
      `Expected 0 or 1 for bit ${strange} of the message but received ${message[strange]}`,
    );
  }
}

/** The cheaper bit of each sample; `costs` receives the extra cost of the other bit. */
function cheaperBits(
  costOfZero: Float32Array,
  costOfOne: Float32Array,
  costs: Float32Array,
): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(costOfZero.length);
  for (let i = 0; i < bits.length; i++) {
    const zero = costOfZero[i]!;
    const one = costOfOne[i]!;
    if (!(zero >= 0 && one >= 0)) {
      throw new RangeError(`Expected costs of at least 0 for sample ${i} but received ${zero} and ${one}`);
    }
    bits[i] = Number(one < zero);
    // Two infinite costs are the same.
    costs[i] = one === zero ? 0 : Math.abs(one - zero);
  }
  return bits;
}

function flipWhere(flips: Uint8Array, bits: Uint8Array): void {
  for (let i = 0; i < flips.length; i++) bits[i]! ^= flips[i]!;
}

/** Writes the column and the level of each sample; `submatrices` are those of narrow and of wide blocks. */
function writeBranches(
  branches: Uint32Array,
  ends: Uint32Array,
  levels: Uint16Array,
  submatrices: readonly [Uint16Array, Uint16Array],
): void {
  const [narrow, wide] = submatrices;
  let sample = 0;
  for (const end of ends) {
    const own = end - sample === narrow.length ? narrow : wide;
    for (let at = 0; sample < end; at++, sample++) branches[sample] = own[at]! | (levels[sample]! << 16);
  }
}
