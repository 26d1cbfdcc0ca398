/**
 * The figures of an evaluation, and their means.
 */

import type { Favour } from '../methods/favour.ts';
import type { OptionValues } from '../methods/options.ts';
import type { Fidelity } from '../metrics/fidelity.ts';

/** The size and the cost of a payload. */
export interface PayloadFigures {
  /** Size of the sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the cover that may carry them. */
  readonly bitsPerSample: number;
  /** Part of all samples that changed, 0-1. */
  readonly changeRate: number;
}

/** How a method that hides bytes stored a secret. */
export interface EvaluatedPayload extends PayloadFigures {
  /** How it was coded, for people. */
  readonly coding: string;
  /** The samples that the trellis avoids changing: none in particular, or those of smooth areas. */
  readonly distortion?: string;
}

/** A pair and its figures, through a PNG file. */
export interface EvaluatedPair {
  /** Name of the cover's file, without folders. */
  readonly coverFile: string;
  /** Name of the secret's file, without folders. */
  readonly secretFile: string;
  /** Container against cover. */
  readonly cover: Fidelity;
  /** Revealed secret against secret. */
  readonly secret: Fidelity;
  /** How much of the secret shows in container minus cover, 0-1; only if asked for. */
  readonly residualLeak?: number;
  /** Only for methods that hide bytes. */
  readonly payload?: EvaluatedPayload;
  /** Seconds to hide, write, read back, reveal and compare. */
  readonly seconds: number;
}

/** What a passphrase changes. PSNR in decibels, of the written file. */
export interface KeyedFigures {
  /** The container with a passphrase, against the cover. */
  readonly coverPsnr: number;
  /** The picture revealed with the passphrase, against the secret. */
  readonly rightKeyPsnr: number;
  /** The picture that the Reveal network shows with another passphrase, against the secret. */
  readonly wrongKeyPsnr: number;
  /** The same without a passphrase. */
  readonly noKeyPsnr: number;
  /** Residual leak of the container with a passphrase, 0-1. */
  readonly leakKeyed: number;
  /** Residual leak of the container without one, 0-1. */
  readonly leakUnkeyed: number;
}

/** A pair hidden with a passphrase. */
export interface KeyedPair extends KeyedFigures {
  /** Name of the cover's file, without folders. */
  readonly coverFile: string;
  /** Name of the secret's file, without folders. */
  readonly secretFile: string;
}

/**
 * Means over pairs. The mean PSNR is over the pairs that differ, whose decibels are finite; `Infinity` if every pair is
 * exact.
 */
export interface EvaluationMeans {
  /** Containers against covers. */
  readonly cover: Fidelity;
  /** Revealed secrets against secrets. */
  readonly secret: Fidelity;
  /** Only if asked for. */
  readonly residualLeak?: number;
  /** Only for methods that hide bytes. */
  readonly payload?: PayloadFigures;
}

/** The figures of another method on the same pairs. */
export interface EvaluatedBaseline {
  /** Name of the method. */
  readonly name: string;
  /** Its figures of each pair, in the order of the evaluation's own pairs. */
  readonly pairs: readonly EvaluatedPair[];
  /** Means over these pairs. */
  readonly mean: EvaluationMeans;
}

/**
 * The figures of all pairs.
 *
 * The PSNR of equal pictures is `Infinity`, which JSON does not have. Where an evaluation is written as JSON it is the string
 * `"Infinity"`, which `Number`, and `float` in Python, read back; `JSON.stringify` alone would make it `null`.
 */
export interface Evaluation {
  /** Name of the method. */
  readonly method: string;
  /** Name of the model, if the method has one. */
  readonly model?: string;
  /** The method's settings, defaults filled in; only for methods with settings. */
  readonly settings?: OptionValues;
  /** Figures of each pair, in the order of the protocol. */
  readonly pairs: readonly EvaluatedPair[];
  /** Means over all pairs. */
  readonly mean: EvaluationMeans;
  /** Only if not the default. */
  readonly favour?: Favour;
  /** Only if not 1. */
  readonly secretScale?: number;
  /** With `keyed`. */
  readonly keyed?: {
    /** Figures of each pair with a passphrase, in the order of `pairs`. */
    readonly pairs: readonly KeyedPair[];
    /** Means over these pairs. */
    readonly mean: KeyedFigures;
  };
  /** With `against`, in the order that was asked for. */
  readonly against?: readonly EvaluatedBaseline[];
}

/** Means over pairs; residual leaks and payloads only if there are any. */
export function meansOf(pairs: readonly EvaluatedPair[]): EvaluationMeans {
  const of = (side: 'cover' | 'secret'): Fidelity => ({
    psnr: meanPsnr(pairs.map((pair) => pair[side].psnr)),
    ssim: mean(pairs, (pair) => pair[side].ssim),
    mae: mean(pairs, (pair) => pair[side].mae),
  });
  const leaks = pairs.flatMap((pair) => pair.residualLeak ?? []);
  const payloads = pairs.flatMap((pair) => pair.payload ?? []);
  return {
    cover: of('cover'),
    secret: of('secret'),
    ...(leaks.length > 0 && { residualLeak: mean(leaks, (leak) => leak) }),
    ...(payloads.length > 0 && {
      payload: {
        bytes: mean(payloads, ({ bytes }) => bytes),
        bitsPerSample: mean(payloads, ({ bitsPerSample }) => bitsPerSample),
        changeRate: mean(payloads, ({ changeRate }) => changeRate),
      },
    }),
  };
}

/** Means of what a passphrase changes. */
export function meanKeyed(pairs: readonly KeyedPair[]): KeyedFigures {
  const of = (figure: keyof KeyedFigures): number => mean(pairs, (pair) => pair[figure]);
  return {
    coverPsnr: of('coverPsnr'),
    rightKeyPsnr: of('rightKeyPsnr'),
    wrongKeyPsnr: of('wrongKeyPsnr'),
    noKeyPsnr: of('noKeyPsnr'),
    leakKeyed: of('leakKeyed'),
    leakUnkeyed: of('leakUnkeyed'),
  };
}

/** The number of pairs that gave their secret back exactly. The mean PSNR leaves them out, unless all did. */
export function exactPairs(pairs: readonly EvaluatedPair[]): number {
  return pairs.filter(({ secret }) => secret.psnr === Number.POSITIVE_INFINITY).length;
}

/** The mean without exact pairs: a single one would make it infinite and hide all others. */
function meanPsnr(values: readonly number[]): number {
  const finite = values.filter((value) => value !== Number.POSITIVE_INFINITY);
  return finite.length === 0 ? Number.POSITIVE_INFINITY : mean(finite, (value) => value);
}

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0) / values.length;
}
