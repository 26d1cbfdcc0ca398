/** An evaluation as one HTML page that needs nothing else: no other file, no network, no script to be read. */

import type { EvaluatedPair, EvaluationMeans } from '../hiding/evaluation.ts';
import type { EmbeddedPicture, EvaluationReport, ReportedExample } from './evaluation-data.ts';
import { BASELINE_NAMES, decibels, fixed, keyedTable, pairTable, peerTable } from './evaluation-tables.ts';
import { escapeMarkup } from './markup.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from './page-style.ts';
import { BALUJA_PAPER, PEERS, sharedPictures } from './peers.ts';
import { RESIDUAL_GAIN } from './residual.ts';
import { percent, residualHistogram, summarizeResiduals } from './residual-histogram.ts';
import type { TradeOffPoint } from './trade-off-chart.ts';
import { tradeOffChart } from './trade-off-chart.ts';

/** Nothing is loaded, whatever a name or a figure might contain. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** Decibels that make no difference. */
const SAME = 0.01;

/** Sizes of a chart on a desk and on a phone. */
const CHART = { broad: { width: 900, height: 460 }, narrow: { width: 360, height: 360 } } as const;
const HISTOGRAM = { broad: { width: 900, height: 280 }, narrow: { width: 360, height: 240 } } as const;

/**
 * The page: means, everybody's place between cover and secret, examples, the residual's histogram, what a passphrase changes,
 * and every pair in a table that can be sorted.
 *
 * @param report - what was measured. Names in it may hold any characters.
 * @returns a whole HTML document, light and dark.
 * @throws RangeError when there are no pairs.
 */
export function evaluationPage(report: EvaluationReport): string {
  if (report.pairs.length === 0) throw new RangeError('Expected at least one pair for an evaluation page');
  const title = `Evaluation of ${escapeMarkup(report.model)}`;
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Pentimento">',
    `<title>${title}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    header(title, report),
    '<main>',
    tiles(report),
    tradeOff(report),
    examples(report.examples),
    histogram(report),
    keyed(report),
    everyPair(report),
    '</main>',
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
  ]
    .filter((part) => part !== '')
    .join('\n')}\n`;
}

function header(title: string, report: EvaluationReport): string {
  const { date, protocol, pairs, favour, secretScale = 1 } = report;
  const facts: readonly (readonly [string, string] | undefined)[] = [
    ['pairs', String(pairs.length)],
    ['date', date],
    favour === undefined ? undefined : ['favours', favour],
    secretScale === 1 ? undefined : ['secrets', `${percent(secretScale)} of their width and height`],
  ];
  return [
    `<header><h1>${title}</h1>`,
    '<dl class="facts">',
    ...facts.flatMap((fact) =>
      fact === undefined ? [] : [`<div><dt>${fact[0]}</dt><dd>${escapeMarkup(fact[1])}</dd></div>`],
    ),
    '</dl>',
    `<p class="soft">${escapeMarkup(protocol)}</p></header>`,
  ].join('\n');
}

/** The means in large, with the range that they stand for. */
function tiles({ pairs, mean, against }: EvaluationReport): string {
  const tile = (
    name: string,
    unit: string,
    digits: number,
    of: (figures: EvaluationMeans) => number,
  ): string => {
    const values = pairs.map(of);
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => fixed(value, digits));
    const baseline = against === undefined ? Number.NaN : of(against.mean);
    return [
      `<div class="tile"><span>${name}</span><b>${fixed(of(mean), digits)}${unit === '' ? '' : ` <small>${unit}</small>`}</b>`,
      `<span>${low} to ${high}</span>`,
      Number.isNaN(baseline)
        ? ''
        : `<span>${BASELINE_NAMES[against!.name]}: ${fixed(baseline, digits)}</span>`,
      '</div>',
    ].join('');
  };
  return [
    '<div class="tiles">',
    tile('Cover PSNR', 'dB', 2, ({ cover }) => cover.psnr),
    tile('Secret PSNR', 'dB', 2, ({ secret }) => secret.psnr),
    tile('Cover SSIM', '', 4, ({ cover }) => cover.ssim),
    tile('Secret SSIM', '', 4, ({ secret }) => secret.ssim),
    ...(mean.residualLeak === undefined
      ? []
      : [tile('Residual leak', '', 2, ({ residualLeak = Number.NaN }) => residualLeak)]),
    '</div>',
    `<p class="caption">Means over ${countOf(pairs.length)}; below each, the lowest and the highest. PSNR is over RGB with peak 255, SSIM the mean of R, G and B
(11x11 Gaussian window), MAE in grey levels of 0 to 255. The residual leak is the largest correlation of any view of container minus cover with the secret:
1 is a visible copy; two unrelated photos often reach 0.2, some 0.4 or more.</p>`,
  ].join('\n');
}

