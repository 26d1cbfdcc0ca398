/**
 * Batches of random crops. A batch depends on the seed and its number only, so that a resumed training sees the batches
 * that it would have seen.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import { NETWORK_CONDITIONS } from '../../networks/architecture.ts';
import type { RandomSource } from '../../random/seeded-random.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import { randomColourChange, writePixel } from './colour-change.ts';
import type { PhotoPool } from './photos.ts';
import { ordinaryOrRare, type RarePictures } from './rare-pictures.ts';
import { writeScrambledCrop } from './scrambled.ts';

export interface BatchConfiguration extends RarePictures {
  readonly batch: number;
  /** Side of the square crops. */
  readonly crop: number;
  readonly seed: number;
  /** How often a crop's colours are changed, 0-1. */
  readonly colourChange: number;
  /** How often a secret is scrambled as with a key, 0-1. */
  readonly scrambled: number;
  /** How often a pair favours one side, 0-1; half of them the cover, half the secret. */
  readonly favoured: number;
}

/** Pairs to train on. */
export interface Batch {
  /** [batch, 3, crop, crop], samples 0-1. */
  readonly cover: Float32Array;
  /** The same; a scrambled secret's samples may lie outside of 0-1. */
  readonly secret: Float32Array;
  /** [batch, conditions]: see `NETWORK_CONDITIONS`. */
  readonly conditions: Float32Array;
}

/** Separates the random stream of the conditions from that of the crops. */
const CONDITION_STREAM = 0x636f6e64;

/** Separates the random stream of rare pictures, so that all else stays as it is without them. */
const RARE_STREAM = 0x72617265;

/** The batch of that number: crops of random pictures, each mirrored in either direction half of the time. */
export async function makeBatch(
  pool: PhotoPool,
  number: number,
  configuration: BatchConfiguration,
): Promise<Batch> {
  const { batch, crop, seed, colourChange, scrambled, favoured } = configuration;
  const size = 3 * crop * crop;
  const { upsampled, downsampled, synthetic, sensorNoise } = configuration;
  const areRare = upsampled + downsampled + synthetic + sensorNoise > 0;
  const source = (photo: RgbImage, index: number): RgbImage =>
    areRare
      ? ordinaryOrRare(photo, crop, configuration, seededRandom(seed, number, index, RARE_STREAM))
      : photo;
  const cover = new Float32Array(batch * size);
  const secret = new Float32Array(batch * size);
  const conditions = new Float32Array(batch * NETWORK_CONDITIONS.length);
  await Promise.all(
    Array.from({ length: 2 * batch }, async (_, index) => {
      const random = seededRandom(seed, number, index);
      const photo = await pool.get(random.integer(pool.count));
      const pair = Math.floor(index / 2);
      if (index % 2 === 0) {
        writeRandomCrop(source(photo, index), crop, colourChange, random, cover, pair * size);
        return;
      }
      const drawn = seededRandom(seed, number, pair, CONDITION_STREAM);
      const scramble = drawn.uniform() < scrambled;
      const favour = drawn.uniform() < favoured ? (drawn.uniform() < 0.5 ? -1 : 1) : 0;
      conditions.set([favour, scramble ? 1 : 0], pair * NETWORK_CONDITIONS.length);
      if (scramble) writeScrambledCrop(photo, crop, colourChange, random, secret, pair * size);
      else writeRandomCrop(source(photo, index), crop, colourChange, random, secret, pair * size);
    }),
  );
  return { cover, secret, conditions };
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
      writePixel(photo, row * photo.width + column, change, target, start + y * crop + x, plane);
    }
  }
}

/** Returns batches in order and prepares the next ones meanwhile. */
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
