/** An evaluation as one self-contained HTML page: it needs no other file, no network, and no script to be readable. */

import type { EvaluationMeans, PayloadFigures } from '../../evaluation/evaluation.ts';
import { exactPairs } from '../../evaluation/evaluation.ts';
import { residualHistogram, summarizeResiduals } from '../charts/residual-histogram.ts';
import { escapeMarkup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { pictureStrip, SHRUNK } from '../pictures/picture-strip.ts';
import { RESIDUAL_GAIN } from '../pictures/residual.ts';
import { bothDecibels, decibels, withDecibels } from '../text/decibels.ts';
import { percent } from '../text/percent.ts';
import { attacksSection } from './attack-outcomes.ts';
import type { EvaluationReport, ReportedExample } from './evaluation-data.ts';
import { fixed, keyedTable, pairTable } from './evaluation-tables.ts';
import { methodTitle, subjectName } from './method-names.ts';
import { payloadSection } from './payload-section.ts';
import { tradeOffSection } from './trade-off-section.ts';

/** Differences below this many decibels do not matter. */
const SAME = 0.01;

/** Sizes of the histogram on a desk and on a phone. */
const HISTOGRAM = { broad: { width: 900, height: 280 }, narrow: { width: 360, height: 240 } } as const;

/**
 * The page: means, the trade-off between cover and secret, examples, the residual's histogram, hidden bytes, the effect of a
 * passphrase, and every pair in a sortable table.
 *
 * @param report - the results. Names in it may hold any characters.
 * @returns a whole HTML document, light and dark.
 * @throws RangeError when there are no pairs.
 */
export function evaluationPage(report: EvaluationReport): string {
  if (report.pairs.length === 0) throw new RangeError('Expected at least one pair for an evaluation page');
  const title = `Evaluation of ${report.model === undefined ? 'the ' : ''}${escapeMarkup(subjectName(report))}`;
  return page({
    title,
    header: header(title, report),
    main: [
      tiles(report),
      tradeOffSection(report),
      examples(report.examples),
      histogram(report),
      payloadSection(report),
      keyed(report),
      attacksSection(report.attacks),
      everyPair(report),
    ],
  });
}

function header(title: string, report: EvaluationReport): string {
  const { date, protocol, pairs, favour, settings = {}, secretScale = 1 } = report;
  const facts: readonly (readonly [string, string] | undefined)[] = [
    ['pairs', String(pairs.length)],
    ['date', date],
    ...Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)]),
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

/** The means in large print, with their range. */
function tiles({ pairs, mean, against = [] }: EvaluationReport): string {
  const tile = (name: string, of: (figures: EvaluationMeans) => number, show: Show, unit = ''): string => {
    const values = pairs.map(of);
    const [low, high, middle] = [Math.min(...values), Math.max(...values), of(mean)];
    return [
      `<div class="tile"><span>${name}</span>`,
      `<b>${show(middle)}${unit === '' || !Number.isFinite(middle) ? '' : ` <small>${unit}</small>`}</b>`,
      `<span>${low === Number.POSITIVE_INFINITY ? 'every one of them' : `${show(low)} to ${show(high)}`}</span>`,
      ...against.flatMap((other) => {
        const value = of(other.mean);
        return Number.isNaN(value) ? [] : [`<span>${methodTitle(other.name)}: ${show(value)}</span>`];
      }),
      '</div>',
    ].join('');
  };
  const payload = (of: (figures: PayloadFigures) => number) => (figures: EvaluationMeans) =>
    figures.payload === undefined ? Number.NaN : of(figures.payload);
  const exact = exactPairs(pairs);
  return [
    '<div class="tiles">',
    tile('Cover PSNR', ({ cover }) => cover.psnr, decibels, 'dB'),
    tile('Secret PSNR', ({ secret }) => secret.psnr, decibels, 'dB'),
    tile('Cover SSIM', ({ cover }) => cover.ssim, digits(4)),
    tile('Secret SSIM', ({ secret }) => secret.ssim, digits(4)),
    ...(mean.residualLeak === undefined
      ? []
      : [tile('Residual leak', ({ residualLeak = Number.NaN }) => residualLeak, digits(2))]),
    ...(mean.payload === undefined
      ? []
      : [
          tile(
            'Bits a sample',
            payload(({ bitsPerSample }) => bitsPerSample),
            digits(2),
          ),
        ]),
    '</div>',
    `<p class="caption">Means over ${countOf(pairs.length)}; below each, the lowest and the highest. PSNR is over RGB with peak 255${
      exact === 0 || exact === pairs.length
        ? ''
        : `; its mean for the secrets leaves out ${exact} of ${pairs.length}, which came back exact`
    }, SSIM the mean of R, G and B
(11x11 Gaussian window), MAE in grey levels of 0 to 255. The residual leak is the largest correlation of any view of container minus cover with the secret:
1 is a visible copy; two unrelated photos often reach 0.2, some 0.4 or more.</p>`,
  ].join('\n');
}

/** How a tile writes a figure. */
type Show = (value: number) => string;

function digits(count: number): Show {
  return (value) => fixed(value, count);
}

function examples(shown: readonly ReportedExample[]): string {
  if (shown.length === 0) return '';
  return [
    '<section>',
    '<h2>Examples</h2>',
    `<p>By the weaker of a pair’s two PSNRs. The residual is container minus cover, ${RESIDUAL_GAIN} times amplified around mid grey.</p>`,
    ...shown.flatMap(({ label, pair, pictures }) => [
      `<h3>${label}: ${escapeMarkup(nameOf(pair))} <span>${bothDecibels(pair.cover.psnr, pair.secret.psnr)}</span></h3>`,
      pictureStrip([
        { picture: pictures.cover, name: 'cover' },
        { picture: pictures.container, name: 'container', note: withDecibels(pair.cover.psnr) },
        {
          picture: pictures.residual,
          name: `residual x${RESIDUAL_GAIN}`,
          note: leakNote(pair.residualLeak),
          wide: true,
        },
        { picture: pictures.secret, name: 'secret' },
        { picture: pictures.revealed, name: 'revealed', note: withDecibels(pair.secret.psnr) },
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
          `<h3>${example!.label}: ${escapeMarkup(nameOf(figures))} <span>${bothDecibels(figures.coverPsnr, figures.rightKeyPsnr)}</span></h3>`,
          pictureStrip([
            {
              picture: pictures.residual,
              name: `residual x${RESIDUAL_GAIN}`,
              note: leakNote(figures.leakKeyed),
              wide: true,
            },
            { picture: pictures.secret, name: 'secret' },
            { picture: pictures.rightKey, name: 'right key', note: withDecibels(figures.rightKeyPsnr) },
            { picture: pictures.wrongKey, name: 'wrong key', note: withDecibels(figures.wrongKeyPsnr) },
            { picture: pictures.noKey, name: 'no key', note: withDecibels(figures.noKeyPsnr) },
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
    '<p class="caption">With scripts allowed, a press on a title sorts. Seconds are those of hiding, writing, reading, revealing and measuring.</p>',
    '</section>',
  ].join('\n');
}

function leakNote(leak: number | undefined): string | undefined {
  return leak === undefined ? undefined : `leak ${fixed(leak, 2)}`;
}

function nameOf({ coverFile, secretFile }: { coverFile: string; secretFile: string }): string {
  return `${secretFile} in ${coverFile}`;
}

function countOf(pairs: number): string {
  return pairs === 1 ? '1 pair' : `${pairs} pairs`;
}
