/**
 * Writes bits into samples and reads them back: in plain digits, in two layers of syndrome-trellis codes above them, or both.
 *
 * A sample's class modulo 4M is `digit + M (b0 + 2 b1)`. The digit (base M; none where M = 1) is written in full. The bits b0 of all
 * samples together carry a shorter message by a trellis code, and so do the bits b1: the bits that the codes leave free are chosen so
 * that the changes cost least. With M = 1 that is ternary embedding by two binary layers (Filler, Judas and Fridrich, IEEE TIFS 2011,
 * section VI); with larger M the trellis gives digits what shaping gives a quantiser, up to 1.5 dB over uniform digits modulo q. Without
 * layers the class modulo M is the digit and nothing else: plain q-ary embedding.
 *
 * A change e of sample i costs weight(i) e^2. A change always goes to the nearest value of a class within the samples' range; ties are
 * broken at random. Classes count from the smallest value of the range.
 */
import { coded } from '../../../errors/coded.ts';
import type { WorkOptions } from '../../../jobs/work.ts';
import type { RandomBytes } from '../../../random/random-bytes.ts';
import { createTrellisEncoder } from '../trellis/embed.ts';
import { trellisExtract } from '../trellis/extract.ts';
import { BitSequence, decodeDigits, digitsCapacity, encodeDigits } from './digits.ts';
import type { NearestValues } from './nearest.ts';
import { nearestValues } from './nearest.ts';
import type { CoverSamples } from './samples.ts';
import { assertSamples } from './samples.ts';

/** How samples carry bits; a receiver needs to know it. */
export interface EmbeddingShape {
  /** M: base of the plain digits; 1 where there are none. */
  readonly modulus: number;
  /** Bits of the lower trellis layer, b0, over all samples. */
  readonly lowBits: number;
  /** Bits of the upper layer, b1. */
  readonly highBits: number;
  /** Constraint height of both trellis codes. */
  readonly height: number;
}

/** Largest M: 4M classes have to fit into the 256 values of a pixel. */
export const LARGEST_MODULUS = 64;

/** The most samples of one trellis; more are cut into equal segments. */
const SEGMENT_SAMPLES = 65_536;

/** Classes of a digit: two bits. */
const CLASSES = 4;

/** The bits that a shape holds in that many samples. */
export function shapeCapacity(shape: EmbeddingShape, samples: number): number {
  return digitsCapacity(shape.modulus, samples) + shape.lowBits + shape.highBits;
}

/** Whether the trellis layers carry anything: then even an empty layer influences what is cheapest. */
export function hasLayers({ lowBits, highBits }: EmbeddingShape): boolean {
  return lowBits + highBits > 0;
}

/** The costs of changes. */
export interface EmbeddingCosts {
  /** Weight of each sample of the cover, above 0; all equal by default. */
  readonly weights?: Float32Array | undefined;
  /** Weights of changes to smaller values, where they differ from those of changes to larger ones. */
  readonly down?: Float32Array | undefined;
  /** Sharpness of the Gibbs distribution that the layers were planned for: p(e) ~ exp(-sharpness weight e^2). */
  readonly sharpness: number;
}

/** What to write where, and how. */
export interface Embedding extends WorkOptions {
  /** Changed in place, at `places` only. */
  readonly cover: CoverSamples;
  /** Distinct indices into the samples, in the order of the code. */
  readonly places: Uint32Array;
  readonly shape: EmbeddingShape;
  /** Packed; at least `shapeCapacity(shape, places.length)` of them. */
  readonly bits: Uint8Array;
  /** 32 bytes for the mask of the digits; none where there are none. */
  readonly key: Uint8Array;
  readonly costs: EmbeddingCosts;
  /** Breaks ties. */
  readonly random: RandomBytes;
}

/**
 * Writes bits into samples, in place.
 *
 * @throws RangeError `payload-too-large` if the bits cannot be written without changing samples that must not change: plain digits
 *   change any, and trellis codes need room between them.
 */
