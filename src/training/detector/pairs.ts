/**
 * Batches for a detector: random crops of covers, and the same crops of their containers. A batch depends on the seed and its number
 * only.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { seededRandom } from '../../random/seeded-random.ts';

/** A cover and its container. */
export interface CoverContainerPair {
  readonly cover: RgbImage;
  readonly container: RgbImage;
}

export interface PairBatchConfiguration {
  /** Pairs a batch. */
  readonly batch: number;
  /** Side of the square crops, in pixels. */
  readonly crop: number;
  readonly seed: number;
}

/** Both of every pair in one batch, so that they differ only by the embedding. */
export interface PairBatch {
  /** [batch, 3, crop, crop], samples 0-1. */
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
  { batch, crop, seed }: PairBatchConfiguration,
): PairBatch {
  const size = 3 * crop * crop;
  const cover = new Float32Array(batch * size);
  const container = new Float32Array(batch * size);
  for (let index = 0; index < batch; index++) {
    const random = seededRandom(seed, number, index);
    const pair = pairs[random.integer(pairs.length)]!;
    const place = randomPlace(pair.cover, crop, random);
    writePlanes(pair.cover, crop, place, cover, index * size);
    writePlanes(pair.container, crop, place, container, index * size);
  }
  return { cover, container };
}

/**
 * @throws RangeError when there is no pair, the pictures of one differ in size, or are smaller than the crop.
 */
export function assertPairs(pairs: readonly CoverContainerPair[], crop: number): void {
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
  }
}

/** The first sample of a crop in its picture, and the strides to the next column and row. */
interface Place {
  readonly first: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

function randomPlace({ width, height }: RgbImage, crop: number, random: RandomSource): Place {
  const left = random.integer(width - crop + 1);
  const top = random.integer(height - crop + 1);
  const [mirrorColumns, mirrorRows, exchange] = [0, 0, 0].map(() => random.integer(2) === 1);
  const x = mirrorColumns ? left + crop - 1 : left;
  const y = mirrorRows ? top + crop - 1 : top;
  const along = mirrorColumns ? -3 : 3;
  const down = (mirrorRows ? -3 : 3) * width;
  return {
    first: 3 * (y * width + x),
    columnStep: exchange ? down : along,
    rowStep: exchange ? along : down,
  };
}

function writePlanes(
  { data }: RgbImage,
  crop: number,
  { first, columnStep, rowStep }: Place,
  target: Float32Array,
  start: number,
): void {
  const plane = crop * crop;
  let to = start;
  for (let row = 0; row < crop; row++) {
    let from = first + row * rowStep;
    for (let column = 0; column < crop; column++) {
      target[to] = data[from]! / 255;
      target[to + plane] = data[from + 1]! / 255;
      target[to + 2 * plane] = data[from + 2]! / 255;
      from += columnStep;
      to += 1;
    }
  }
}
