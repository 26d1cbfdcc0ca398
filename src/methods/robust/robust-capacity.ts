/** What fits into a cover, by what it must survive. */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { PictureSecret } from '../../media/secret.ts';
import { expectedQuality, USUAL_OVERHEAD } from '../exact/expected-quality.ts';
import type { Capacity, CapacityRow } from '../method.ts';
import type { SecretCoder } from '../secret-coder.ts';
import { assertRoom, leastPartBlocks } from './hide-robust.ts';
import { SURVIVALS } from './settings.ts';

/**
 * The capacity of a cover for one receiver: what a picture fills. Files may take twice as much at a worse cover.
 *
 * @throws RangeError `cover-too-small`.
 */
export async function robustCapacity(
  cover: RgbImage,
  coder: SecretCoder,
  secret: Pick<PictureSecret, 'image' | 'original'> = { image: cover },
  signal?: AbortSignal,
): Promise<Capacity> {
  assertRoom(cover, 1);
  const blocks = await leastPartBlocks(cover, 1);
  const quality = await expectedQuality(secret, coder, signal);
  const rows: CapacityRow[] = [];
  for (const [survives, { slots, rate, coverPsnr }] of Object.entries(SURVIVALS)) {
    const bytes = Math.max(0, Math.floor((blocks * slots * rate) / 8) - USUAL_OVERHEAD);
    rows.push({
      options: { survives },
      bitsPerSample: (8 * bytes) / cover.data.length,
      bytes,
      coverPsnr,
      secretPsnr: await quality.of(bytes),
    });
  }
  return { rows, losslessBitsPerPixel: quality.losslessBitsPerPixel };
}
