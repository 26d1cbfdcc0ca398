/**
 * The figures of an evaluation, and their means.
 */
import type { Fidelity } from '../metrics/fidelity.ts';
import type { Favour } from './method.ts';

/** A baseline to measure against. */
export type BaselineName = 'lsb4';

/** A pair and its figures, through a PNG file. */
export interface EvaluatedPair {
  readonly coverFile: string;
  readonly secretFile: string;
  readonly cover: Fidelity;
  readonly secret: Fidelity;
  /** How much of the secret shows in container minus cover, 0-1; only where it was asked for. */
  readonly residualLeak?: number;
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
  readonly coverFile: string;
  readonly secretFile: string;
}

/** Means over pairs. */
export interface EvaluationMeans {
  readonly cover: Fidelity;
  readonly secret: Fidelity;
  /** Only where it was asked for. */
  readonly residualLeak?: number;
}

/** The figures of all pairs. */
export interface Evaluation {
  /** Name of the model. */
  readonly model: string;
  readonly pairs: readonly EvaluatedPair[];
  readonly mean: EvaluationMeans;
  /** Where other than by default. */
  readonly favour?: Favour;
  /** Where other than 1. */
  readonly secretScale?: number;
  /** With `keyed`. */
  readonly keyed?: { readonly pairs: readonly KeyedPair[]; readonly mean: KeyedFigures };
  /** With `against`. */
  readonly against?: {
    readonly name: BaselineName;
    readonly pairs: readonly EvaluatedPair[];
    readonly mean: EvaluationMeans;
  };
}

/** Means over pairs; of residual leaks where any was measured. */
export function meansOf(pairs: readonly EvaluatedPair[]): EvaluationMeans {
  const of = (side: 'cover' | 'secret'): Fidelity => ({
    psnr: mean(pairs, (pair) => pair[side].psnr),
    ssim: mean(pairs, (pair) => pair[side].ssim),
    mae: mean(pairs, (pair) => pair[side].mae),
  });
  const leaks = pairs.flatMap((pair) => pair.residualLeak ?? []);
  return {
    cover: of('cover'),
    secret: of('secret'),
    ...(leaks.length > 0 && { residualLeak: mean(leaks, (leak) => leak) }),
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

function mean<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0) / values.length;
}
