/** Everybody's place between cover and secret: a chart, and the published figures beside it. */

import type { EvaluatedPair, EvaluationMeans } from '../../evaluation/evaluation.ts';
import { exactPairs } from '../../evaluation/evaluation.ts';
import type { TradeOffPoint } from '../charts/trade-off-chart.ts';
import { tradeOffChart } from '../charts/trade-off-chart.ts';
import { escapeMarkup } from '../page/markup.ts';
import { percent } from '../text/percent.ts';
import type { EvaluationReport } from './evaluation-data.ts';
import { fixed, peerTable } from './evaluation-tables.ts';
import { methodTitle, subjectName } from './method-names.ts';
import { BALUJA_PAPER, PEERS, sharedPictures } from './peers.ts';

/** Sizes of the chart on a desk and on a phone. */
const CHART = { broad: { width: 900, height: 460 }, narrow: { width: 360, height: 360 } } as const;

/** The section of a page. */
export function tradeOffSection(report: EvaluationReport): string {
  const { pairs, mean, against = [], secretScale = 1 } = report;
  const shared = sharedPictures(pairs.map(({ coverFile }) => coverFile));
  // What was measured here takes the place of the published figure for the same thing.
  const peers = PEERS.filter(({ label }) => !against.some(({ name }) => methodTitle(name) === label));
  const points: TradeOffPoint[] = [
    ...pairs.map((pair) => ({
      kind: 'pair' as const,
      label: `${pair.secretFile} in ${pair.coverFile}`,
      ...psnrOf(pair),
    })),
    ...peers.map(({ label, pictures, coverPsnr, secretPsnr }) => ({
      kind: pictures === shared ? ('peer' as const) : ('elsewhere' as const),
      label,
      cover: coverPsnr,
      secret: secretPsnr,
    })),
    ...against.map(({ name, mean }) => ({
      kind: 'baseline' as const,
      label: methodTitle(name),
      ...psnrOf(mean),
    })),
    { kind: 'mean', label: subjectName(report), ...psnrOf(mean) },
  ];
  const kinds = new Set(points.map(({ kind }) => kind));
  return [
    '<section>',
    '<h2>Cover against secret</h2>',
    `<p>Up and to the right is better: an unseen container and a clear secret.${
      exactPairs(pairs) > 0
        ? ' In the strip at the top stands what came back exact, without any error to count in decibels.'
        : ''
    }</p>`,
    '<div class="card">',
    '<ul class="legend">',
    ...LEGEND.filter(({ kind }) => kinds.has(kind)).map(
      ({ shape, text }) =>
        `<li><svg viewBox="-7 -7 14 14" aria-hidden="true">${shape}</svg>${escapeMarkup(text)}</li>`,
    ),
    '</ul>',
    tradeOffChart(points, { ...CHART.broad, className: 'broad' }),
    tradeOffChart(points, { ...CHART.narrow, className: 'narrow' }),
    '</div>',
    peerTable(PEERS, shared),
    `<p class="caption">Hollow diamonds were measured by others on other pictures than these, and say where the field stands, not who wins.${
      secretScale === 1
        ? ''
        : ' They hide secrets of full size; the secrets here were shrunk, which is easier.'
    } Baluja’s paper reports no PSNR: a mean absolute error of ${BALUJA_PAPER.coverMae} for the cover and ${BALUJA_PAPER.secretMae} for the secret
(beta ${BALUJA_PAPER.beta}, from unrounded tensors); here ${fixed(mean.cover.mae, 2)} and ${fixed(mean.secret.mae, 2)}, from files.${byteBaselines(report)}</p>`,
    '</section>',
  ].join('\n');
}

/** What a method that hides bytes does, where it stands beside one that hides pixels. */
function byteBaselines({ against = [] }: EvaluationReport): string {
  return against
    .flatMap(({ name, mean: { payload } }) =>
      payload === undefined
        ? []
        : ` The ${methodTitle(name)} hides the secret’s compressed bytes instead of its pixels, here ${payload.bitsPerSample.toFixed(2)} bits in each
sample, of which ${percent(payload.changeRate)} changed.`,
    )
    .join('');
}

const LEGEND = [
  { kind: 'mean', shape: '<circle class="mean" r="6"/>', text: 'mean of the pairs here' },
  { kind: 'pair', shape: '<circle class="pair" r="3.5"/>', text: 'a pair' },
  {
    kind: 'baseline',
    shape: '<polygon class="baseline" points="-5,-5 5,-5 5,5 -5,5"/>',
    text: 'another method, mean of the same pairs',
  },
  {
    kind: 'peer',
    shape: '<polygon class="peer" points="0,-6 6,0 0,6 -6,0"/>',
    text: 'published, same pictures',
  },
  {
    kind: 'elsewhere',
    shape: '<polygon class="elsewhere" points="0,-6 6,0 0,6 -6,0"/>',
    text: 'published, other pictures',
  },
] as const;

function psnrOf({ cover, secret }: EvaluationMeans | EvaluatedPair): { cover: number; secret: number } {
  return { cover: cover.psnr, secret: secret.psnr };
}
