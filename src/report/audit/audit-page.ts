/** An audit as one HTML page that needs nothing else, for readers who know nothing of steganalysis. */

import type { AuditedSubject, AuditReport } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import { FEATURE_SETS } from '../../steganalysis/features/feature-sets.ts';
import { learningChart } from '../charts/learning-chart.ts';
import type { CurveOf } from '../charts/roc-chart.ts';
import { rocChart } from '../charts/roc-chart.ts';
import { escapeMarkup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { auditFindings, auditLimits } from './audit-findings.ts';
import type { AuditSeries } from './audit-series.ts';
import { auditSeries, SERIES_STYLE, seriesLegend } from './audit-series.ts';
import { auditTable, latticeTable, networkTable, TABLE_STYLE } from './audit-table.ts';
import { intervalText, passesNullTest, probability, trainingText } from './audit-text.ts';

const STYLE = `
${SERIES_STYLE}
${TABLE_STYLE}
.tile b.name { font-size: 1.1rem; }
dl.wardens dt { margin-top: 0.8rem; font-weight: 600; }
dl.wardens dd { margin: 0.1rem 0 0; max-width: 46rem; }
ul.plain { padding-left: 1.2rem; }
ul.plain li { margin: 0.45rem 0; max-width: 46rem; }
`;

/** Sizes of the charts on a desk and on a phone. */
const ROC = {
  broad: { width: 900, height: 420, className: 'broad' },
  narrow: { width: 360, height: 340, className: 'narrow' },
} as const;
const LEARNING = {
  broad: { width: 900, height: 340, className: 'broad' },
  narrow: { width: 360, height: 300, className: 'narrow' },
} as const;

/** AUC from which a curve cannot be told from the edges of the chart. */
const NEAR_EDGE = 0.995;

/**
 * The page: what a warden is and what P_E means, the figures of every method with bars, what they say in plain words, ROC curves, learning
 * curves, the protocol, and the limits.
 *
 * @param report - the results. Names in it may hold any characters.
 * @param date - the date to print.
 * @returns a whole HTML document, light and dark.
 * @throws RangeError when nothing was audited.
 */
export function auditPage(report: AuditReport, date: string): string {
  if (report.subjects.length === 0) throw new RangeError('Expected at least one method for an audit page');
  return page({
    title: 'Security audit',
    style: STYLE,
    header: header(report, date),
    main: [
      tiles(report),
      section('What the wardens see', [auditTable(report.subjects)]),
      ...latticeSection(report.subjects),
      section('What this means', [list(auditFindings(report))]),
      rocSection(report),
      networkSection(report),
      learningSection(report.subjects),
      wardens(report),
      protocol(report),
      section('Limits', [list(auditLimits(report))]),
    ],
  });
}

function header({ photos, tiles, tile, folds, features, seed }: AuditReport, date: string): string {
  const facts: readonly (readonly [string, string])[] = [
    ['photos', photos.toLocaleString('en')],
    ['tiles', `${tiles.toLocaleString('en')} of ${tile}x${tile}`],
    ['folds', String(folds)],
    ['features', features],
    ['seed', String(seed)],
    ['date', date],
  ];
  return [
    '<header><h1>Security audit: how well hidden is it?</h1>',
    '<dl class="facts">',
    ...facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`),
    '</dl>',
    '<p>A <b>warden</b> is a detector: it gets a picture and says whether something is hidden in it. Here wardens judge covers, which are untouched, and containers,',
    'in which a method has hidden something. <b>P_E</b> is how often they are wrong, the mean of the part of covers that they call containers (false alarms) and the part',
    'of containers that they let pass (misses). <b>0.5 is the best for who hides: the warden guesses. 0 is the worst: every container is found.</b></p></header>',
  ].join('\n');
}

/** P_E of the warden trained on each method, and the null tests. */
function tiles({ subjects, nullTest, network }: AuditReport): string {
  const tile = (name: string, value: string, below: string): string =>
    `<div class="tile"><span>${name}</span><b>${value}</b><span>${below}</span></div>`;
  const nullTile = (name: string, { error, errorInterval }: Detection): string =>
    tile(
      name,
      `${probability(error)}${passesNullTest(errorInterval) ? '' : ' <small>fails</small>'}`,
      `95 %: ${intervalText(errorInterval)}`,
    );
  return [
    '<div class="tiles">',
    ...subjects
      .filter(({ control }) => !control)
      .map(({ name, trained }) =>
        tile(
          `P_E of <b class="name">${escapeMarkup(name)}</b>`,
          probability(trained.error),
          `95 %: ${intervalText(trained.errorInterval)}`,
        ),
      ),
    nullTile('Null test, must be 0.5', nullTest),
    ...(network === undefined ? [] : [nullTile('Null test of the network, must be 0.5', network.nullTest)]),
    '</div>',
    '<p class="caption">P_E of the ensemble trained on the method itself. The 95 % interval is where P_E would be expected for other photos of the same kind.</p>',
  ].join('\n');
}

function rocSection({ subjects, tiles: covers }: AuditReport): string {
  const trained = ({ trained: own }: AuditedSubject): Detection => own;
  return section('False alarms', [
    '<p>A warden can be made stricter or more lenient. Each curve shows what the warden trained on that method finds (upwards) for the false alarms that it is',
    'allowed (to the right, each step ten times as many). Who screens many pictures, most of them innocent, can afford few false alarms: the left',
    'half matters. A curve along the upper edge finds everything; the dotted curve is guessing.</p>',
    ...rocCharts(auditSeries(subjects), trained, covers),
    `<p class="caption">${subjects.some(({ control }) => control) ? 'Dashed: controls. ' : ''}${alongTheEdge(subjects, trained)}What is found without a single false alarm stands left of the dotted upright line, if there is one: so few covers cannot tell smaller rates apart.</p>`,
  ]);
}

/** What the convolutional warden is, how long it was trained, and its curves. */
function networkSection({ subjects, network, tiles: covers }: AuditReport): string {
  if (network === undefined) return '';
  const convolutional = ({ network: own }: AuditedSubject): Detection | undefined => own;
  const series = auditSeries(subjects).filter(({ subject }) => subject.network !== undefined);
  return section('A second opinion: the convolutional network', [
    '<p>The ensembles look at statistics that people thought of. A convolutional network finds its own: it starts from a filter that takes the picture’s content away',
    `and learns the rest from pairs of covers and containers. This one has XuNet’s design with ${network.weights.toLocaleString('en')} weights. For each of ${network.folds} folds it first learned on embedding that is easy`,
    `to see, in the same training photos: 4-bit LSB, then ternary digits. From there it was ${trainingText(network)} on each method. What it finds, a warden with more photos and more time`,
    'finds too; what it misses may only need more of both.</p>',
    networkTable(subjects),
    ...rocCharts(series, convolutional, covers),
    `<p class="caption">${alongTheEdge(subjects, convolutional)}Curves as above, but of the network.</p>`,
  ]);
}

function rocCharts(series: readonly AuditSeries[], curveOf: CurveOf, covers: number): string[] {
  return [
    seriesLegend(series),
    '<div class="card">',
    rocChart(series, curveOf, covers, ROC.broad),
    rocChart(series, curveOf, covers, ROC.narrow),
    '</div>',
  ];
}

/** Names curves that cover each other, because they would look like one. */
function alongTheEdge(
  subjects: readonly AuditedSubject[],
  detectionOf: (subject: AuditedSubject) => Detection | undefined,
): string {
  const names = subjects
    .filter((subject) => (detectionOf(subject)?.areaUnderCurve ?? 0) >= NEAR_EDGE)
    .map(({ name }) => escapeMarkup(name));
  return names.length < 2 ? '' : `One upon the other along the upper edge: ${names.join(', ')}. `;
}

function learningSection(subjects: readonly AuditedSubject[]): string {
  const series = auditSeries(subjects).filter(({ subject }) => (subject.learningCurve ?? []).length > 0);
  if (series.length === 0) return '';
  return section('How much the warden has to learn from', [
    '<p>P_E of the warden trained on the method, for different numbers of training pairs. A curve that has become flat shows what these features can see at all;',
    'where it still falls at its end, a warden with more photos does better, and the figure is the warden’s limit, not the method’s merit.</p>',
    seriesLegend(series),
    '<div class="card">',
    learningChart(series, LEARNING.broad),
    learningChart(series, LEARNING.narrow),
    '</div>',
    '<p class="caption">The number of pairs is on a logarithmic axis. Thin bars are 95 % intervals; marks of different methods are moved apart a little. The dotted line is guessing.</p>',
  ]);
}

function wardens({ features, network }: AuditReport): string {
  const kinds: (readonly [name: string, text: string])[] = [
    [
      'Untrained: StegExpose and WS',
      'Formulas that look for the traces of replaced lowest bits, the oldest way of hiding. StegExpose combines several; WS (weighted stego-image) estimates how much was replaced. ' +
        'Anyone can run them, and anything that they find is not hidden at all. To be generous, they get the threshold that does best on these very tiles.',
    ],
    [
      'Trained on other methods',
      'A classifier that has seen covers and containers of all other methods in this audit, but none of this one; the same method with another rate or model counts as this one. ' +
        'It stands for a warden who expects something to be hidden, and not how.',
    ],
    [
      'Trained on this one',
      'The same classifier trained on containers of this very method, made with the same models and weights that hide here. It stands for a warden who has the program, ' +
        'as anyone can, and lacks only the passphrase. This is the figure to judge a method by.',
    ],
  ];
  if (network !== undefined) {
    kinds.push([
      'Convolutional network',
      'Knows as much as the one before, and looks at pixels instead of statistics that were chosen for it. It needs far more computing and more photos to be as good, ' +
        'and is another kind of eye: a method that only one of the two finds is found.',
    ]);
  }
  return section('The wardens', [
    '<dl class="wardens">',
    ...kinds.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`),
    '</dl>',
    `<p class="soft">The classifier is an ensemble of Fisher linear discriminants on these features: ${escapeMarkup(FEATURE_SETS.get(features)?.summary ?? features)}.</p>`,
  ]);
}

