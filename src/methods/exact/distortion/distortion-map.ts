/**
 * The cost of changing each sample of a cover: the map that the trellis uses.
 */

import type { PlannedWeights } from '../embedding/plan.ts';
import type { ExactCover } from '../exact-cover.ts';
import type { DirectedWeights, ExactOptions, SparedName } from '../settings.ts';
import { LARGEST_HILL_RATE } from '../settings.ts';

/** Number of weights that represent all in a plan. */
const PLANNED_WEIGHTS = 2048;

/** One map of costs. */
export interface DistortionMap {
  /** One for each sample of the cover, above 0: a change e of sample i costs weights[i] e^2. */
  readonly weights: Float32Array;
  /** The weights of changes to smaller values, where they differ. */
  readonly down?: Float32Array | undefined;
  /** Enough of the weights of samples that may change, at random places, to represent all. */
  some(places: Uint32Array): PlannedWeights;
}

/** The maps that a sender may use with a cover; HILL's is computed on demand. */
export class DistortionMaps {
  private readonly texture: ExactCover['texture'];
  private readonly wanted: NonNullable<ExactOptions['distortion']>;
  private readonly wet: Uint8Array | undefined;
  private map: DistortionMap | undefined;

  /**
   * @param distortion - as in `ExactOptions`.
   * @throws RangeError when an own map does not have a finite weight above 0 for each sample, or the cover has none of its own.
   */
  constructor(
    { samples, texture, wet }: Pick<ExactCover, 'samples' | 'texture' | 'wet'>,
    distortion: ExactOptions['distortion'] = 'auto',
  ) {
    this.texture = texture;
    this.wet = wet;
    this.wanted = distortion;
    if (distortion === 'hill' && texture === undefined) {
      throw new RangeError(
        'Expected auto, uniform or weights for the distortion of this cover but received hill',
      );
    }
    if (typeof distortion === 'string') return;
    const { up, down } = directed(distortion);
    for (const weights of down === undefined ? [up] : [up, down]) assertWeights(weights, samples.length);
  }

  /** The map for a payload of this rate. */
  choose(bitsPerSample: number): SparedName {
    if (typeof this.wanted !== 'string') return 'own';
    if (this.wanted !== 'auto') return this.wanted;
    return bitsPerSample <= LARGEST_HILL_RATE && this.texture !== undefined ? 'hill' : 'uniform';
  }

  /** The map of that name; none if all samples cost the same. */
  of(name: SparedName): DistortionMap | undefined {
    if (name === 'uniform') return undefined;
    this.map ??= mapOf(directed(typeof this.wanted === 'string' ? this.texture!() : this.wanted), this.wet);
    return this.map;
  }
}

function directed(weights: Float32Array | DirectedWeights): { up: Float32Array; down?: Float32Array } {
  return weights instanceof Float32Array ? { up: weights } : weights;
}

/** @throws RangeError unless there is a finite weight above 0 for each sample. */
function assertWeights(weights: Float32Array, samples: number): void {
  if (weights.length === samples && weights.every((w) => w > 0 && w < Number.POSITIVE_INFINITY)) return;
  throw new RangeError(
    `Expected ${samples} finite weights above 0 for the distortion but received ${weights.length} with others among them`,
  );
}

function mapOf(
  { up: weights, down }: { readonly up: Float32Array; readonly down?: Float32Array },
  wet: Uint8Array | undefined,
): DistortionMap {
  return {
    weights,
    down,
    some(places) {
      const first = places.subarray(0, PLANNED_WEIGHTS);
      const dry = wet === undefined ? first : first.filter((place) => wet[place] === 0);
      // Where all of them are wet, they cost what dry ones would.
      const chosen = dry.length > 0 ? dry : first;
      const of = (map: Float32Array): Float32Array => Float32Array.from(chosen, (place) => map[place]!);
      return { up: of(weights), down: down && of(down) };
    },
  };
}