export async function embedBits(embedding: Embedding): Promise<void> {
  const { cover, places, shape, bits, key, costs, random } = embedding;
  const { samples, least, most, wet } = cover;
  assertSamples(cover);
  const { modulus } = shape;
  if (wet !== undefined && modulus > 1 && places.some((place) => wet[place] !== 0)) {
    throw tooWet('plain digits change every sample');
  }
  const message = new BitSequence(bits);
  const digits =
    modulus > 1 ? await encodeDigits(message, modulus, places.length, key) : new Uint8Array(places.length);
  if (!hasLayers(shape)) {
    const nearest = nearestValues(modulus, least, most);
    const ties = random(Math.ceil(places.length / 8));
    places.forEach((place, i) => {
      const tie = (ties[i >> 3]! >> (i & 7)) & 1;
      samples[place] = (tie === 1 ? nearest.other : nearest.value)(samples[place]!, digits[i]!);
    });
    await pause(embedding, 1);
    return;
  }
  const low = new BitSequence(bits);
  low.position = message.position;
  const high = new BitSequence(bits);
  high.position = message.position + shape.lowBits;
  const segments = segmentsOf(shape, places.length);
  const longest = Math.max(...segments.map(({ start, end }) => end - start));
  const encoder = createTrellisEncoder(shape.height, longest);
  const layered = new LayeredSamples(cover, modulus, costs, longest);
  for (const [index, segment] of segments.entries()) {
    const { start, end, lowBits, highBits } = segment;
    layered.load(places.subarray(start, end), digits.subarray(start, end));
    layered.lower(encoder.encode(layered.costOfZero, layered.costOfOne, readBits(low, lowBits)));
    layered.upper(encoder.encode(layered.costOfZero, layered.costOfOne, readBits(high, highBits)));
    layered.store(places.subarray(start, end), random);
    await pause(embedding, (index + 1) / segments.length);
  }
}

/** The samples that `embedBits` wrote, and their shape. */
export interface Extraction extends WorkOptions {
  readonly cover: Pick<CoverSamples, 'samples' | 'least'>;
  readonly places: Uint32Array;
  readonly shape: EmbeddingShape;
  readonly key: Uint8Array;
}

/**
 * The bits that `embedBits` wrote.
 *
 * @returns packed: `shapeCapacity(shape, places.length)` bits and zeros up to a whole byte.
 */
export async function extractBits(extraction: Extraction): Promise<Uint8Array> {
  const { cover, places, shape, key } = extraction;
  const { samples, least } = cover;
  const { modulus, height } = shape;
  const bits = new BitSequence(new Uint8Array(Math.ceil(shapeCapacity(shape, places.length) / 8)));
  if (modulus > 1) {
    const digits = new Uint8Array(places.length);
    places.forEach((place, i) => {
      digits[i] = (samples[place]! - least) % modulus;
    });
    await decodeDigits(digits, modulus, key, bits);
  }
  if (!hasLayers(shape)) {
    await pause(extraction, 1);
    return bits.bytes;
  }
  const segments = segmentsOf(shape, places.length);
  for (const layer of [0, 1] as const) {
    for (const [index, { start, end, lowBits, highBits }] of segments.entries()) {
      const layerBits = new Uint8Array(end - start);
      for (let i = start; i < end; i++) {
        layerBits[i - start] = (Math.floor((samples[places[i]!]! - least) / modulus) >> layer) & 1;
      }
      const message = trellisExtract(layerBits, layer === 0 ? lowBits : highBits, height);
      for (const bit of message) bits.write(bit, 1);
      await pause(extraction, (layer + (index + 1) / segments.length) / 2);
    }
  }
  return bits.bytes;
}

/** The error for more bits than the samples that may change can carry. */
export function tooWet(why: string): RangeError {
  return coded(
    new RangeError(`Too many samples must stay as they are for so many bits: ${why}`),
    'payload-too-large',
    { why },
  );
}

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly lowBits: number;
  readonly highBits: number;
}

