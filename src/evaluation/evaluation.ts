/**
 * The figures of an evaluation, and their means.
 */

import type { Favour } from '../methods/favour.ts';
import type { OptionValues } from '../methods/options.ts';
import type { Fidelity } from '../metrics/fidelity.ts';

/** What a payload costs. */
export interface PayloadFigures {
  /** The sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the cover that may carry them. */
  readonly bitsPerSample: number;
  /** Part of all samples that changed, 0-1. */
  readonly changeRate: number;
}

/** What a method that hides bytes made of a secret. */
export interface EvaluatedPayload extends PayloadFigures {
  /** How it was coded, for people. */
  readonly coding: string;
  /** Which samples the trellis spared: all alike, or those of smooth areas. */
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
  /** How much of the secret shows in container minus cover, 0-1; only where it was asked for. */
  readonly residualLeak?: number;
  /** Only of a method that hides bytes. */
  readonly payload?: EvaluatedPayload;
  /** Seconds to hide, write, read back, reveal and compare. */
  readonly seconds: number;
}

/** What a passphrase changes. PSNR in decibels, of the written file. */
export interface KeyedFigures {
  /** Container with a passphrase against cover. */
  readonly coverPsnr: number;
  /** Revealed with the passphrase, against the secret. */
  readonly rightKeyPsnr: number;
  /** What somebody gets who runs the Reveal network with another passphrase, against the secret. */
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
 * Means over pairs. That of a PSNR is over the pairs where something differs, whose decibels are finite; `Infinity` where
 * every pair is exact.
 */
export interface EvaluationMeans {
  /** Containers against covers. */
  readonly cover: Fidelity;
  /** Revealed secrets against secrets. */
  readonly secret: Fidelity;
  /** Only where it was asked for. */
  readonly residualLeak?: number;
  /** Only of a method that hides bytes. */
  readonly payload?: PayloadFigures;
}

/** What was measured beside a method, on the same pairs. */
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
  /** Name of the model, of a method that has one. */
  readonly model?: string;
  /** How the method was set, defaults filled in; only of a method that has settings. */
  readonly settings?: OptionValues;
  /** Figures of each pair, in the order of the protocol. */
  readonly pairs: readonly EvaluatedPair[];
  /** Means over all pairs. */
  readonly mean: EvaluationMeans;
  /** Where other than by default. */
  readonly favour?: Favour;
  /** Where other than 1. */
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

/** Means over pairs; of residual leaks and payloads where there are any. */
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

/** How many pairs gave their secret back without any error: the mean of its PSNR leaves them out, unless all did. */
export function exactPairs(pairs: readonly EvaluatedPair[]): number {
  return pairs.filter(({ secret }) => secret.psnr === Number.POSITIVE_INFINITY).length;
}

/** One exact pair would make any mean infinite, and hide all others. */
function meanPsnr(values: readonly number[]): number {
  const finite = values.filter((value) => value !== Number.POSITIVE_INFINITY);
  return finite.length === 0 ? Number.POSITIVE_INFINITY : mean(finite, (value) => value);
}

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0) / values.length;
}