function tradeOff({ model, pairs, mean, against, secretScale = 1 }: EvaluationReport): string {
  const shared = sharedPictures(pairs.map(({ coverFile }) => coverFile));
  // What was measured here takes the place of the published figure for the same thing.
  const peers = PEERS.filter(({ baseline }) => baseline === undefined || baseline !== against?.name);
  const points: TradeOffPoint[] = [
    ...pairs.map((pair) => ({ kind: 'pair' as const, label: nameOf(pair), ...psnrOf(pair) })),
    ...peers.map(({ label, pictures, coverPsnr, secretPsnr }) => ({
      kind: pictures === shared ? ('peer' as const) : ('elsewhere' as const),
      label,
      cover: coverPsnr,
      secret: secretPsnr,
    })),
    ...(against === undefined
      ? []
      : [{ kind: 'baseline' as const, label: BASELINE_NAMES[against.name], ...psnrOf(against.mean) }]),
    { kind: 'mean', label: model, ...psnrOf(mean) },
  ];
  const kinds = new Set(points.map(({ kind }) => kind));
  return [
    '<section>',
    '<h2>Cover against secret</h2>',
    '<p>Up and to the right is better: an unseen container and a clear secret.</p>',
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
(beta ${BALUJA_PAPER.beta}, from unrounded tensors); here ${fixed(mean.cover.mae, 2)} and ${fixed(mean.secret.mae, 2)}, from files.</p>`,
    '</section>',
  ].join('\n');
}

const LEGEND = [
  { kind: 'mean', shape: '<circle class="mean" r="6"/>', text: 'mean of the pairs here' },
  { kind: 'pair', shape: '<circle class="pair" r="3.5"/>', text: 'a pair' },
  {
    kind: 'baseline',
    shape: '<polygon class="baseline" points="-5,-5 5,-5 5,5 -5,5"/>',
    text: 'baseline, measured here',
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

function examples(shown: readonly ReportedExample[]): string {
  if (shown.length === 0) return '';
  return [
    '<section>',
    '<h2>Examples</h2>',
    `<p>By the weaker of a pair’s two PSNRs. The residual is container minus cover, ${RESIDUAL_GAIN} times amplified around mid grey.</p>`,
    ...shown.flatMap(({ label, pair, pictures }) => [
      `<h3>${label}: ${escapeMarkup(nameOf(pair))} <span>${decibels(pair.cover.psnr)} / ${decibels(pair.secret.psnr)} dB</span></h3>`,
      strip([
        { picture: pictures.cover, name: 'cover' },
        { picture: pictures.container, name: 'container', note: `${decibels(pair.cover.psnr)} dB` },
        {
          picture: pictures.residual,
          name: `residual x${RESIDUAL_GAIN}`,
          note: leakNote(pair.residualLeak),
          wide: true,
        },
        { picture: pictures.secret, name: 'secret' },
        { picture: pictures.revealed, name: 'revealed', note: `${decibels(pair.secret.psnr)} dB` },
      ]),
    ]),
    SHRUNK,
    '</section>',
  ].join('\n');
}

function histogram({ residuals }: EvaluationReport): string {
  const { unchanged, beyond, largest } = summarizeResiduals(residuals);
  return [
    '<section>',
    '<h2>Residual</h2>',
    `<p>How far the samples of the containers are from those of the covers, all pairs together. ${percent(unchanged)} are unchanged${
      beyond === 0 ? '' : `, ${percent(beyond)} lie further out than shown`
    }; the largest change is ${largest}.</p>`,
    '<div class="card">',
    residualHistogram(residuals, { ...HISTOGRAM.broad, className: 'broad' }),
    residualHistogram(residuals, { ...HISTOGRAM.narrow, className: 'narrow' }),
    '</div>',
    '</section>',
  ].join('\n');
}

function keyed({ keyed, examples, mean }: EvaluationReport): string {
  if (keyed === undefined) return '';
  const example = examples.find(({ label }) => label === 'Median') ?? examples[0];
  const pictures = example?.pictures.keyed;
  const figures = keyed.pairs.find(
    ({ coverFile, secretFile }) =>
      coverFile === example?.pair.coverFile && secretFile === example.pair.secretFile,
  );
  const { coverPsnr, rightKeyPsnr, wrongKeyPsnr, noKeyPsnr, leakKeyed, leakUnkeyed } = keyed.mean;
  return [
    '<section>',
    '<h2>With a passphrase</h2>',
    `<p>Every pair was hidden once more with a passphrase: cover ${decibels(coverPsnr)} dB (without: ${decibels(mean.cover.psnr)}). The secret comes back at
${decibels(rightKeyPsnr)} dB with that passphrase, at ${decibels(wrongKeyPsnr)} dB with another one and at ${decibels(noKeyPsnr)} dB without any, for
somebody who has the model and knows where to look.${
      Math.abs(rightKeyPsnr - wrongKeyPsnr) < SAME
        ? ' The networks of this model take no key: the passphrase protects its frame only.'
        : ''
    } The residual leak is ${fixed(leakKeyed, 2)}; without a passphrase it is ${fixed(leakUnkeyed, 2)}.</p>`,
    ...(pictures === undefined || figures === undefined
      ? []
      : [
          `<h3>${example!.label}: ${escapeMarkup(nameOf(figures))} <span>${decibels(figures.coverPsnr)} / ${decibels(figures.rightKeyPsnr)} dB</span></h3>`,
          strip([
            {
              picture: pictures.residual,
              name: `residual x${RESIDUAL_GAIN}`,
              note: leakNote(figures.leakKeyed),
              wide: true,
            },
            { picture: pictures.secret, name: 'secret' },
            { picture: pictures.rightKey, name: 'right key', note: `${decibels(figures.rightKeyPsnr)} dB` },
            { picture: pictures.wrongKey, name: 'wrong key', note: `${decibels(figures.wrongKeyPsnr)} dB` },
            { picture: pictures.noKey, name: 'no key', note: `${decibels(figures.noKeyPsnr)} dB` },
          ]),
          SHRUNK,
        ]),
    keyedTable(keyed),
    '</section>',
  ].join('\n');
}

function everyPair(report: EvaluationReport): string {
  return [
    '<section>',
    '<h2>Every pair</h2>',
    pairTable(report),
    '<p class="caption">With scripts allowed, a press on a title sorts. Seconds are those of hiding, writing, reading and revealing.</p>',
    '</section>',
  ].join('\n');
}

const SHRUNK =
  '<p class="caption">The pictures here are shrunk and compressed, which smooths fine noise; the figures are of the full-size files.</p>';

interface Shown {
  readonly picture: EmbeddedPicture;
  readonly name: string;
  readonly note?: string | undefined;
  /** Whether it has a row of its own on a phone. */
  readonly wide?: boolean;
}

function strip(shown: readonly Shown[]): string {
  const figures = shown.map(
    ({ picture: { uri, width, height }, name, note, wide }) =>
      `<figure${wide ? ' class="wide"' : ''}><img src="${escapeMarkup(uri)}" width="${width}" height="${height}" alt="${name}">` +
      `<figcaption>${name}${note === undefined ? '' : `, ${note}`}</figcaption></figure>`,
  );
  return `<div class="strip">\n${figures.join('\n')}\n</div>`;
}

function leakNote(leak: number | undefined): string | undefined {
  return leak === undefined ? undefined : `leak ${fixed(leak, 2)}`;
}

function psnrOf({ cover, secret }: EvaluationMeans | EvaluatedPair): { cover: number; secret: number } {
  return { cover: cover.psnr, secret: secret.psnr };
}

function nameOf({ coverFile, secretFile }: { coverFile: string; secretFile: string }): string {
  return `${secretFile} in ${coverFile}`;
}

function countOf(pairs: number): string {
  return pairs === 1 ? '1 pair' : `${pairs} pairs`;
}
