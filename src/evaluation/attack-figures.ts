/**
 * The figures measured under attacks, and their means.
 */

import type { Attack } from '../attacks/attack.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import type { Reading, Received } from './receive.ts';

/** The result for the receiver of one attacked container. */
export interface AttackedPair {
  /** Name of the cover's file, without folders. */
  readonly coverFile: string;
  /** Name of the secret's file, without folders. */
  readonly secretFile: string;
  /** `shown`: a picture; `nothing`: the answer that nothing is hidden; `damaged`: the answer that it cannot be given back. */
  readonly outcome: Received['outcome'];
  /** If something is shown: quality against the secret, or after a crop against the part that is left. */
  readonly secret?: Fidelity;
  /**
   * If something is shown: whether it shows nothing of the secret, because it is no nearer to it than the secret's mean
   * colour.
   */
  readonly meaningless?: boolean;
}

/** The number of pairs for each outcome, and the quality of the secrets that were shown. */
export interface AttackSummary {
  /** How many pairs gave a picture. */
  readonly shown: number;
  /** The number of shown results that show nothing of the secret. */
  readonly meaningless: number;
  /** The number of times the answer was that nothing is hidden. */
  readonly nothing: number;
  /** The number of times something was found but could not be recovered. */
  readonly damaged: number;
  /** Mean in dB over the pairs that are shown and differ; `Infinity` if none differs. */
  readonly secretPsnr?: number;
  /** Mean over the pairs that are shown. */
  readonly secretSsim?: number;
}

/** One attack, read in one way. */
export interface AttackReading extends AttackSummary {
  /** How the receiver goes about it: `plain` as by `reveal`, `forced` as with `force`. */
  readonly reading: Reading;
  /** One entry for each pair, in the order of the protocol. */
  readonly pairs: readonly AttackedPair[];
}

/** One attack on all pairs. */
export interface EvaluatedAttack extends Pick<Attack, 'name' | 'description'> {
  /** One entry for each way of reading; `plain` first. */
  readonly readings: readonly AttackReading[];
}

/** A method under attacks. PSNR may be `Infinity`, which JSON does not have: as for `Evaluation`. */
export interface AttackEvaluation {
  /** Name of the method. */
  readonly method: string;
  /** Name of the model, if the method has one. */
  readonly model?: string;
  /** Seed of the noise. */
  readonly seed: number;
  /** One for each attack, in the order in which they were asked for. */
  readonly attacks: readonly EvaluatedAttack[];
}

/** Counts and means over pairs. */
export function summaryOf(pairs: readonly AttackedPair[]): AttackSummary {
  const count = (outcome: Received['outcome']): number =>
    pairs.filter((pair) => pair.outcome === outcome).length;
  const shown = pairs.flatMap(({ secret }) => secret ?? []);
  const finite = shown.map(({ psnr }) => psnr).filter((psnr) => psnr !== Number.POSITIVE_INFINITY);
  return {
    shown: count('shown'),
    meaningless: pairs.filter(({ meaningless }) => meaningless === true).length,
    nothing: count('nothing'),
    damaged: count('damaged'),
    ...(shown.length > 0 && {
      secretPsnr: finite.length === 0 ? Number.POSITIVE_INFINITY : mean(finite),
      secretSsim: mean(shown.map(({ ssim }) => ssim)),
    }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
