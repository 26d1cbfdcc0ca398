/** What fits into a JPEG file, and at what cost. */
import { coded } from '../../errors/coded.ts';
import type { JpegComponent } from '../../image/jpeg/jpeg-file.ts';
import type { JpegCover } from '../../media/jpeg.ts';
import { visiblePicture } from '../../media/jpeg.ts';
import type { PictureSecret } from '../../media/secret.ts';
import { planTrellis } from '../exact/embedding/plan.ts';
import { hasRoom } from '../exact/exact-layout.ts';
import { expectedQuality, USUAL_OVERHEAD } from '../exact/expected-quality.ts';
import { LEAST_PART_SAMPLES } from '../exact/places.ts';
import type { Capacity, CapacityRow } from '../method.ts';
import type { SecretCoder } from '../secret-coder.ts';
import {
  coefficientCover,
  countNonZeroAc,
  JPEG_LAYOUT,
  SAMPLES_A_PIXEL,
  valuesOfSamples,
  wetCoefficients,
} from './coefficient-cover.ts';
import { juniwardCosts } from './costs/juniward.ts';
import { LARGEST_RATE, RECOMMENDED_RATE, WARNED_RATE } from './jpeg-settings.ts';

/** Loads of the table, bits for each AC coefficient that is not 0. */
const RATES = [RECOMMENDED_RATE, 0.1, WARNED_RATE, 0.4, LARGEST_RATE] as const;

/** About so many samples represent all. The step between them is odd, so that every frequency occurs. */
const PLANNED_SAMPLES = 8192;

/** Sum over a block of the magnitudes of a basis function's samples: 64 of about an eighth, 0.81 of that in the mean. */
const ROUNDED = 6.5;

/** Mean square in RGB for one in Y, Cb and Cr: T.871, section 7. */
const RGB_SQUARES = [1, (1.772 ** 2 + 0.344 ** 2) / 3, (1.402 ** 2 + 0.714 ** 2) / 3] as const;

/**
 * The capacity of a file.
 *
 * @param secret - the picture to hide; the cover itself when left out.
 * @throws RangeError when the cover is too small; the signal's reason when it is aborted.
 */
export async function jpegCapacity(
  { file }: JpegCover,
  coder: SecretCoder,
  secret: Pick<PictureSecret, 'image' | 'original'> = { image: visiblePicture(file) },
  signal?: AbortSignal,
): Promise<Capacity> {
  const { frame } = file;
  const { samples } = coefficientCover(file);
  if (!hasRoom(samples.length)) {
    throw new RangeError(
      `Expected a JPEG of at least ${Math.ceil(LEAST_PART_SAMPLES / SAMPLES_A_PIXEL).toLocaleString('en')} pixels but received ${frame.width}x${frame.height}`,
    );
  }
  const costs = valuesOfSamples(file, samples.length, (component) => juniwardCosts(component));
  const squares = valuesOfSamples(file, samples.length, (component, index) =>
    squaresOf(component, index, frame.components),
  );
  signal?.throwIfAborted();
  const step = Math.max(1, Math.floor(samples.length / PLANNED_SAMPLES)) | 1;
  const count = Math.floor(samples.length / step);
  const weights = Float32Array.from({ length: count }, (_, i) => costs[i * step]!);
  const body =
    samples.length - JPEG_LAYOUT.saltSamples(samples.length) - JPEG_LAYOUT.headerSamples(samples.length, 1);
  const wet = wetCoefficients(file, samples as Int16Array);
  const nonZeroAc = countNonZeroAc(samples as Int16Array, wet);
  const quality = await expectedQuality(secret, coder, signal);
  const rows: CapacityRow[] = [];
  for (const rate of RATES) {
    const bits = Math.floor((rate * nonZeroAc * body) / samples.length);
    if (bits < 8 * USUAL_OVERHEAD) continue;
    const { sharpness } = planTrellis(bits, body, { up: weights });
    let energy = 0;
    for (let i = 0; i < count; i++) {
      const one = Math.exp(-sharpness * weights[i]!);
      energy += (2 * one * squares[i * step]!) / (1 + 2 * one);
    }
    const meanSquare = (energy * step) / (frame.width * frame.height);
    const bytes = Math.floor(bits / 8) - USUAL_OVERHEAD;
    signal?.throwIfAborted();
    rows.push({
      options: { rate },
      bitsPerSample: bits / body,
      bytes,
      coverPsnr: 10 * Math.log10(255 ** 2 / meanSquare),
      secretPsnr: await quality.of(bytes),
    });
  }
  if (rows.length === 0) {
    throw coded(
      new RangeError(
        `Expected a JPEG with more detail: its ${nonZeroAc.toLocaleString('en')} coefficients that are not 0 hold no file with a name`,
      ),
      'cover-too-small',
    );
  }
  return { rows, losslessBitsPerPixel: quality.losslessBitsPerPixel };
}

/**
 * The sum of squares over RGB pixels, a third of it, that a change by one of each coefficient makes: the step's square, as the transform
 * keeps energy, for each pixel that a sample covers.
 */
function squaresOf(
  { quantisation, coefficients, horizontal, vertical }: JpegComponent,
  index: number,
  components: readonly JpegComponent[],
): Float32Array {
  const most = (of: (component: JpegComponent) => number): number => Math.max(...components.map(of));
  const pixels = (most((own) => own.horizontal) / horizontal) * (most((own) => own.vertical) / vertical);
  const factor = pixels * (components.length === 3 ? RGB_SQUARES[index]! : 1);
  // Decoded samples are whole numbers: a change by less than one shows in some of the 64 as a change by one.
  return Float32Array.from(coefficients, (_, at) => {
    const step = quantisation[at & 63]!;
    return factor * Math.max(step ** 2, ROUNDED * step);
  });
}
