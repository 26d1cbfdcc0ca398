/**
 * Batches of random crops. A batch depends on the seed and its number only, so that a resumed training sees the batches
 * that it would have seen.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import type { RandomSource } from '../networks/parameters.ts';
import { seededRandom } from '../networks/parameters.ts';
import { changedSample, randomColourChange } from './colour-change.ts';
import type { PhotoPool } from './photos.ts';

export interface BatchConfiguration {
  readonly batch: number;
  /** Side of the square crops. */
  readonly crop: number;
  readonly seed: number;
  /** How often a crop's colours are changed, 0-1. */
  readonly colourChange: number;
}

/** Covers and secrets, [batch, 3, crop, crop] each, samples 0-1. */
export interface Batch {
  readonly cover: Float32Array;
  readonly secret: Float32Array;
}

/** The batch of that number: crops of random pictures, each mirrored in either direction half of the time. */
export async function makeBatch(
  pool: PhotoPool,
  number: number,
  configuration: BatchConfiguration,
): Promise<Batch> {
  const { batch, crop, seed, colourChange } = configuration;
  const size = 3 * crop * crop;
  const cover = new Float32Array(batch * size);
  const secret = new Float32Array(batch * size);
  await Promise.all(
    Array.from({ length: 2 * batch }, async (_, index) => {
      const random = seededRandom(seed, number, index);
      const photo = await pool.get(random.integer(pool.count));
      const target = index % 2 === 0 ? cover : secret;
      writeRandomCrop(photo, crop, colourChange, random, target, Math.floor(index / 2) * size);
    }),
  );
  return { cover, secret };
}

function writeRandomCrop(
  photo: RgbImage,
  crop: number,
  colourChange: number,
  random: RandomSource,
  target: Float32Array,
  start: number,
): void {
  const left = random.integer(photo.width - crop + 1);
  const top = random.integer(photo.height - crop + 1);
  const mirrorColumns = random.uniform() < 0.5;
  const mirrorRows = random.uniform() < 0.5;
  const change = random.uniform() < colourChange ? randomColourChange(random) : undefined;
  const plane = crop * crop;
  for (let y = 0; y < crop; y++) {
    const row = top + (mirrorRows ? crop - 1 - y : y);
    for (let x = 0; x < crop; x++) {
      const column = left + (mirrorColumns ? crop - 1 - x : x);
      const from = 3 * (row * photo.width + column);
      const to = start + y * crop + x;
      const [red, green, blue] = [photo.data[from]!, photo.data[from + 1]!, photo.data[from + 2]!];
      for (let channel = 0; channel < 3; channel++) {
        const sample =
          change === undefined
            ? photo.data[from + channel]!
            : changedSample(change, channel, red, green, blue);
        target[to + channel * plane] = sample / 255;
      }
    }
  }
}

/** Gives batches in order and prepares the next ones meanwhile. */
export class BatchQueue {
  private readonly ready: Promise<Batch>[] = [];
  private next: number;
  private readonly pool: PhotoPool;
  private readonly configuration: BatchConfiguration;
  private readonly depth: number;

  /**
   * @param first - number of the first batch.
   * @param depth - batches that are prepared ahead.
   */
  constructor(pool: PhotoPool, configuration: BatchConfiguration, first: number, depth = 4) {
    this.pool = pool;
    this.configuration = configuration;
    this.next = first;
    this.depth = depth;
  }

  take(): Promise<Batch> {
    while (this.ready.length <= this.depth) {
      const batch = makeBatch(this.pool, this.next, this.configuration);
      // A failure is thrown where the batch is taken, not here.
      batch.catch(() => undefined);
      this.ready.push(batch);
      this.next += 1;
    }
    return this.ready.shift()!;
  }
}
