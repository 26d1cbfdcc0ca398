/** An evaluation as text for a terminal. */

import type {
  EvaluatedPair,
  Evaluation,
  EvaluationMeans,
  KeyedFigures,
} from '../../evaluation/evaluation.ts';
import { exactPairs } from '../../evaluation/evaluation.ts';
import type { Fidelity } from '../../metrics/fidelity.ts';
import { decibels } from '../text/decibels.ts';
import { percent } from '../text/percent.ts';
import type { Cell } from '../text/table.ts';
import { formatTable } from '../text/table.ts';

/** Every pair, the means, the baselines' means; and the effect of a passphrase, if measured. */
export function evaluationText(evaluation: Evaluation): string {
  const { method, model, pairs, mean, keyed, against = [] } = evaluation;
  const what = model === undefined ? `The ${method} method` : `Model ${model}`;
  const count = pairs.length === 1 ? '1 pair' : `${pairs.length} pairs`;
  const payloads = mean.payload !== undefined;
  const header = ['cover', 'secret', 'cover PSNR', 'SSIM', 'MAE', 'secret PSNR', 'SSIM', 'MAE'];
  const row = (cover: string, secret: string, figures: EvaluationMeans, seconds: number): Cell[] => [
    ...[cover, secret, ...fidelityCells(figures.cover), ...fidelityCells(figures.secret)],
    ...(payloads ? payloadCells(figures) : []),
    seconds.toFixed(1),
  ];
  return [
    `${what}, ${count}, through PNG files:`,
    formatTable(
      [...header, ...(payloads ? ['bytes', 'bits/sample', 'changed'] : []), 's'],
      [
        ...pairs.map((pair) => row(pair.coverFile, pair.secretFile, pair, pair.seconds)),
        row('mean', '', mean, meanSeconds(pairs)),
        ...against.map((other) => row(`${other.name}, mean`, '', other.mean, meanSeconds(other.pairs))),
      ],
    ),
    ...leftOut(pairs),
    ...(keyed === undefined ? [] : ['', keyedText(keyed)]),
  ].join('\n');
}

function keyedText(keyed: NonNullable<Evaluation['keyed']>): string {
  const titles = ['cover', 'secret', 'cover PSNR', 'right key', 'wrong key', 'no key'];
  return [
    'With a passphrase (PSNR; the residual leak is 0 for nothing to be seen, 1 for the secret itself):',
    formatTable(
      [...titles, 'leak with key', 'without'],
      [
        ...keyed.pairs.map((pair) => keyedRow(pair.coverFile, pair.secretFile, pair)),
        keyedRow('mean', '', keyed.mean),
      ],
    ),
  ].join('\n');
}

function fidelityCells({ psnr, ssim, mae }: Fidelity): string[] {
  return [decibels(psnr), ssim.toFixed(4), mae.toFixed(2)];
}

function payloadCells({ payload }: EvaluationMeans): Cell[] {
  if (payload === undefined) return [undefined, undefined, undefined];
  const { bytes, bitsPerSample, changeRate } = payload;
  return [Math.round(bytes).toLocaleString('en'), bitsPerSample.toFixed(3), percent(changeRate)];
}

function keyedRow(coverFile: string, secretFile: string, figures: KeyedFigures): string[] {
  const { coverPsnr, rightKeyPsnr, wrongKeyPsnr, noKeyPsnr, leakKeyed, leakUnkeyed } = figures;
  const numbers = [coverPsnr, rightKeyPsnr, wrongKeyPsnr, noKeyPsnr, leakKeyed, leakUnkeyed];
  return [coverFile, secretFile, ...numbers.map((value) => value.toFixed(2))];
}

/** A note on the pairs that a mean leaves out. */
function leftOut(pairs: readonly EvaluatedPair[]): string[] {
  const exact = exactPairs(pairs);
  return exact === 0 || exact === pairs.length
    ? []
    : [`The mean of the secrets' PSNR leaves out what came back exact: ${exact} of ${pairs.length}.`];
}

function meanSeconds(pairs: readonly EvaluatedPair[]): number {
  return pairs.reduce((total, { seconds }) => total + seconds, 0) / pairs.length;
}