/** Equal parts of at most `SEGMENT_SAMPLES`, each with its share of both messages: boundary g is floor(g x / segments). */
function segmentsOf({ lowBits, highBits }: EmbeddingShape, samples: number): Segment[] {
  const count = Math.max(1, Math.ceil(samples / SEGMENT_SAMPLES));
  const boundary = (index: number, total: number): number => Math.floor((index * total) / count);
  return Array.from({ length: count }, (_, index) => ({
    start: boundary(index, samples),
    end: boundary(index + 1, samples),
    lowBits: boundary(index + 1, lowBits) - boundary(index, lowBits),
    highBits: boundary(index + 1, highBits) - boundary(index, highBits),
  }));
}

function readBits(bits: BitSequence, count: number): Uint8Array {
  const unpacked = new Uint8Array(count);
  for (let i = 0; i < count; i++) unpacked[i] = bits.read(1);
  return unpacked;
}

/** Lets other tasks run, and stops if the caller aborts. */
async function pause({ signal, onProgress }: WorkOptions, done: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  signal?.throwIfAborted();
  onProgress?.(done);
}

/** One segment on its way through the two layers. */
class LayeredSamples {
  costOfZero: Float32Array = new Float32Array(0);
  costOfOne: Float32Array = new Float32Array(0);
  private readonly cover: CoverSamples;
  private readonly nearest: NearestValues;
  private readonly modulus: number;
  private readonly costs: EmbeddingCosts;
  /** Squared changes of the four classes of each sample; infinite for those that a wet sample must not take. */
  private readonly squares: Float32Array;
  private readonly weights: Float32Array;
  private readonly zero: Float32Array;
  private readonly one: Float32Array;
  /** Whether `loadPlain` may stand in for `load`. */
  private readonly isPlain: boolean;
  private digits: Uint8Array = new Uint8Array(0);
  private lowBits: Uint8Array = new Uint8Array(0);
  private highBits: Uint8Array = new Uint8Array(0);

  constructor(cover: CoverSamples, modulus: number, costs: EmbeddingCosts, longest: number) {
    this.cover = cover;
    this.nearest = nearestValues(CLASSES * modulus, cover.least, cover.most);
    this.modulus = modulus;
    this.costs = costs;
    this.isPlain = modulus === 1 && cover.isCentral === true && costs.down === undefined;
    this.squares = new Float32Array(CLASSES * longest);
    this.weights = new Float32Array(longest);
    this.zero = new Float32Array(longest);
    this.one = new Float32Array(longest);
  }

