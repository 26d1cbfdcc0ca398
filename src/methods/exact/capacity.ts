/**
 * What fits into a cover, and at what cost: for choosing settings before hiding anything.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { PictureSecret } from '../../media/secret.ts';
import type { Capacity, CapacityRow } from '../method.ts';
import type { SecretCoder } from '../secret-coder.ts';
import { hillCosts } from './distortion/hill.ts';
import { shapeCapacity } from './embedding/layers.ts';
import type { EmbeddingPlan } from './embedding/plan.ts';
import { planDigits, planTrellis } from './embedding/plan.ts';
import { hasRoomForExact } from './exact-method.ts';
import { expectedQuality, USUAL_OVERHEAD } from './expected-quality.ts';
import { HEADER_SAMPLES, LEAST_PART_SAMPLES, SALT_SAMPLES } from './places.ts';
import { embeddingOf, FAVOURED_RATES, STEALTH_RATE } from './settings.ts';

/** Rates of the trellis with HILL that the table shows. */
const HILL_RATES = [STEALTH_RATE, 0.2, 0.4] as const;

/** Largest base of plain digits in the table, unless a lossless picture needs more. */
const LARGEST_SHOWN_BASE = 8;
const LARGEST_BASE = 16;

/** Number of weights in the sample that represents all. */
const PLANNED_WEIGHTS = 2048;

/**
 * The capacity of a cover.
 *
 * @param secret - the picture to hide, for its expected quality, with its file if it has one; the cover itself stands in for a picture
 *   like it.
 * @throws RangeError when the cover is too small.
 */
export async function capacityOf(
  cover: RgbImage,
  coder: SecretCoder,
  secret: Pick<PictureSecret, 'image' | 'original'> = { image: cover },
  signal?: AbortSignal,
): Promise<Capacity> {
  if (!hasRoomForExact(cover)) {
    throw new RangeError(
      `Expected a cover of at least ${(LEAST_PART_SAMPLES / 3).toLocaleString('en')} pixels for the exact method ` +
        `but received ${cover.width}x${cover.height}`,
    );
  }
  const samples = cover.data.length - SALT_SAMPLES - HEADER_SAMPLES;
  const quality = await expectedQuality(secret, coder, signal);
  const { losslessBytes } = quality;
  const rows: CapacityRow[] = [];
  const add = async (
    row: Pick<CapacityRow, 'options'>,
    { meanSquare }: EmbeddingPlan,
    bits: number,
  ): Promise<void> => {
    const bytes = Math.max(0, Math.floor(bits / 8) - USUAL_OVERHEAD);
    signal?.throwIfAborted();
    rows.push({
      ...row,
      bitsPerSample: bits / samples,
      bytes,
      coverPsnr: 10 * Math.log10(255 ** 2 / meanSquare),
      secretPsnr: await quality.of(bytes),
    });
  };

  const weights = hillCosts(cover);
  const step = Math.max(1, Math.floor(weights.length / PLANNED_WEIGHTS));
  const some = Float32Array.from({ length: Math.floor(weights.length / step) }, (_, i) => weights[i * step]!);
  for (const rate of HILL_RATES) {
    const bits = Math.floor(rate * samples);
    await add({ options: {} }, planTrellis(bits, samples, { up: some }), bits);
  }
  for (const favour of ['cover', 'balanced', 'secret'] as const) {
    const bits = Math.floor(FAVOURED_RATES[favour] * samples);
    const options = { favour };
    await add({ options }, planTrellis(bits, samples), bits);
  }
  const losslessBits = 8 * (Math.ceil(losslessBytes) + USUAL_OVERHEAD);
  if (losslessBits / samples <= Math.log2(LARGEST_BASE)) {
    const plan = planTrellis(losslessBits, samples);
    await add({ options: { quality: 'lossless' } }, plan, losslessBits);
  }
  for (let base = 2; base <= LARGEST_BASE; base++) {
    const plan = planDigits(base);
    const bits = shapeCapacity(plan.shape, samples);
    const embedding = embeddingOf(base);
    const options = { embedding };
    await add({ options }, plan, bits);
    if (base >= LARGEST_SHOWN_BASE && bits >= losslessBits) break;
  }
  return { rows, losslessBitsPerPixel: quality.losslessBitsPerPixel };
}
