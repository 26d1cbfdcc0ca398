/** The code of the `jpeg` method: the exact method's, in a file's coefficients. */
import { coded } from '../../errors/coded.ts';
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import { type JpegCover, jpegIn, withCoefficients } from '../../media/jpeg.ts';
import type { ExactCover } from '../exact/exact-cover.ts';
import { hideInSamples } from '../exact/exact-method.ts';
import type { FoundPayload } from '../exact/reveal-exact.ts';
import { findInSamples, revealFound } from '../exact/reveal-exact.ts';
import { roomIn } from '../exact/room.ts';
import type { DirectedWeights, ExactOptions, PartCount, PayloadLimits } from '../exact/settings.ts';
import { PART_COUNTS } from '../exact/settings.ts';
import type { Method, MethodCode } from '../method.ts';
import {
  coefficientCover,
  coefficientsWith,
  countNonZeroAc,
  valuesOfSamples,
  wetCoefficients,
} from './coefficient-cover.ts';
import { juniwardCosts } from './costs/juniward.ts';
import { sideInformedCosts } from './costs/side-informed.ts';
import { uerdCosts } from './costs/uerd.ts';
import { jpegCapacity } from './jpeg-capacity.ts';
import { FINEST_STEP, type JpegDistortion, RECOMMENDED_RATE, WARNED_RATE } from './jpeg-settings.ts';
import { payloadLimits } from './payload-limits.ts';

/** The options of the method, as its table checks them. */
interface JpegOptions extends Pick<ExactOptions, 'quality' | 'constraintHeight' | 'parts' | 'rate'> {
  readonly distortion?: JpegDistortion;
  readonly force?: boolean;
}

export function jpegCode({ name }: Pick<Method, 'name'>): MethodCode {
  return {
    async hide(given, receivers, options, { host, random, signal, onProgress }) {
      const cover = jpegIn(given);
      const { rate, distortion = 'juniward', force = false, ...rest } = options as JpegOptions;
      if (!force) assertCoarse(cover.file);
      const parts = partCount(rest.parts, receivers.length);
      const { samples, limits, wet, nonZeroAc } = loadOf(cover.file, rate, parts);
      const weights = weightsOf(cover, distortion, samples.samples.length, wet);
      signal?.throwIfAborted();
      const { samples: changed, hidden } = await hideInSamples(
        { ...samples, ...(wet.some((byte) => byte !== 0) && { wet }) },
        receivers.map(({ secret, keys }) => ({ secret, passphrase: keys.secret })),
        host.coder,
        { ...rest, limits, distortion: weights ?? 'uniform', random, signal, onProgress },
      );
      const container = withCoefficients(cover, coefficientsWith(cover.file, changed as Int16Array));
      const isOpen = receivers.some(({ keys }) => keys.secret === undefined);
      const perNonZero = (bits: number): number => (bits * samples.samples.length) / Math.max(1, nonZeroAc);
      const load = Math.max(...hidden.map(({ bitsPerSample }) => perNonZero(bitsPerSample)), rate ?? 0);
      return {
        container,
        payloads: hidden.map(({ payloadBytes, distortion: _, ...payload }) => ({
          ...payload,
          bytes: payloadBytes,
          bitsPerNonZeroAc: perNonZero(payload.bitsPerSample),
          distortion,
        })),
        warnings: [
          ...hidden.flatMap(({ notes }) => notes),
          ...(load > WARNED_RATE ? [loudWarning(load)] : []),
          ...(isOpen ? ['No passphrase: anyone with Pentimento can reveal the secret'] : []),
        ],
      };
    },
    async capacity(cover, secret, { host, signal }) {
      const own = jpegIn(cover);
      assertCoarse(own.file);
      return jpegCapacity(own, host.coder, secret, signal);
    },
    async room(cover, secrets, options, { host, signal }) {
      const { file } = jpegIn(cover);
      const { rate, distortion: _, force = false, ...rest } = options as JpegOptions;
      if (!force) assertCoarse(file);
      const { samples, limits, wet, nonZeroAc } = loadOf(file, rate, partCount(rest.parts, secrets.length));
      return roomIn(
        { ...samples, wet },
        secrets,
        (RECOMMENDED_RATE * nonZeroAc) / samples.samples.length,
        host.coder,
        { ...rest, limits, signal },
      );
    },
    async find(container, keys) {
      const state = await findInSamples(coefficientCover(jpegIn(container).file), keys.secret);
      return state && { method: name, state };
    },
    async reveal({ state }, _options, { host, signal, onProgress }) {
      return { secret: await revealFound(state as FoundPayload, host.coder, { signal, onProgress }) };
    },
  };
}

function partCount(asked: PartCount | undefined, receivers: number): PartCount {
  return asked ?? PART_COUNTS.find((count) => count >= receivers) ?? 1;
}

/** What a file may carry. */
function loadOf(
  file: JpegFile,
  rate: number | undefined,
  parts: PartCount,
): {
  readonly samples: ExactCover;
  readonly limits: PayloadLimits;
  readonly wet: Uint8Array;
  readonly nonZeroAc: number;
} {
  const samples = coefficientCover(file);
  const wet = wetCoefficients(file, samples.samples as Int16Array);
  const nonZeroAc = countNonZeroAc(samples.samples as Int16Array, wet);
  const { length } = samples.samples;
  const limits = payloadLimits({ samples: length, nonZeroAc, rate, isShared: parts > 1 });
  return { samples, limits, wet, nonZeroAc };
}

/** What each change costs; none where all cost the same. */
function weightsOf(
  { file, roundingErrors }: JpegCover,
  distortion: JpegDistortion,
  samples: number,
  wet: Uint8Array,
): Float32Array | DirectedWeights | undefined {
  if (distortion === 'uniform') return undefined;
  const costs = valuesOfSamples(file, samples, (component) =>
    distortion === 'uerd' ? uerdCosts(component) : juniwardCosts(component),
  );
  if (roundingErrors === undefined) return costs;
  const errors = valuesOfSamples(file, samples, (_, index) => roundingErrors[index]!);
  const { plus, minus, wet: middle } = sideInformedCosts(costs, errors);
  for (let i = 0; i < samples; i++) wet[i]! |= middle[i]!;
  return { up: plus, down: minus };
}

/** @throws RangeError for a file whose coefficients are nearly the pixels themselves. */
function assertCoarse({ frame }: JpegFile): void {
  const largest = Math.max(...frame.components[0]!.quantisation);
  if (largest > FINEST_STEP) return;
  throw coded(
    new RangeError(
      'Expected a JPEG of quality 98 or less but received one of 99 or 100, where changed coefficients can be told from others without training',
    ),
    'cover-too-fine',
    { largest },
  );
}

function loudWarning(load: number): string {
  return (
    `The container carries ${load.toFixed(2)} bits for each coefficient that is not 0, and 0.05 is recommended. At 0.4 the detector that we trained ` +
    'errs in 37 of 100 (50 is guessing), the best published ones in 15; at 0.05 in 48 and 45'
  );
}