  /** Takes the samples in; the costs are those of the lower layer, with the upper one still open. */
  load(places: Uint32Array, digits: Uint8Array): void {
    const { nearest, modulus, squares, weights, zero, one } = this;
    const { samples, wet } = this.cover;
    const { weights: given, down, sharpness } = this.costs;
    this.digits = digits;
    if (this.isPlain) {
      this.loadPlain(places);
      return;
    }
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const sample = samples[place]!;
      const weight = given === undefined || down !== undefined ? 1 : given[place]!;
      const scale = -sharpness * weight;
      let zeroWeight = 0;
      let oneWeight = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let b = 0; b < CLASSES; b++) {
        const change = nearest.value(sample, digits[i]! + b * modulus) - sample;
        // With directed weights these are the costs themselves, and the weight is 1.
        const square = change * change * (down === undefined ? 1 : (change > 0 ? given! : down)[place]!);
        squares[CLASSES * i + b] = square;
        if (square < least) least = square;
      }
      weights[i] = weight;
      if (wet !== undefined && wet[place] !== 0) {
        for (let b = 0; b < CLASSES; b++)
          if (squares[CLASSES * i + b]! > 0) squares[CLASSES * i + b] = Infinity;
        zero[i] = Math.min(squares[CLASSES * i]!, squares[CLASSES * i + 2]!);
        one[i] = Math.min(squares[CLASSES * i + 1]!, squares[CLASSES * i + 3]!);
        continue;
      }
      for (let b = 0; b < CLASSES; b += 2) {
        zeroWeight += Math.exp(scale * (squares[CLASSES * i + b]! - least));
        oneWeight += Math.exp(scale * (squares[CLASSES * i + b + 1]! - least));
      }
      zero[i] = openCost(zeroWeight);
      one[i] = openCost(oneWeight);
    }
    this.costOfZero = zero.subarray(0, places.length);
    this.costOfOne = one.subarray(0, places.length);
  }

  /**
   * `load` where classes are the lowest two bits, and no sample is near an end of its range: the changes to the four classes
   * are 0, 1, 2 either way, and -1, in the order that begins at the sample's own class.
   */
  private loadPlain(places: Uint32Array): void {
    const { squares, weights, zero, one } = this;
    const { samples, least, wet } = this.cover;
    const { weights: given, sharpness } = this.costs;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      const own = (samples[place]! - least) & 3;
      if (wet !== undefined && wet[place] !== 0) {
        squares.fill(Number.POSITIVE_INFINITY, CLASSES * i, CLASSES * i + CLASSES);
        squares[CLASSES * i + own] = 0;
        weights[i] = 1;
        zero[i] = (own & 1) === 0 ? 0 : Number.POSITIVE_INFINITY;
        one[i] = (own & 1) === 0 ? Number.POSITIVE_INFINITY : 0;
        continue;
      }
      const weight = given === undefined ? 1 : given[place]!;
      const at = CLASSES * i;
      squares[at + own] = 0;
      squares[at + ((own + 1) & 3)] = 1;
      squares[at + (own ^ 2)] = 4;
      squares[at + ((own + 3) & 3)] = 1;
      weights[i] = weight;
      // `openCost` of 1 + e^-4x and of 2 e^-x, for x from the weight.
      const exponent = sharpness * weight;
      const same = exponent > FAR ? Math.LN2 * 2 : Math.LN2 * 2 - Math.log1p(Math.exp(-4 * exponent));
      const other = Math.min(MOST_OPEN_COST, exponent + Math.LN2);
      zero[i] = (own & 1) === 0 ? same : other;
      one[i] = (own & 1) === 0 ? other : same;
    }
    this.costOfZero = zero.subarray(0, places.length);
    this.costOfOne = one.subarray(0, places.length);
  }

  /** Takes the lower layer's bits; the costs are now those of the upper layer. */
  lower(bits: Uint8Array): void {
    this.lowBits = bits;
    for (let i = 0; i < bits.length; i++) {
      const at = CLASSES * i + bits[i]!;
      this.zero[i] = this.weights[i]! * this.squares[at]!;
      this.one[i] = this.weights[i]! * this.squares[at + 2]!;
    }
  }

  /** Takes the upper layer's bits. */
  upper(bits: Uint8Array): void {
    this.highBits = bits;
  }

  /**
   * Writes what the two layers decided.
   *
   * @throws RangeError if that would change a wet sample.
   */
  store(places: Uint32Array, random: RandomBytes): void {
    const { nearest, digits, modulus, squares, cover } = this;
    const ties = random(Math.ceil(places.length / 8));
    for (let i = 0; i < places.length; i++) {
      const bits = this.lowBits[i]! + 2 * this.highBits[i]!;
      if (squares[CLASSES * i + bits] === Infinity) throw tooWet('no code leaves them all alone');
      const place = places[i]!;
      // Most samples are of their class already.
      if (this.isPlain && ((cover.samples[place]! - cover.least) & 3) === bits) continue;
      const residue = digits[i]! + modulus * bits;
      const tie = (ties[i >> 3]! >> (i & 7)) & 1;
      cover.samples[place] = (tie === 1 ? nearest.other : nearest.value)(cover.samples[place]!, residue);
    }
  }
}

/** An exponent beyond which e^-4x adds nothing to 1 in float32. */
const FAR = 5;

/** `openCost` of nothing. */
const MOST_OPEN_COST = -Math.log(1e-30);

/** Minus the logarithm of a sum of likelihoods, at least 0 and finite: a layer's costs are compared and added, not trusted. */
function openCost(likelihood: number): number {
  return -Math.log(Math.max(likelihood / CLASSES, 1e-30));
}
