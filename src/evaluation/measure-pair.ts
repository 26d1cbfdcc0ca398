import { coded, errorCode } from '../errors/coded.ts';
import { hideThroughFile } from '../hiding/hide-pipeline.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../media/picture.ts';
import { fitSecret } from '../methods/fitting.ts';
import { residualLeak } from '../metrics/residual-leak.ts';
import type { EvaluatedPair } from './evaluation.ts';
import type { Subject } from './subject.ts';

/** A pair of pictures, and how to measure it. */
export interface PairWork {
  readonly cover: RgbImage;
  /** The secret, as it will be hidden. */
  readonly secret: RgbImage;
  /** File names without folders. */
  readonly names: { readonly coverFile: string; readonly secretFile: string };
  /** The names of cover and container in messages. */
  readonly what: string;
  /** Writes a picture to a file and reads it back. */
  readonly throughFile: (image: RgbImage) => Promise<RgbImage>;
  readonly residualLeak: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A pair's figures, and the pictures that they are of. */
export interface MeasuredPair {
  readonly pair: EvaluatedPair;
  /** The container, as it was read back. */
  readonly container: RgbImage;
  readonly revealed: RgbImage;
}

/**
 * Hides and reveals a pair through a file by one method, and measures both sides.
 *
 * @throws Error that names the cover, with the code of what went wrong: it is too small, or its secret is not found again.
 */
export async function measurePair({ method, options, host }: Subject, work: PairWork): Promise<MeasuredPair> {
  const { cover, secret, names, what, signal } = work;
  const started = performance.now();
  const outcome = await hideThroughFile({
    method,
    cover: pictureCover(cover),
    receivers: [
      { secret: { kind: 'picture', name: names.secretFile, image: secret }, keys: new KeyRing(undefined) },
    ],
    options,
    host,
    save: async (container, verify) => verify(pictureCover(await work.throughFile(pixelsOf(container)))),
    strict: false,
    signal,
  }).catch((error) => {
    if (!(error instanceof Error) || signal?.aborted) throw error;
    const named =
      error instanceof RangeError
        ? new RangeError(`${what}: ${error.message}`)
        : new Error(`${what}: ${error.message}`);
    throw coded(named, errorCode(error), { name: what });
  });
  const { payloads, changeRate } = outcome;
  const container = pixelsOf(outcome.container);
  const [revealed] = outcome.revealed;
  const seconds = (performance.now() - started) / 1000;
  if (revealed?.kind !== 'picture')
    throw coded(new Error(`${what}: no picture came back`), 'unverified', { name: what });
  const [payload] = payloads ?? [];
  const pair: EvaluatedPair = {
    ...names,
    cover: outcome.cover,
    secret: outcome.secrets[0]!,
    ...(work.residualLeak && { residualLeak: leakOf(container, work) }),
    ...(payload && {
      payload: {
        bytes: payload.bytes,
        bitsPerSample: payload.bitsPerSample,
        changeRate,
        coding: payload.coding,
        ...(payload.distortion !== undefined && { distortion: payload.distortion }),
      },
    }),
    seconds,
  };
  return { pair, container, revealed: revealed.image };
}

/** How much of a pair's secret shows in a container, 0-1. */
export function leakOf(container: RgbImage, { cover, secret }: PairWork): number {
  return residualLeak(cover, container, fitSecret(secret, cover));
}
