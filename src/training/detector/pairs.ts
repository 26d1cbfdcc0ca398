/**
 * Batches for a detector: random crops of covers, and the same crops of their containers. A batch depends on the seed and its number
 * only.
 */
import type { RandomSource } from '../../random/seeded-random.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import type { DetectorPicture, Place } from './detector-picture.ts';
import { planeCount, writePlanes } from './detector-picture.ts';

/** A cover and its container. */
export interface CoverContainerPair {
  readonly cover: DetectorPicture;
  readonly container: DetectorPicture;
}

export interface PairBatchConfiguration {
  /** Pairs a batch. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  /** Crops begin at multiples of this, in pixels: 8 keeps the blocks of a JPEG where they are. 1 by default. */
  readonly grid?: number | undefined;
  readonly seed: number;
}

/** Both of every pair in one batch, so that they differ only by the embedding. */
export interface PairBatch {
  /** [batch, planes, crop, crop], samples 0-1. */
  readonly cover: Float32Array;
  /** The same pixels of the containers. */
  readonly container: Float32Array;
}

/**
 * The batch of that number: crops of random pairs, turned and mirrored into one of the square's eight positions, which must not
 * matter to a detector.
 */
export function makePairBatch(
  pairs: readonly CoverContainerPair[],
  number: number,
  { batch, crop, grid = 1, seed }: PairBatchConfiguration,
): PairBatch {
  const size = planeCount(pairs[0]!.cover) * crop * crop;
  const square = { width: crop, height: crop };
  const cover = new Float32Array(batch * size);
  const container = new Float32Array(batch * size);
  for (let index = 0; index < batch; index++) {
    const random = seededRandom(seed, number, index);
    const pair = pairs[random.integer(pairs.length)]!;
    const place = randomPlace(pair.cover, crop, grid, random);
    writePlanes(pair.cover, square, place, cover, index * size);
    writePlanes(pair.container, square, place, container, index * size);
  }
  return { cover, container };
}

/**
 * @throws RangeError when there is no pair, the pictures of one differ in size, are smaller than the crop, or have not that many planes.
 */
export function assertPairs(pairs: readonly CoverContainerPair[], crop: number, planes: number): void {
  if (pairs.length === 0) throw new RangeError('Expected at least one pair to train a detector with');
  for (const { cover, container } of pairs) {
    if (cover.width !== container.width || cover.height !== container.height) {
      throw new RangeError(
        `Expected a container of ${cover.width}x${cover.height}, as its cover, but received ${container.width}x${container.height}`,
      );
    }
    if (Math.min(cover.width, cover.height) < crop) {
      throw new RangeError(
        `Expected pairs of at least ${crop} pixels a side but received ${cover.width}x${cover.height}`,
      );
    }
    for (const picture of [cover, container]) {
      if (planeCount(picture) === planes) continue;
      throw new RangeError(
        `Expected pictures of ${planes} planes, as the network takes, but received ${planeCount(picture)}`,
      );
    }
  }
}

function randomPlace(picture: DetectorPicture, crop: number, grid: number, random: RandomSource): Place {
  const { width, height } = picture;
  const planes = planeCount(picture);
  const left = grid * random.integer(Math.floor((width - crop) / grid) + 1);
  const top = grid * random.integer(Math.floor((height - crop) / grid) + 1);
  const [mirrorColumns, mirrorRows, exchange] = [0, 0, 0].map(() => random.integer(2) === 1);
  const x = mirrorColumns ? left + crop - 1 : left;
  const y = mirrorRows ? top + crop - 1 : top;
  const along = mirrorColumns ? -planes : planes;
  const down = (mirrorRows ? -planes : planes) * width;
  return {
    first: planes * (y * width + x),
    columnStep: exchange ? down : along,
    rowStep: exchange ? along : down,
  };
}
