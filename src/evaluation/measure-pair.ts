import type { RgbImage } from '../image/rgb-image.ts';
import { fitSecret } from '../methods/deep/fitting.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { residualLeak } from '../metrics/residual-leak.ts';
import type { EvaluatedPair } from './evaluation.ts';
import type { MeasuredMethod } from './measured-method.ts';

/** A pair that was read, and how to measure it. */
export interface PairWork {
  readonly cover: RgbImage;
  /** As it is to be hidden. */
  readonly secret: RgbImage;
  /** Without folders. */
  readonly names: { readonly coverFile: string; readonly secretFile: string };
  /** What messages call the pair's cover and container. */
  readonly what: string;
  /** Writes a picture to a file and reads it back. */
  readonly throughFile: (image: RgbImage) => Promise<RgbImage>;
  readonly residualLeak: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A pair's figures, and the pictures that they are of. */
export interface MeasuredPair {
  readonly pair: EvaluatedPair;
  /** As it was read back. */
  readonly container: RgbImage;
  readonly revealed: RgbImage;
}

/**
 * Hides and reveals a pair through a file by one method, and measures both sides.
 *
 * @throws RangeError that names the cover when it is too small.
 */
export async function measurePair(method: MeasuredMethod, work: PairWork): Promise<MeasuredPair> {
  const { cover, secret, names, what, signal } = work;
  const started = performance.now();
  const hidden = await method.hide(cover, secret, { name: names.secretFile, signal }).catch((error) => {
    throw error instanceof RangeError ? new RangeError(`${what}: ${error.message}`) : error;
  });
  const container = await work.throughFile(hidden.container);
  const revealed = await method.reveal(container, { size: secret, what, signal });
  const figures = { cover: fidelity(cover, container), secret: fidelity(secret, revealed) };
  const seconds = (performance.now() - started) / 1000;
  const pair: EvaluatedPair = {
    ...names,
    ...figures,
    ...(work.residualLeak && { residualLeak: leakOf(container, work) }),
    ...(hidden.payload && { payload: hidden.payload }),
    seconds,
  };
  return { pair, container, revealed };
}

/** How much of a pair's secret shows in a container, 0-1. */
export function leakOf(container: RgbImage, { cover, secret }: PairWork): number {
  return residualLeak(cover, container, fitSecret(secret, cover));
}