function protocol({ folds, tile, subjects }: AuditReport): string {
  const controls = subjects.some(({ control }) => control);
  return section('How it was measured', [
    list([
      '<b>Matched pairs.</b> Of every tile there is a cover and a container, and both are always in the same fold: what is in the picture tells nothing.',
      `<b>Folds by photo.</b> The photos are dealt into ${folds} folds. A warden is trained on all but one and judges that one, so it never meets a photo of which it has seen a tile. Each tile is judged once.`,
      `<b>One pipeline.</b> Covers and containers are written to 8-bit PNG files, read back and cut into the same tiles of ${tile}x${tile} pixels, so that nothing but the hidden content can tell them apart.`,
      '<b>Null test.</b> The same with covers in the place of containers. Nothing is hidden, so P_E has to be 0.5; another result would mean that the protocol itself gives something away.',
      controls
        ? '<b>Controls.</b> Ways of hiding whose strength is known are measured beside the methods: replaced lowest bits must be found, and adaptive embedding at a low rate must be hard to find. If they are not, the wardens are to blame.'
        : '<b>Controls</b>, ways of hiding whose strength is known, were left out this time.',
      '<b>Intervals.</b> Tiles of a photo are alike, so that they count for less than tiles of different photos: 95 % intervals are Wilson’s with the number of decisions reduced by that (design effect).',
    ]),
  ]);
}

function latticeSection(subjects: readonly AuditedSubject[]): string[] {
  const table = latticeTable(subjects);
  return table === undefined ? [] : [section('Covers that were JPEGs', [table])];
}

function section(title: string, parts: readonly string[]): string {
  return ['<section>', `<h2>${title}</h2>`, ...parts, '</section>'].join('\n');
}

function list(items: readonly string[]): string {
  return `<ul class="plain">${items.map((item) => `<li>${item}</li>`).join('\n')}</ul>`;
}
