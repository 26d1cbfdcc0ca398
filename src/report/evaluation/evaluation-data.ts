/** The content of an evaluation page, as plain data: the measurement fills it, the page only draws. */

import type { EvaluatedAttack } from '../../evaluation/attack-figures.ts';
import type {
  EvaluatedBaseline,
  EvaluatedPair,
  EvaluationMeans,
  KeyedFigures,
  KeyedPair,
} from '../../evaluation/evaluation.ts';
import type { Favour } from '../../methods/favour.ts';
import type { OptionValues } from '../../methods/options.ts';
import type { ResidualCounts } from '../charts/residual-histogram.ts';

/** A picture inside the page. */
export interface EmbeddedPicture {
  /** The picture as a `data:` address. */
  readonly uri: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The pictures of a pair that was hidden with a passphrase. */
export interface KeyedExample {
  /** Container minus cover, amplified. */
  readonly residual: EmbeddedPicture;
  readonly secret: EmbeddedPicture;
  readonly rightKey: EmbeddedPicture;
  readonly wrongKey: EmbeddedPicture;
  readonly noKey: EmbeddedPicture;
}

/** The pictures of a pair. */
export interface ExamplePictures {
  readonly cover: EmbeddedPicture;
  readonly container: EmbeddedPicture;
  /** Container minus cover, amplified. */
  readonly residual: EmbeddedPicture;
  readonly secret: EmbeddedPicture;
  readonly revealed: EmbeddedPicture;
  readonly keyed?: KeyedExample;
}

/** A pair that is shown, and the reason. */
export interface ReportedExample {
  readonly label: 'Best' | 'Median' | 'Worst';
  readonly pair: EvaluatedPair;
  readonly pictures: ExamplePictures;
}

/** All that an evaluation page shows. */
export interface EvaluationReport {
  readonly method: string;
  /** Name of the model; only with the deep method. */
  readonly model?: string;
  /** Only with the exact method. */
  readonly settings?: OptionValues;
  /** The date, as the page shows it. */
  readonly date: string;
  /** Sentences on how pairs were chosen, hidden and measured. */
  readonly protocol: string;
  /** The favoured side, if any. */
  readonly favour?: Favour;
  /** The fraction of their width and height that secrets were shrunk to; 1 by default. */
  readonly secretScale?: number;
  /** The pairs, at least one. */
  readonly pairs: readonly EvaluatedPair[];
  readonly mean: EvaluationMeans;
  /** Counts over all pairs together. */
  readonly residuals: ResidualCounts;
  readonly examples: readonly ReportedExample[];
  /** Figures with a passphrase, if pairs were also hidden with one. */
  readonly keyed?: {
    readonly pairs: readonly KeyedPair[];
    readonly mean: KeyedFigures;
  };
  /** Other methods, measured on the same pairs. */
  readonly against?: readonly Pick<EvaluatedBaseline, 'name' | 'mean'>[];
  /** What remains of the secrets after attacks, if measured. */
  readonly attacks?: readonly EvaluatedAttack[];
}

/** The worse of a pair's two PSNRs, by which pairs are ranked: a good cover does not make up for a poor secret. */
export function weakerPsnr({ cover, secret }: EvaluatedPair): number {
  return Math.min(cover.psnr, secret.psnr);
}

/**
 * The pairs to show: best, median (the lower of the two middle ones) and worst by the weaker PSNR; fewer where there are
 * fewer pairs.
 *
 * @returns with each its place in `pairs`.
 */
export function chooseExamples(
  pairs: readonly EvaluatedPair[],
): { readonly label: ReportedExample['label']; readonly index: number }[] {
  const ranked = [...pairs.keys()].sort((a, b) => weakerPsnr(pairs[b]!) - weakerPsnr(pairs[a]!) || a - b);
  const chosen = [
    { label: 'Best', index: ranked[0] },
    { label: 'Worst', index: ranked.at(-1) },
    { label: 'Median', index: ranked[Math.floor(ranked.length / 2)] },
  ] as const;
  const distinct = chosen.filter(
    ({ index }, at) => index !== undefined && chosen.findIndex((other) => other.index === index) === at,
  );
  return (['Best', 'Median', 'Worst'] as const).flatMap((label) =>
    distinct.filter((entry) => entry.label === label).map(({ index }) => ({ label, index: index! })),
  );
}
